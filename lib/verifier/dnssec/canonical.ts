import { CLASS_IN } from "@/lib/model/dns-registry";
import { labelCount, lastLabels, type Name, nameToWire, wildcardAt } from "../dns/name";
import type { DnsRecord, RrsigData } from "../dns/record";
import type { Rrset } from "./rrset";

/**
 * Types with names in their RDATA that are put in lower case (RFC 4034 §6.2 as RFC 6840 §5.1
 * corrects it: NSEC is not among them): octets before the first name, and how many names.
 * RRSIG is never signed itself; SIG, NXT, A6 and NAPTR are left as sent.
 */
const LOWERED = new Map<number, readonly [before: number, names: number]>([
  [2, [0, 1]], // NS
  [3, [0, 1]], // MD
  [4, [0, 1]], // MF
  [5, [0, 1]], // CNAME
  [6, [0, 2]], // SOA
  [7, [0, 1]], // MB
  [8, [0, 1]], // MG
  [9, [0, 1]], // MR
  [12, [0, 1]], // PTR
  [14, [0, 2]], // MINFO
  [15, [2, 1]], // MX
  [17, [0, 2]], // RP
  [18, [2, 1]], // AFSDB
  [21, [2, 1]], // RT
  [26, [2, 2]], // PX
  [33, [6, 1]], // SRV
  [36, [2, 1]], // KX
  [39, [0, 1]], // DNAME
]);

/** RDATA in canonical form (RFC 4034 §6.2). */
export function canonicalRdata(record: DnsRecord): Buffer {
  const layout = LOWERED.get(record.type);
  if (layout === undefined) return record.rdata;
  const canonical = Buffer.from(record.rdata);
  let at = layout[0];
  for (let names = layout[1]; names > 0; names--) {
    let length = canonical[at] ?? 0;
    while (length > 0 && at < canonical.length) {
      for (let i = at + 1; i <= at + length; i++) {
        const octet = canonical[i] ?? 0;
        if (octet >= 0x41 && octet <= 0x5a) canonical[i] = octet + 32;
      }
      at += length + 1;
      length = canonical[at] ?? 0;
    }
    at++;
  }
  return canonical;
}

/**
 * The wildcard a signature was made for, where its label count says that the owner was expanded
 * from one (RFC 4035 §5.3.2); null where it was not.
 */
export function expandedFrom(owner: Name, signature: RrsigData): Name | null {
  const labels = labelCount(owner) - (owner.startsWith("*.") ? 1 : 0);
  return signature.labels < labels ? wildcardAt(lastLabels(owner, signature.labels)) : null;
}

/** What a signature signs (RFC 4035 §5.3.2): its own RDATA, then the records in canonical order. */
export function signedData(rrset: Rrset, signature: RrsigData, rrsigRdata: Buffer): Buffer {
  const owner = nameToWire(expandedFrom(rrset.name, signature) ?? rrset.name);
  const fixed = rrsigRdata.subarray(0, 18);
  const head = Buffer.allocUnsafe(owner.length + 10);
  owner.copy(head);
  head.writeUInt16BE(rrset.type, owner.length);
  head.writeUInt16BE(CLASS_IN, owner.length + 2);
  head.writeUInt32BE(signature.originalTtl, owner.length + 4);
  const rdatas = rrset.records.map(canonicalRdata);
  if (rdatas.length > 1) rdatas.sort(Buffer.compare);
  const parts: Buffer[] = [fixed, nameToWire(signature.signer)];
  let previous: Buffer | null = null;
  for (const rdata of rdatas) {
    if (previous?.equals(rdata)) continue;
    previous = rdata;
    const recordHead = previous === rdatas[0] ? head : Buffer.from(head);
    recordHead.writeUInt16BE(rdata.length, owner.length + 8);
    parts.push(recordHead, rdata);
  }
  return Buffer.concat(parts);
}
