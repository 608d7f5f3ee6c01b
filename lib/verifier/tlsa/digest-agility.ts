import type { TlsaData } from "../dns/record";

/** Full(0) stands outside the order; SHA2-512(2) is stronger than SHA2-256(1) (RFC 7671 §9). */
const FULL = 0;

/**
 * Keeps Full(0) records and, per usage and selector, those with the strongest digest (decision
 * table U5: a MUST by RFC 7672 §5).
 *
 * @param records usable ones only: a malformed strong digest must not hide a good weaker one.
 * @see RFC 7671 §9
 */
export function strongestDigests(records: readonly TlsaData[]): TlsaData[] {
  const strongest = new Map<string, number>();
  for (const record of records) {
    const group = groupOf(record);
    strongest.set(group, Math.max(strongest.get(group) ?? FULL, record.matchingType));
  }
  return records.filter(
    (record) =>
      record.matchingType === FULL || record.matchingType === strongest.get(groupOf(record)),
  );
}

const groupOf = ({ usage, selector }: TlsaData): string => `${usage} ${selector}`;
