import { hash } from "node:crypto";
import type { TlsaData } from "../dns/record";
import type { Certificate } from "../x509/certificate";

/** A certificate as it was sent. `spki` are its own SubjectPublicKeyInfo octets, never re-encoded. */
export type Presented = Pick<Certificate, "der" | "spki">;

/**
 * Whether a record's data is that of the certificate or key (RFC 6698 §2.1.2, §2.1.3). Which
 * certificates of a chain may be compared is for the usage to say.
 *
 * @param record a usable one.
 */
export function matchesCertificate(record: TlsaData, presented: Presented): boolean {
  const selected = record.selector === 0 ? presented.der : presented.spki;
  if (record.matchingType === 0) return selected.equals(record.association);
  const digest = hash(record.matchingType === 1 ? "sha256" : "sha512", selected, "buffer");
  return digest.equals(record.association);
}

/**
 * The first DANE-EE(3) record that matches the leaf, the only certificate it speaks of. Names and
 * dates are not looked at (decision table E1 to E5).
 *
 * @param records usable, and thinned by `strongestDigests`.
 * @see RFC 7672 §3.1.1, RFC 7671 §5.1
 */
export const endEntityMatch = (records: readonly TlsaData[], leaf: Presented): TlsaData | null =>
  records.find((record) => record.usage === 3 && matchesCertificate(record, leaf)) ?? null;

/**
 * The first DANE-EE(3) SPKI(1) record that matches a raw public key (RFC 7250), which has neither
 * names nor dates (decision table E5).
 *
 * @param records usable, and thinned by `strongestDigests`.
 * @see RFC 7671 §5.1
 */
export const rawPublicKeyMatch = (records: readonly TlsaData[], spki: Buffer): TlsaData | null =>
  records.find(
    (record) =>
      record.usage === 3 &&
      record.selector === 1 &&
      matchesCertificate(record, { der: Buffer.alloc(0), spki }),
  ) ?? null;
