import type { PublicKeyType } from "@/lib/model/certificate";
import { DER, DerCursor, oidText, soleElement } from "./der";

/** What kind of key it is. `bits` for RSA: the modulus; `curve` for ec: its name, or else its OID. */
export type KeyDescription = { type: PublicKeyType; bits: number | null; curve: string | null };

const TYPES: Readonly<Record<string, PublicKeyType>> = {
  "1.2.840.113549.1.1.1": "rsa",
  "1.2.840.113549.1.1.10": "rsa_pss",
  "1.2.840.10045.2.1": "ec",
  "1.2.840.10040.4.1": "dsa",
  "1.3.101.112": "ed25519",
  "1.3.101.113": "ed448",
};

/** Curves of RFC 5480 §2.1.1.1 and RFC 5639 that mail servers have been seen with. */
const CURVES: Readonly<Record<string, string>> = {
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
  "1.3.132.0.10": "secp256k1",
  "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
  "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
  "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
};

/**
 * The kind of key in a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7); null where that is malformed. The
 * key itself is not checked.
 */
export function describeKey(spki: Buffer): KeyDescription | null {
  const info = soleElement(spki, DER.SEQUENCE);
  if (info === null) return null;
  const cursor = new DerCursor(info.content);
  const algorithm = cursor.take(DER.SEQUENCE);
  const key = cursor.take(DER.BIT_STRING);
  if (algorithm === null || key === null || !cursor.atEnd || key.content[0] !== 0) return null;
  const parameters = new DerCursor(algorithm.content);
  const oid = oidText(parameters.take(DER.OID)?.content ?? Buffer.alloc(0));
  if (oid === null) return null;
  const type = TYPES[oid] ?? "other";
  const bits = type === "rsa" || type === "rsa_pss" ? modulusBits(key.content.subarray(1)) : null;
  return { type, bits, curve: type === "ec" ? curveName(parameters) : null };
}

function modulusBits(key: Buffer): number | null {
  const sequence = soleElement(key, DER.SEQUENCE);
  const modulus = sequence && new DerCursor(sequence.content).take(DER.INTEGER)?.content;
  if (!modulus) return null;
  const top = modulus.findIndex((octet) => octet !== 0);
  return top < 0 ? null : 8 * (modulus.length - top) - Math.clz32(modulus[top] ?? 0) + 24;
}

function curveName(parameters: DerCursor): string | null {
  const oid = oidText(parameters.take(DER.OID)?.content ?? Buffer.alloc(0));
  return oid === null ? null : (CURVES[oid] ?? oid);
}
