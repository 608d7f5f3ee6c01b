import { describe, expect, test } from "vitest";
import { isLoopback, parseResolver, resolversOf } from "./resolver-address";

describe("check-report.md --resolver", () => {
  test.for([
    ["192.0.2.1", { transport: "dns", address: "192.0.2.1", port: 53, name: null }],
    ["192.0.2.1:5353", { transport: "dns", address: "192.0.2.1", port: 5353, name: null }],
    ["2001:db8::1", { transport: "dns", address: "2001:db8::1", port: 53, name: null }],
    ["[::1]:53", { transport: "dns", address: "::1", port: 53, name: null }],
    [
      "tls://192.0.2.1#dns.example",
      { transport: "tls", address: "192.0.2.1", port: 853, name: "dns.example" },
    ],
    [
      "tls://[2001:db8::1]:8853",
      { transport: "tls", address: "2001:db8::1", port: 8853, name: null },
    ],
  ] as const)("%s", ([text, value]) => expect(parseResolver(text)).toEqual({ ok: true, value }));

  test.for([
    ["", "address_invalid"],
    ["dns.example", "address_invalid"],
    ["192.0.2.1:", "port_invalid"],
    ["192.0.2.1:0", "port_invalid"],
    ["192.0.2.1:65536", "port_invalid"],
    ["[192.0.2.1]:53", "address_invalid"],
    ["192.0.2.1#dns.example", "name_invalid"],
    ["tls://192.0.2.1#", "name_invalid"],
    ["tls://192.0.2.1#a#b", "name_invalid"],
  ] as const)("refuses %s", ([text, code]) =>
    expect(parseResolver(text)).toEqual({ ok: false, error: { code, text } }),
  );

  test("resolv.conf: the first three addresses", () => {
    const text =
      "# none\nsearch a\nnameserver ::1\nnameserver bad\n nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3";
    expect(resolversOf(text).map(({ address }) => address)).toEqual([
      "::1",
      "192.0.2.1",
      "192.0.2.2",
    ]);
  });

  test.for([
    ["127.0.0.53", true],
    ["::1", true],
    ["0:0:0:0:0:0:0:1", true],
    ["192.0.2.1", false],
    ["2001:db8::1", false],
    ["::", false],
    ["::11", false],
  ] as const)("loopback: %s is %s", ([address, expected]) =>
    expect(isLoopback({ transport: "dns", address, port: 53, name: null })).toBe(expected),
  );
});
