import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddressRange } from "@/lib/verifier/net/address-policy";
import { optOutScopes, readOptOutTarget } from "./opt-out-record";

const scopes = (text: string) => optOutScopes(Buffer.from(text));
const places = (text: string) => {
  const target = readOptOutTarget(text);
  return target.ok
    ? target.value.places.map(({ value, record }) => `${value} ${record}`)
    : target.error.code;
};

describe("what an opt-out record asks for", () => {
  test.for([
    ["scan=no", ["scan"]],
    ["notices=no", ["notices"]],
    ["scan=no; notices=no", ["scan", "notices"]],
    ["NOTICES = No ;scan=NO;", ["scan", "notices"]],
    ["v=1; scan=no; later=maybe", ["scan"]],
    ["scan=yes; notices=nope", []],
    ["noscan=no", []],
    ["", []],
    [`scan=no;${" ".repeat(600)}`, []],
  ] as const)("%j", ([text, asks]) => expect(scopes(text)).toEqual(asks));

  test("any octets: no fault", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (octets) =>
        Array.isArray(optOutScopes(Buffer.from(octets))),
      ),
    ));
});

describe("what may be left alone, and where its record stands", () => {
  test.for([
    ["Hoster.NET.", ["hoster.net _dane-stats-opt-out.hoster.net."]],
    [
      "mx1.hoster.net",
      [
        "mx1.hoster.net _dane-stats-opt-out.mx1.hoster.net.",
        "hoster.net _dane-stats-opt-out.hoster.net.",
      ],
    ],
    ["bücher.de", ["xn--bcher-kva.de _dane-stats-opt-out.xn--bcher-kva.de."]],
    [
      "192.0.2.25",
      [
        "192.0.2.25/32 _dane-stats-opt-out.25.2.0.192.in-addr.arpa.",
        "192.0.2.0/24 _dane-stats-opt-out.2.0.192.in-addr.arpa.",
        "192.0.0.0/16 _dane-stats-opt-out.0.192.in-addr.arpa.",
      ],
    ],
    [
      "2001:db8:1:2::/48",
      [
        "2001:db8:1::/48 _dane-stats-opt-out.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
        "2001:db8::/32 _dane-stats-opt-out.8.b.d.0.1.0.0.2.ip6.arpa.",
      ],
    ],
  ] as const)("%s", ([text, stand]) => expect(places(text)).toEqual(stand));

  test.for([
    "org",
    "co.uk",
    "10.0.0.0/8",
    "192.0.2.0/25",
    "::/0",
    "fe80::1%eth0",
    "printer.local",
    "",
    "a b",
    "x".repeat(5000),
  ])("%j is no target: others live there, or nobody", (text) =>
    expect(places(text)).toBe("not_a_target"),
  );

  test("every place of an address is a range that holds it, and a name of the DNS", () =>
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const target = readOptOutTarget(address);
        if (!target.ok) throw new Error(address);
        for (const { value, record } of target.value.places) {
          expect(parseAddressRange(value).ok, value).toBe(true);
          expect(record).toMatch(/\.(in-addr|ip6)\.arpa\.$/);
        }
      }),
    ));
});
