import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressPolicy, parseAddressRange } from "./address-policy";
import { IPV4_SPECIAL, IPV6_SPECIAL } from "./special-ranges";

const rangesOf = (...texts: readonly string[]) =>
  texts.map((text) => {
    const range = parseAddressRange(text);
    if (!range.ok) throw new Error(text);
    return range.value;
  });
const mayConnect = addressPolicy();
const isAllowed = (address: string) => mayConnect(address) === null;

describe("RFC 6890: public unicast and nothing else", () => {
  test.for([
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:db7::1",
    "2001:db9::1",
    "2003::1",
    "2a00::1",
    "2606:4700::1",
    "3ffe::1",
  ])("%s is allowed", (address) => expect(mayConnect(address)).toBe(null));

  test.for([
    ["0.0.0.0", "this network"],
    ["10.0.0.1", "private use"],
    ["100.64.0.1", "shared address space"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["169.254.169.254", "link-local"],
    ["172.16.0.1", "private use"],
    ["172.31.255.255", "private use"],
    ["192.0.0.170", "IETF protocol assignments"],
    ["192.0.2.1", "documentation"],
    ["192.88.99.1", "6to4 relay anycast"],
    ["192.168.1.1", "private use"],
    ["198.18.0.1", "benchmarking"],
    ["198.51.100.1", "documentation"],
    ["203.0.113.1", "documentation"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.255", "multicast"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "reserved"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["::127.0.0.1", "IPv4-compatible"],
    ["::ffff:127.0.0.1", "IPv4-mapped"],
    ["::ffff:7f00:1", "IPv4-mapped"],
    ["::ffff:8.8.8.8", "IPv4-mapped"],
    ["::ffff:0:10.0.0.1", "IPv4-translated"],
    ["64:ff9b::7f00:1", "NAT64"],
    ["64:ff9b:1::a00:1", "NAT64, local use"],
    ["100::1", "discard only"],
    ["2001::1", "Teredo"],
    ["2001:2::1", "benchmarking"],
    ["2001:10::1", "IETF protocol assignments"],
    ["2001:db8::1", "documentation"],
    ["2002:7f00:1::", "6to4"],
    ["3fff::1", "documentation"],
    ["5f00::1", "segment routing identifiers"],
    ["fc00::1", "unique local"],
    ["fd12:3456::1", "unique local"],
    ["fe80::1", "link-local"],
    ["febf::1", "link-local"],
    ["fec0::1", "site-local"],
    ["ff02::1", "multicast"],
    ["4000::1", "not global unicast"],
    ["1::1", "not global unicast"],
  ])("%s is refused: %s", ([address = "", range]) => {
    expect(mayConnect(address)).toEqual({ code: "not_public", range });
  });

  test.for(["fe80::1%eth0", "fe80::1%1", "2a00::1%lo", "::1%lo"])("%s has a zone", (address) => {
    expect(mayConnect(address)).toEqual({ code: "zone_id" });
  });

  test.for([
    "",
    "localhost",
    "127.1",
    "0x7f.0.0.1",
    "2130706433",
    "010.0.0.1",
    "1.1.1.1 ",
    "[::1]",
    "1.1.1.1:25",
  ])("%j is no address", (text) => expect(mayConnect(text)).toEqual({ code: "not_an_address" }));

  test("every row of the tables is a range, and refused from its first address on", () => {
    for (const { range } of [...IPV4_SPECIAL, ...IPV6_SPECIAL]) {
      expect(parseAddressRange(range).ok, range).toBe(true);
      expect(isAllowed(range.split("/")[0] ?? ""), range).toBe(false);
    }
  });
});

const octet = fc.nat(255);
const privateIpv4: fc.Arbitrary<[number, number, number, number]> = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
  fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
  fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
);
const group = (high = 0, low = 0) => ((high << 8) | low).toString(16);

/** The forms in which an IPv6 address carries an IPv4 one. */
const embeddings: Readonly<Record<string, (a: number, b: number, c: number, d: number) => string>> =
  {
    "IPv4-mapped, dotted": (...v4) => `::ffff:${v4.join(".")}`,
    "IPv4-mapped, hex": (a, b, c, d) => `::ffff:${group(a, b)}:${group(c, d)}`,
    "IPv4-mapped, in full": (a, b, c, d) => `0:0:0:0:0:ffff:${group(a, b)}:${group(c, d)}`,
    "IPv4-compatible": (...v4) => `::${v4.join(".")}`,
    "IPv4-translated": (...v4) => `::ffff:0:${v4.join(".")}`,
    "NAT64 (RFC 6052)": (...v4) => `64:ff9b::${v4.join(".")}`,
    "NAT64, local (RFC 8215)": (...v4) => `64:ff9b:1::${v4.join(".")}`,
    "6to4 (RFC 3056)": (a, b, c, d) => `2002:${group(a, b)}:${group(c, d)}::1`,
    "Teredo server (RFC 4380)": (a, b, c, d) => `2001:0:${group(a, b)}:${group(c, d)}::1`,
    "Teredo client, inverted": (a, b, c, d) =>
      `2001::${group(255 - a, 255 - b)}:${group(255 - c, 255 - d)}`,
  };

describe("private addresses in disguise are never allowed", () => {
  test.for(Object.entries(embeddings))("%s", ([, embed]) => {
    fc.assert(
      fc.property(privateIpv4, ([a, b, c, d]) => {
        const address = embed(a, b, c, d);
        expect(isIP(address)).toBe(6);
        expect(isAllowed(address)).toBe(false);
        expect(addressPolicy({ allowedRanges: rangesOf("0.0.0.0/0") })(address)).not.toBe(null);
      }),
    );
  });

  test("in plain form neither", () =>
    fc.assert(fc.property(privateIpv4, (v4) => !isAllowed(v4.join(".")))));

  test("outside 2000::/3 nothing is allowed", () =>
    fc.assert(
      fc.property(
        fc.ipV6().filter((text) => !/^[23]...:/.test(text)),
        (address) => {
          expect(isAllowed(address)).toBe(false);
        },
      ),
    ));

  test("text that is no address is refused, not looked up", () =>
    fc.assert(fc.property(fc.string(), (text) => isIP(text) !== 0 || !isAllowed(text))));
});

describe("what may be allowed besides", () => {
  test("ranges, of their own family, and nothing next to them", () => {
    const policy = addressPolicy({ allowedRanges: rangesOf("127.0.0.0/30", "fd00::/64", "::1") });
    for (const address of ["127.0.0.1", "127.0.0.3", "fd00::5", "::1"])
      expect(policy(address), address).toBe(null);
    for (const address of ["127.0.0.4", "fd00:0:0:1::1", "::2", "::ffff:127.0.0.1", "10.0.0.1"])
      expect(policy(address), address).not.toBe(null);
  });

  test("private addresses for a person's own network, but no disguises and no multicast", () => {
    const policy = addressPolicy({ allowPrivate: true });
    for (const address of ["127.0.0.1", "10.0.0.1", "::1", "fd00::1", "fe80::1%eth0", "192.0.2.1"])
      expect(policy(address), address).toBe(null);
    for (const address of [
      "0.0.0.0",
      "224.0.0.1",
      "255.255.255.255",
      "::",
      "ff02::1",
      "::ffff:127.0.0.1",
      "64:ff9b::7f00:1",
      "ff02::1%eth0",
    ])
      expect(policy(address), address).not.toBe(null);
  });

  test.for([
    "",
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "x/8",
    "fe80::%1/10",
    "1.2.3/8",
  ])("%j is no range", (text) =>
    expect(parseAddressRange(text)).toEqual({ ok: false, error: { code: "range_invalid" } }),
  );
});
