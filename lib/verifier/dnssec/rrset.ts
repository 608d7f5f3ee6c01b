import { CLASS_IN, RR } from "@/lib/model/dns-registry";
import type { Name } from "../dns/name";
import { type DnsRecord, isKind, type RecordOf } from "../dns/record";

/** Records of one name and type with the signatures that came beside them. */
export type Rrset = {
  name: Name;
  type: number;
  records: readonly DnsRecord[];
  signatures: readonly RecordOf<"RRSIG">[];
};

const isRrsig = isKind("RRSIG");

/** The RRsets of a section in the order of their first records; RRSIG records join what they cover. */
export function rrsetsOf(section: readonly DnsRecord[]): Rrset[] {
  type Open = { name: Name; type: number; records: DnsRecord[]; signatures: RecordOf<"RRSIG">[] };
  const sets = new Map<string, Open>();
  for (const record of section) {
    if (record.class !== CLASS_IN) continue;
    const signature = isRrsig(record) ? record : null;
    const type = signature?.data.typeCovered ?? record.type;
    const key = `${type} ${record.name}`;
    const open = sets.get(key) ?? { name: record.name, type, records: [], signatures: [] };
    sets.set(key, open);
    if (signature !== null) open.signatures.push(signature);
    else open.records.push(record);
  }
  return [...sets.values()].filter(({ records }) => records.length > 0);
}

export const findRrset = (sets: readonly Rrset[], name: Name, type: number): Rrset | undefined =>
  sets.find((set) => set.type === type && set.name === name);

/** Records without duplicates (RFC 2181 §5), in their order. */
export const withoutDuplicates = (records: readonly DnsRecord[]): DnsRecord[] =>
  records.filter(
    (record, at) => records.findIndex(({ rdata }) => rdata.equals(record.rdata)) === at,
  );

/** Types that are about other records of their name and may stand beside a CNAME (RFC 4034 §2.5). */
export const isNeverSigned = (type: number): boolean => type === RR.RRSIG || type === RR.ANY;
