import { CLASS_IN, RR } from "@/lib/model/dns-registry";
import { ipv4Text, ipv6Text } from "./address-text";
import { MAX_NAME_OCTETS } from "./name";
import type { WireReader } from "./reader";
import type { DnsRecord, RecordData } from "./record";
import { readTypeBitmap } from "./type-bitmap";

const UNKNOWN: RecordData = { kind: "unknown" };

/** RFC 1035 types whose RDATA names may be compressed (RFC 3597 §4); bytes before the first name. */
const COMPRESSED_TYPES = new Map<number, { before: number; names: number }>([
  [RR.NS, { before: 0, names: 1 }],
  [3, { before: 0, names: 1 }], // MD
  [4, { before: 0, names: 1 }], // MF
  [RR.CNAME, { before: 0, names: 1 }],
  [RR.SOA, { before: 0, names: 2 }],
  [7, { before: 0, names: 1 }], // MB
  [8, { before: 0, names: 1 }], // MG
  [9, { before: 0, names: 1 }], // MR
  [RR.PTR, { before: 0, names: 1 }],
  [14, { before: 0, names: 2 }], // MINFO
  [RR.MX, { before: 2, names: 1 }],
]);

/** Reads one resource record; failures are left in the reader. */
export function readRecord(reader: WireReader): DnsRecord {
  const name = reader.name();
  const type = reader.u16();
  const rrClass = reader.u16();
  const ttl = reader.u32();
  const length = reader.u16();
  const start = reader.offset;
  const messageEnd = reader.end;
  if (start + length > messageEnd) reader.fail("rdata_overrun");
  if (reader.failure !== null)
    return { name, type, class: rrClass, ttl, rdata: Buffer.alloc(0), data: UNKNOWN };
  reader.end = start + length;
  const data = readData(reader, type, rrClass);
  if (reader.offset !== reader.end) reader.fail("rdata_trailing");
  const rdata = rawRdata(reader, type, start);
  reader.end = messageEnd;
  if (reader.failure !== null) reader.offset = messageEnd;
  return { name, type, class: rrClass, ttl: ttl > 0x7fffffff ? 0 : ttl, rdata, data };
}

/** The RDATA as sent; names that were compressed are written out, their case kept. */
function rawRdata(reader: WireReader, type: number, start: number): Buffer {
  const { bytes, end } = reader;
  const layout = COMPRESSED_TYPES.get(type);
  if (layout === undefined || reader.failure !== null) return bytes.subarray(start, end);
  let isCompressed = false;
  let at = start + layout.before;
  let to = bytes.copy(expanded, 0, start, at);
  for (let i = 0; i < layout.names; i++) {
    to = reader.expandName(at, expanded, to);
    const after = skipName(bytes, at);
    isCompressed ||= after < 0;
    at = Math.abs(after);
  }
  if (!isCompressed) return bytes.subarray(start, end);
  to += bytes.copy(expanded, to, at, end);
  return Buffer.from(expanded.subarray(0, to));
}

/** Two names and the fixed fields of an SOA record: the longest of these types. */
const expanded = Buffer.alloc(2 * MAX_NAME_OCTETS + 20);

/** Where a name that was read without failure ends; negative where that is after a pointer. */
function skipName(bytes: Buffer, from: number): number {
  for (let at = from; ; ) {
    const length = bytes[at] ?? 0;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return -(at + 2);
    at += length + 1;
  }
}

