import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ecdsaDerSignature } from "./ecdsa-signature";

/** Reads SEQUENCE { r INTEGER, s INTEGER } strictly as DER (X.690 §8.3.2: no needless octets). */
function integersOf(der: Buffer): [bigint, bigint] {
  expect(der[0]).toBe(0x30);
  expect(der[1]).toBe(der.length - 2);
  const read = (at: number): [bigint, number] => {
    expect(der[at]).toBe(0x02);
    const value = der.subarray(at + 2, at + 2 + (der[at + 1] ?? 0));
    expect(value.length).toBe(der[at + 1]);
    expect(value.length).toBeGreaterThan(0);
    expect((value[0] ?? 0) & 0x80, "negative").toBe(0);
    if (value.length > 1) expect((value[0] ?? 0) << 8 || (value[1] ?? 0) & 0x80).not.toBe(0);
    return [BigInt(`0x${value.toString("hex")}`), at + 2 + value.length];
  };
  const [r, next] = read(2);
  const [s, end] = read(next);
  expect(end).toBe(der.length);
  return [r, s];
}

/** Octets of which many begin with zeros or a set bit. */
const half = (octets: number) =>
  fc
    .tuple(fc.uint8Array({ minLength: octets, maxLength: octets }), fc.nat({ max: octets }))
    .map(([bytes, zeros]) => Buffer.from(bytes).fill(0, 0, zeros));

describe("an ECDSA signature in DER (RFC 3279 §2.2.3)", () => {
  for (const octets of [32, 48])
    it(`keeps r and s of ${octets} octets, whatever they begin with`, () => {
      fc.assert(
        fc.property(half(octets), half(octets), (r, s) => {
          const numberOf = (bytes: Buffer) => BigInt(`0x${bytes.toString("hex")}`);
          expect(integersOf(ecdsaDerSignature(Buffer.concat([r, s])))).toEqual([
            numberOf(r),
            numberOf(s),
          ]);
        }),
      );
    });

  for (const [namedCurve, hash] of [
    ["P-256", "sha256"],
    ["P-384", "sha384"],
  ] as const)
    it(`is as valid as the form of RFC 6605 §4 on ${namedCurve}, and as invalid`, () => {
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
      for (let n = 0; n < 200; n++) {
        const data = Buffer.from(`record ${n}`);
        const signature = sign(hash, data, { key: privateKey, dsaEncoding: "ieee-p1363" });
        expect(verify(hash, data, publicKey, ecdsaDerSignature(signature))).toBe(true);
        signature[n % signature.length] = (signature[n % signature.length] ?? 0) ^ 1;
        expect(verify(hash, data, publicKey, ecdsaDerSignature(signature))).toBe(false);
      }
    });
});
