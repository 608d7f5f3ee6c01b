import { createHash, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TlsaData } from "../dns/record";
import rfc9102 from "../vectors/rfc9102-a.json";
import { strongestDigests } from "./digest-agility";
import { endEntityMatch, matchesCertificate, rawPublicKeyMatch } from "./matching";
import { unusableBecause } from "./usability";

const record = (
  usage: number,
  selector: number,
  matchingType: number,
  association: Buffer,
): TlsaData => ({
  kind: "TLSA",
  usage,
  selector,
  matchingType,
  association,
});
const spki = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
  format: "der",
  type: "spki",
});
const certificate = Buffer.from("a certificate as it was sent");
const digest = (name: string, octets: Buffer) => createHash(name).update(octets).digest();

describe("usability of records (RFC 7672 §3.1, RFC 6698 §4.1, RFC 7671 §9)", () => {
  test.for([
    ["U1 3 1 1", record(3, 1, 1, Buffer.alloc(32)), null],
    ["U1 2 0 2", record(2, 0, 2, Buffer.alloc(64)), null],
    ["U1 3 1 0 with a key", record(3, 1, 0, spki), null],
    ["U2 PKIX-TA(0)", record(0, 0, 1, Buffer.alloc(32)), "usage_pkix"],
    ["U2 PKIX-EE(1)", record(1, 1, 1, Buffer.alloc(32)), "usage_pkix"],
    ["U3 usage 4", record(4, 1, 1, Buffer.alloc(32)), "usage_unknown"],
    ["U3 PrivCert(255)", record(255, 1, 1, Buffer.alloc(32)), "usage_unknown"],
    ["U3 selector 2", record(3, 2, 1, Buffer.alloc(32)), "selector_unknown"],
    ["U3 matching type 3", record(3, 1, 3, Buffer.alloc(48)), "matching_type_unknown"],
    ["U4 31 octets of SHA2-256", record(3, 1, 1, Buffer.alloc(31)), "digest_length"],
    ["U4 32 octets of SHA2-512", record(3, 1, 2, Buffer.alloc(32)), "digest_length"],
    ["U4 no data", record(3, 1, 1, Buffer.alloc(0)), "digest_length"],
    ["U4 Full(0) that is no key", record(3, 1, 0, Buffer.alloc(91, 1)), "public_key_unreadable"],
    [
      "U4 a key with an octet too many",
      record(3, 1, 0, Buffer.concat([spki, Buffer.from([0])])),
      "public_key_unreadable",
    ],
    ["U4 Full(0) that is no certificate", record(2, 0, 0, spki), "certificate_unreadable"],
  ] as const)("%s", ([, tlsa, why]) => expect(unusableBecause(tlsa)).toBe(why));

  // The only octets that RFC 6698 gives; the certificates are not in it.
  test.for([
    [0, 0, 1, "d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971", "usage_pkix"],
    [
      1,
      1,
      2,
      "92003ba34942dc74152e2f2c408d29eca5a520e7f2e06bb944f4dca346baf63c1b177615d466f6c4b71c216a50292bd58c9ebdd2f74e38fe51ffd48c43326cbc",
      "usage_pkix",
    ],
    [3, 0, 0, "30820307308201efa003020102020", "certificate_unreadable"],
  ] as const)("RFC 6698 §2.3: %i %i %i", ([usage, selector, matchingType, hex, why]) =>
    expect(unusableBecause(record(usage, selector, matchingType, Buffer.from(hex, "hex")))).toBe(
      why,
    ),
  );

  test("any octets give an answer", () =>
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.nat(1),
        fc.uint8Array({ maxLength: 300 }),
        (usage, selector, octets) => {
          expect(unusableBecause(record(usage, selector, 0, Buffer.from(octets)))).not.toBe(
            undefined,
          );
        },
      ),
    ));
});

describe("U5, RFC 7671 §9 digest algorithm agility", () => {
  const sha256 = record(3, 1, 1, Buffer.alloc(32));
  const sha512 = record(3, 1, 2, Buffer.alloc(64));
  const full = record(3, 1, 0, spki);
  const anchor = record(2, 1, 1, Buffer.alloc(32, 1));
  const next = record(3, 1, 1, Buffer.alloc(32, 2));
  test.for([
    { published: [sha256], kept: [sha256], why: "the only digest there is" },
    {
      published: [sha256, next],
      kept: [sha256, next],
      why: "two of the same strength: current and next key",
    },
    { published: [sha256, sha512], kept: [sha512], why: "a stronger digest hides a weaker" },
    { published: [sha256, full], kept: [sha256, full], why: "Full(0) hides nothing" },
    { published: [sha256, sha512, full], kept: [sha512, full], why: "Full(0) is never hidden" },
    { published: [sha512, anchor], kept: [sha512, anchor], why: "another usage is another group" },
    { published: [], kept: [], why: "nothing" },
  ])("$why", ({ published, kept }) => expect(strongestDigests(published)).toEqual(kept));
});

describe("E1, E4, E5, X1, X2: matching", () => {
  const leaf = { der: certificate, spki };
  const matching = [
    record(3, 0, 0, certificate),
    record(3, 0, 1, digest("sha256", certificate)),
    record(3, 0, 2, digest("sha512", certificate)),
    record(3, 1, 0, spki),
    record(3, 1, 1, digest("sha256", spki)),
    record(3, 1, 2, digest("sha512", spki)),
  ];
  test.for(matching)("E1, E5: $usage $selector $matchingType", (each) => {
    expect(endEntityMatch([each], leaf)).toBe(each);
    expect(matchesCertificate(each, { der: Buffer.from("x"), spki: Buffer.from("y") })).toBe(false);
  });

  test("E1, E5: RFC 9102 Appendix A, its record and the key of that time", () => {
    const published = record(
      rfc9102.usage,
      rfc9102.selector,
      rfc9102.matchingType,
      Buffer.from(rfc9102.association, "hex"),
    );
    const theirs = Buffer.from(rfc9102.spki, "base64");
    expect(unusableBecause(published)).toBe(null);
    expect(endEntityMatch([published], { der: certificate, spki: theirs })).toBe(published);
    expect(rawPublicKeyMatch([published], theirs)).toBe(published);
    expect(rawPublicKeyMatch([published], spki)).toBe(null);
  });

  test("X1: any one record is enough; X2: none is none; usage 2 says nothing of the leaf", () => {
    const [first] = matching;
    if (first === undefined) throw new Error("no record");
    const stale = record(3, 1, 1, Buffer.alloc(32));
    expect(endEntityMatch([stale, first], leaf)).toBe(first);
    expect(endEntityMatch([stale], leaf)).toBe(null);
    expect(endEntityMatch([{ ...first, usage: 2 }], leaf)).toBe(null);
  });

  test("U5: a match on the weaker digest only is no match", () => {
    const good = record(3, 1, 1, digest("sha256", spki));
    const stale = record(3, 1, 2, Buffer.alloc(64));
    expect(endEntityMatch(strongestDigests([good, stale]), leaf)).toBe(null);
  });
});
