import { createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import { ecdsaDerSignature } from "./ecdsa-signature";

type Scheme =
  | { kind: "rsa"; hash: string }
  | { kind: "ec"; hash: string; curve: "P-256" | "P-384"; coordinate: number }
  | { kind: "ed"; curve: "Ed25519" | "Ed448"; octets: number; signature: number };

/** The algorithms that `node:crypto` verifies, by DNSSEC number. */
const SCHEMES = new Map<number, Scheme>([
  [5, { kind: "rsa", hash: "sha1" }],
  [7, { kind: "rsa", hash: "sha1" }],
  [8, { kind: "rsa", hash: "sha256" }],
  [10, { kind: "rsa", hash: "sha512" }],
  [13, { kind: "ec", hash: "sha256", curve: "P-256", coordinate: 32 }],
  [14, { kind: "ec", hash: "sha384", curve: "P-384", coordinate: 48 }],
  [15, { kind: "ed", curve: "Ed25519", octets: 32, signature: 64 }],
  [16, { kind: "ed", curve: "Ed448", octets: 57, signature: 114 }],
]);

export const isSupportedAlgorithm = (algorithm: number): boolean => SCHEMES.has(algorithm);

/** RFC 3110 §2 ends at 4096 bits; shorter than 512 OpenSSL cannot pad. */
const RSA_MODULUS_BITS = { min: 512, max: 4096 };
const RSA_EXPONENT_BITS = 64;
const CACHED_KEYS = 4096;

/** A public key ready to verify with, or why there is none. */
export type ImportedKey =
  | { outcome: "ok"; key: KeyObject; bits: number }
  | { outcome: "unsupported" | "malformed"; bits: number | null };

const imported = new Map<string, ImportedKey>();

/** Reads the public key field of a DNSKEY record; results are kept, the oldest dropped first. */
export function importKey(algorithm: number, publicKey: Buffer): ImportedKey {
  const cacheKey = `${algorithm} ${publicKey.toString("latin1")}`;
  const known = imported.get(cacheKey);
  if (known !== undefined) return known;
  const fresh = readKey(algorithm, publicKey);
  if (imported.size >= CACHED_KEYS) {
    const oldest = imported.keys().next();
    if (!oldest.done) imported.delete(oldest.value);
  }
  imported.set(cacheKey, fresh);
  return fresh;
}

function readKey(algorithm: number, publicKey: Buffer): ImportedKey {
  const scheme = SCHEMES.get(algorithm);
  if (scheme === undefined) return { outcome: "unsupported", bits: null };
  if (scheme.kind === "rsa") return readRsaKey(publicKey);
  const octets = scheme.kind === "ec" ? 2 * scheme.coordinate : scheme.octets;
  if (publicKey.length !== octets) return { outcome: "malformed", bits: publicKey.length * 8 };
  const x = publicKey.subarray(0, scheme.kind === "ec" ? scheme.coordinate : octets);
  const jwk: JsonWebKey =
    scheme.kind === "ec"
      ? {
          kty: "EC",
          crv: scheme.curve,
          x: x.toString("base64url"),
          y: publicKey.subarray(x.length).toString("base64url"),
        }
      : { kty: "OKP", crv: scheme.curve, x: x.toString("base64url") };
  return fromJwk(jwk, x.length * 8);
}

/** RFC 3110 §2: the exponent's length in one or three octets, the exponent, the modulus. */
function readRsaKey(publicKey: Buffer): ImportedKey {
  const short = publicKey[0] ?? 0;
  const start = short === 0 ? 3 : 1;
  if (publicKey.length < start) return { outcome: "malformed", bits: null };
  const exponentLength = short === 0 ? publicKey.readUInt16BE(1) : short;
  const exponent = withoutZeros(publicKey.subarray(start, start + exponentLength));
  const modulus = withoutZeros(publicKey.subarray(start + exponentLength));
  const bits = bitLength(modulus);
  if (exponentLength === 0 || exponent.length === 0 || modulus.length === 0)
    return { outcome: "malformed", bits };
  if (bits > RSA_MODULUS_BITS.max || bits < RSA_MODULUS_BITS.min)
    return { outcome: "unsupported", bits };
  if (bitLength(exponent) > RSA_EXPONENT_BITS) return { outcome: "unsupported", bits };
  if (((exponent.at(-1) ?? 0) & 1) === 0 || bitLength(exponent) < 2)
    return { outcome: "malformed", bits };
  return fromJwk(
    { kty: "RSA", n: modulus.toString("base64url"), e: exponent.toString("base64url") },
    bits,
  );
}

const withoutZeros = (octets: Buffer): Buffer => {
  const first = octets.findIndex((octet) => octet !== 0);
  return first < 0 ? octets.subarray(0, 0) : octets.subarray(first);
};

const bitLength = (octets: Buffer): number =>
  octets.length === 0 ? 0 : octets.length * 8 - Math.clz32(octets[0] ?? 0) + 24;

/** OpenSSL throws where numbers are no key, for instance a point that is not on the curve. */
function fromJwk(jwk: JsonWebKey, bits: number): ImportedKey {
  try {
    return { outcome: "ok", key: createPublicKey({ key: jwk, format: "jwk" }), bits };
  } catch {
    return { outcome: "malformed", bits };
  }
}

/** Whether `signature` over `data` was made with `key`. A signature of the wrong size is not. */
export function verifySignature(
  algorithm: number,
  key: KeyObject,
  data: Buffer,
  signature: Buffer,
): boolean {
  const scheme = SCHEMES.get(algorithm);
  if (scheme === undefined) return false;
  try {
    if (scheme.kind === "rsa") return verify(scheme.hash, data, key, signature);
    if (scheme.kind === "ec") {
      if (signature.length !== 2 * scheme.coordinate) return false;
      return verify(scheme.hash, data, key, ecdsaDerSignature(signature));
    }
    return signature.length === scheme.signature && verify(null, data, key, signature);
  } catch {
    return false;
  }
}
