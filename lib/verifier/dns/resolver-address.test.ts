import { isIP } from "node:net";
import fc from "fast-check";
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

  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  test("what is written as --help has it is read as that", () =>
    fc.assert(
      fc.property(address, fc.integer({ min: 1, max: 65_535 }), fc.boolean(), (host, port, tls) => {
        const place = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
        const text = tls ? `tls://${place}#dns.example` : place;
        const name = tls ? "dns.example" : null;
        const value = { transport: tls ? "tls" : "dns", address: host, port, name };
        expect(parseResolver(text)).toEqual({ ok: true, value });
      }),
    ));

  test("any text gives a value; what is accepted has an address and a port that can be used", () => {
    const piece = fc.constantFrom("192.0.2.1", "::1", "[", "]", ":", "#", "tls://", "53", "a", "%");
    const pieces = fc.array(piece, { maxLength: 8 }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: "binary" })), (text) => {
        const parsed = parseResolver(text);
        if (!parsed.ok) {
          expect(parsed.error.text).toBe(text);
          return;
        }
        expect(isIP(parsed.value.address)).not.toBe(0);
        expect(parsed.value.port).toBeGreaterThan(0);
        expect(parsed.value.port).toBeLessThan(65_536);
        expect(parsed.value.name ?? "a").toMatch(/^[a-z0-9.-]+$/i);
      }),
      { numRuns: 5000 },
    );
  });

  test("any resolv.conf gives at most three addresses", () =>
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), address)), (words) => {
        const found = resolversOf(words.map((word) => `nameserver ${word}`).join("\n"));
        expect(found.length).toBeLessThanOrEqual(3);
        for (const { address: each } of found) expect(isIP(each)).not.toBe(0);
      }),
    ));

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