function readData(reader: WireReader, type: number, rrClass: number): RecordData {
  switch (type) {
    case RR.A:
      return rrClass === CLASS_IN ? { kind: "A", address: readAddress(reader, 4) } : skip(reader);
    case RR.AAAA:
      return rrClass === CLASS_IN
        ? { kind: "AAAA", address: readAddress(reader, 16) }
        : skip(reader);
    case RR.NS:
      return { kind: "NS", target: reader.name() };
    case RR.CNAME:
      return { kind: "CNAME", target: reader.name() };
    case RR.PTR:
      return { kind: "PTR", target: reader.name() };
    case RR.DNAME:
      return { kind: "DNAME", target: reader.plainName() };
    case RR.MX:
      return { kind: "MX", preference: reader.u16(), exchange: reader.name() };
    case RR.SOA:
      return readSoa(reader);
    case RR.TXT:
      return readTxt(reader);
    case RR.DS:
      return { kind: "DS", ...readDs(reader) };
    case RR.CDS:
      return { kind: "CDS", ...readDs(reader) };
    case RR.DNSKEY:
      return { kind: "DNSKEY", ...readDnskey(reader) };
    case RR.CDNSKEY:
      return { kind: "CDNSKEY", ...readDnskey(reader) };
    case RR.RRSIG:
      return readRrsig(reader);
    case RR.NSEC:
      return { kind: "NSEC", next: reader.plainName(), types: readTypeBitmap(reader) };
    case RR.NSEC3:
      return readNsec3(reader);
    case RR.NSEC3PARAM:
      return {
        kind: "NSEC3PARAM",
        hashAlgorithm: reader.u8(),
        flags: reader.u8(),
        iterations: reader.u16(),
        salt: reader.octets(reader.u8()),
      };
    case RR.TLSA:
      return {
        kind: "TLSA",
        usage: reader.u8(),
        selector: reader.u8(),
        matchingType: reader.u8(),
        association: reader.rest(),
      };
    case RR.CAA:
      return readCaa(reader);
    case 3:
    case 4:
    case 7:
    case 8:
    case 9:
      reader.name();
      return UNKNOWN;
    case 14:
      reader.name();
      reader.name();
      return UNKNOWN;
    default:
      return skip(reader);
  }
}

function skip(reader: WireReader): RecordData {
  reader.offset = reader.end;
  return UNKNOWN;
}

function readAddress(reader: WireReader, octets: 4 | 16): string {
  const address = reader.octets(octets);
  if (reader.failure !== null) return "";
  return octets === 4 ? ipv4Text(address) : ipv6Text(address);
}

function readSoa(reader: WireReader): RecordData {
  return {
    kind: "SOA",
    mname: reader.name(),
    rname: reader.name(),
    serial: reader.u32(),
    refresh: reader.u32(),
    retry: reader.u32(),
    expire: reader.u32(),
    minimum: reader.u32(),
  };
}

function readTxt(reader: WireReader): RecordData {
  const strings: Buffer[] = [];
  do strings.push(reader.octets(reader.u8()));
  while (reader.offset < reader.end);
  return { kind: "TXT", strings };
}

const readDs = (reader: WireReader) => ({
  keyTag: reader.u16(),
  algorithm: reader.u8(),
  digestType: reader.u8(),
  digest: reader.rest(),
});

const readDnskey = (reader: WireReader) => ({
  flags: reader.u16(),
  protocol: reader.u8(),
  algorithm: reader.u8(),
  publicKey: reader.rest(),
});

function readRrsig(reader: WireReader): RecordData {
  return {
    kind: "RRSIG",
    typeCovered: reader.u16(),
    algorithm: reader.u8(),
    labels: reader.u8(),
    originalTtl: reader.u32(),
    expiration: reader.u32(),
    inception: reader.u32(),
    keyTag: reader.u16(),
    signer: reader.plainName(),
    signature: reader.rest(),
  };
}

function readNsec3(reader: WireReader): RecordData {
  const hashAlgorithm = reader.u8();
  const flags = reader.u8();
  const iterations = reader.u16();
  const salt = reader.octets(reader.u8());
  const nextHash = reader.octets(reader.u8());
  return {
    kind: "NSEC3",
    hashAlgorithm,
    flags,
    iterations,
    salt,
    nextHash,
    types: readTypeBitmap(reader),
  };
}

/** RFC 8659 §4.1. A tag of no octets is malformed; its characters are left to the reader of it. */
function readCaa(reader: WireReader): RecordData {
  const flags = reader.u8();
  const tag = reader.octets(reader.u8());
  if (tag.length === 0) reader.fail("rdata_invalid");
  return { kind: "CAA", flags, tag: tag.toString("latin1"), value: reader.rest() };
}
