import type { TlsaData } from "../dns/record";

/** What is published and used now. */
export type RollOverState = {
  /** The secure TLSA RRset as it stands; empty where there is none. */
  published: readonly TlsaData[];
  /** Seconds: the original TTL of that RRset. */
  ttl: number;
  /** Records that match the certificate in use. */
  current: readonly TlsaData[];
  /** Records that match the certificate that follows. */
  next: readonly TlsaData[];
  /** Seconds between a change at the primary name server and at the last secondary. */
  propagation: number;
};

export type RollOverStep = {
  action: "publish" | "switch" | "verify" | "remove";
  /** Seconds from the start. */
  after: number;
  /** The TLSA RRset that has to stand from then on. */
  records: readonly TlsaData[];
};

/** TTLs to wait before a new certificate is used (RFC 7671 §8.1, RFC 7672 §4). */
const TTLS_AHEAD = 2;

/**
 * A roll-over that never leaves a sender with a record that does not match: publish the next
 * record beside the current one, wait, switch, verify, remove.
 *
 * The wait counts from the moment that every name server has the new records. Where the records
 * for the next certificate stand already, it is taken as served: nothing tells for how long.
 *
 * @see RFC 7671 §8.1, RFC 7672 §4
 */
export function rollOverPlan(state: RollOverState): RollOverStep[] {
  const { published, ttl, current, next, propagation } = state;
  const kept = published.filter((record) => isAmong(record, current) || isAmong(record, next));
  const both = merged(kept, current, next);
  const isPublished = [...current, ...next].every((record) => isAmong(record, published));
  // Where no records stand, nobody keeps old ones: who has seen none does not ask for a match.
  const waiting = published.length === 0 ? propagation : propagation + TTLS_AHEAD * ttl;
  const after = isPublished ? 0 : waiting;
  return [
    ...(isPublished ? [] : [{ action: "publish" as const, after: 0, records: both }]),
    { action: "switch", after, records: both },
    { action: "verify", after, records: both },
    { action: "remove", after, records: next },
  ];
}

const isSame = (a: TlsaData, b: TlsaData): boolean =>
  a.usage === b.usage &&
  a.selector === b.selector &&
  a.matchingType === b.matchingType &&
  a.association.equals(b.association);

const isAmong = (record: TlsaData, records: readonly TlsaData[]): boolean =>
  records.some((each) => isSame(each, record));

function merged(...sets: readonly (readonly TlsaData[])[]): TlsaData[] {
  const all: TlsaData[] = [];
  for (const record of sets.flat()) if (!isAmong(record, all)) all.push(record);
  return all;
}
