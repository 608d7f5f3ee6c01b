import type { Name } from "./name";

/** A DS-shaped record: DS and CDS (RFC 4034 §5, RFC 7344 §3). */
export type DsData<K extends "DS" | "CDS" = "DS"> = {
  kind: K;
  keyTag: number;
  algorithm: number;
  digestType: number;
  digest: Buffer;
};

/** A DNSKEY-shaped record: DNSKEY and CDNSKEY (RFC 4034 §2, RFC 7344 §3). */
export type DnskeyData<K extends "DNSKEY" | "CDNSKEY" = "DNSKEY"> = {
  kind: K;
  flags: number;
  protocol: number;
  algorithm: number;
  publicKey: Buffer;
};

/** RFC 4034 §3. Times are the 32-bit numbers of the wire, compared by serial arithmetic. */
export type RrsigData = {
  kind: "RRSIG";
  typeCovered: number;
  algorithm: number;
  labels: number;
  originalTtl: number;
  expiration: number;
  inception: number;
  keyTag: number;
  signer: Name;
  signature: Buffer;
};

/** RFC 4034 §4. `types` ascends. */
export type NsecData = { kind: "NSEC"; next: Name; types: readonly number[] };

/** RFC 5155 §3. */
export type Nsec3Data = {
  kind: "NSEC3";
  hashAlgorithm: number;
  flags: number;
  iterations: number;
  salt: Buffer;
  nextHash: Buffer;
  types: readonly number[];
};

/** RFC 6698 §2. */
export type TlsaData = {
  kind: "TLSA";
  usage: number;
  selector: number;
  matchingType: number;
  association: Buffer;
};

export type SoaData = {
  kind: "SOA";
  mname: Name;
  rname: Name;
  serial: number;
  refresh: number;
  retry: number;
  expire: number;
  minimum: number;
};

/** RDATA as parsed. `unknown`: a type we do not parse, or a known one outside class IN. */
export type RecordData =
  | { kind: "A"; address: string }
  | { kind: "AAAA"; address: string }
  | { kind: "NS"; target: Name }
  | { kind: "CNAME"; target: Name }
  | { kind: "PTR"; target: Name }
  | { kind: "DNAME"; target: Name }
  | SoaData
  | { kind: "MX"; preference: number; exchange: Name }
  | { kind: "TXT"; strings: readonly Buffer[] }
  | DsData
  | DsData<"CDS">
  | DnskeyData
  | DnskeyData<"CDNSKEY">
  | RrsigData
  | NsecData
  | Nsec3Data
  | {
      kind: "NSEC3PARAM";
      hashAlgorithm: number;
      flags: number;
      iterations: number;
      salt: Buffer;
    }
  | TlsaData
  | { kind: "CAA"; flags: number; tag: string; value: Buffer }
  | { kind: "unknown" };

export type RecordKind = RecordData["kind"];

/** One resource record. `rdata` is what was sent, with compressed names expanded, case kept. */
export type DnsRecord = {
  name: Name;
  type: number;
  class: number;
  /** Seconds; a number with its top bit set counts as 0 (RFC 2181 §8). */
  ttl: number;
  rdata: Buffer;
  data: RecordData;
};

/** A record whose data is of one kind. */
export type RecordOf<K extends RecordKind> = DnsRecord & { data: Extract<RecordData, { kind: K }> };

/** Narrows a record by the kind of its data. */
export const isKind =
  <K extends RecordKind>(kind: K) =>
  (record: DnsRecord): record is RecordOf<K> =>
    record.data.kind === kind;
