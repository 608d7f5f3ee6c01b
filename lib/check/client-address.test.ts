import { describe, expect, test } from "vitest";
import { clientAddressReader, clientKeys } from "./client-address";

describe("only the real address counts, and only trusted proxies say another", () => {
  const behindProxies = clientAddressReader(["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);
  test.for([
    ["192.0.2.1", undefined, "192.0.2.1", "a visitor"],
    ["192.0.2.1", "198.51.100.1", "192.0.2.1", "a visitor who makes up the header"],
    ["127.0.0.1", "198.51.100.1", "198.51.100.1", "one proxy"],
    ["::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1", "one proxy, mapped"],
    ["127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1", "a visitor who wrote before the proxy"],
    ["127.0.0.1", "6.6.6.6, 198.51.100.1, 10.1.2.3", "198.51.100.1", "two proxies"],
    ["fd00::1", "[2001:db8::7]:4711", "2001:db8::7", "with a port"],
    ["127.0.0.1", "198.51.100.1:4711", "198.51.100.1", "IPv4 with a port"],
    ["127.0.0.1", undefined, "127.0.0.1", "a proxy's own request"],
    ["127.0.0.1", "unknown", "127.0.0.1", "a proxy that does not say"],
    ["127.0.0.1", "10.0.0.9", "10.0.0.9", "nothing but proxies"],
  ] as const)("%s with %s is %s: %s", ([remote, header, client]) =>
    expect(behindProxies(remote, header)).toBe(client),
  );

  test("without trusted proxies the header says nothing", () =>
    expect(clientAddressReader([])("127.0.0.1", "198.51.100.1")).toBe("127.0.0.1"));
});

describe("IPv6 counts by /64, and more widely by /48", () => {
  test.for([
    ["192.0.2.1", ["client:192.0.2.1"]],
    ["2001:db8:1:2:3:4:5:6", ["client:2001:db8:1:2::/64", "site:2001:db8:1::/48"]],
    ["2001:DB8:1:2::", ["client:2001:db8:1:2::/64", "site:2001:db8:1::/48"]],
    ["2001:0db8::1", ["client:2001:db8:0:0::/64", "site:2001:db8:0::/48"]],
    ["::1", ["client:0:0:0:0::/64", "site:0:0:0::/48"]],
    ["2001:db8::192.0.2.1", ["client:2001:db8:0:0::/64", "site:2001:db8:0::/48"]],
  ] as const)("%s", ([address, keys]) =>
    expect(clientKeys(address).map(({ key }) => key)).toEqual(keys),
  );
});
