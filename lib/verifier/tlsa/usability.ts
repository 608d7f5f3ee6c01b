import { createPublicKey, X509Certificate } from "node:crypto";
import type { TlsaUnusableReason } from "@/lib/model/dns-tlsa";
import type { TlsaData } from "../dns/record";

/** Octets of the digests of RFC 6698 §2.1.3. */
const DIGEST_OCTETS = new Map([
  [1, 32],
  [2, 64],
]);

/**
 * Why a record is unusable for SMTP, or null where it is usable: DANE-TA(2) or DANE-EE(3),
 * known selector and matching type, well-formed data (decision table U1 to U4).
 *
 * @see RFC 7672 §3.1, RFC 6698 §4.1, RFC 7671 §10.3
 */
export function unusableBecause(record: TlsaData): TlsaUnusableReason | null {
  const { usage, selector, matchingType, association } = record;
  if (usage === 0 || usage === 1) return "usage_pkix"; // RFC 7672 §3.1.3: undefined for SMTP
  if (usage > 3) return "usage_unknown";
  if (selector > 1) return "selector_unknown";
  if (matchingType > 2) return "matching_type_unknown";
  if (matchingType !== 0)
    return association.length === DIGEST_OCTETS.get(matchingType) ? null : "digest_length";
  if (selector === 0)
    return readsAs(() => certificateOctets(association), association)
      ? null
      : "certificate_unreadable";
  return readsAs(() => publicKeyOctets(association), association) ? null : "public_key_unreadable";
}

/** OpenSSL throws where octets are not what they should be; octets after the end do not count either. */
function readsAs(read: () => number, association: Buffer): boolean {
  try {
    return read() === association.length;
  } catch {
    return false;
  }
}

const certificateOctets = (der: Buffer): number => new X509Certificate(der).raw.length;

function publicKeyOctets(der: Buffer): number {
  createPublicKey({ key: der, format: "der", type: "spki" });
  return derLength(der);
}

/** Octets of the DER element at the start (X.690 §8.1.3). */
function derLength(der: Buffer): number {
  const first = der[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  return octets > 0 && octets <= 4 ? 2 + octets + der.readUIntBE(2, octets) : -1;
}
