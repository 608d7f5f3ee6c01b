import { CLASS_IN, RR } from "@/lib/model/dns-registry";
import { addressOctets } from "./address-text";
import { type Name, nameToWire } from "./name";
import type { DnsRecord, RecordData } from "./record";
import { encodeTypeBitmap } from "./type-bitmap";

const u8 = (...values: number[]): Buffer => Buffer.from(values);
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
function u32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value >>> 0);
  return octets;
}
const counted = (octets: Buffer): Buffer => Buffer.concat([u8(octets.length), octets]);

type Known = Exclude<RecordData, { kind: "unknown" }>;

/** A record of class IN made from its data; an address that is none is a bug and throws. */
export const makeRecord = (name: Name, ttl: number, data: Known): DnsRecord => ({
  name,
  type: RR[data.kind],
  class: CLASS_IN,
  ttl,
  rdata: encodeRdata(data),
  data,
});

/** RDATA on the wire, names uncompressed and in lower case. */
export function encodeRdata(data: Known): Buffer {
  switch (data.kind) {
    case "A":
    case "AAAA": {
      const octets = addressOctets(data.address);
      if (octets?.length !== (data.kind === "A" ? 4 : 16))
        throw new Error(`not an address: ${data.address}`);
      return octets;
    }
    case "NS":
    case "CNAME":
    case "PTR":
    case "DNAME":
      return nameToWire(data.target);
    case "MX":
      return Buffer.concat([u16(data.preference), nameToWire(data.exchange)]);
    case "SOA": {
      const { serial, refresh, retry, expire, minimum } = data;
      const numbers = [serial, refresh, retry, expire, minimum].map(u32);
      return Buffer.concat([nameToWire(data.mname), nameToWire(data.rname), ...numbers]);
    }
    case "TXT":
      return Buffer.concat(data.strings.map(counted));
    case "DS":
    case "CDS":
      return Buffer.concat([u16(data.keyTag), u8(data.algorithm, data.digestType), data.digest]);
    case "DNSKEY":
    case "CDNSKEY":
      return Buffer.concat([u16(data.flags), u8(data.protocol, data.algorithm), data.publicKey]);
    case "RRSIG":
      return Buffer.concat([
        u16(data.typeCovered),
        u8(data.algorithm, data.labels),
        u32(data.originalTtl),
        u32(data.expiration),
        u32(data.inception),
        u16(data.keyTag),
        nameToWire(data.signer),
        data.signature,
      ]);
    case "NSEC":
      return Buffer.concat([nameToWire(data.next), encodeTypeBitmap(data.types)]);
    case "NSEC3":
      return Buffer.concat([
        u8(data.hashAlgorithm, data.flags),
        u16(data.iterations),
        counted(data.salt),
        counted(data.nextHash),
        encodeTypeBitmap(data.types),
      ]);
    case "NSEC3PARAM":
      return Buffer.concat([
        u8(data.hashAlgorithm, data.flags),
        u16(data.iterations),
        counted(data.salt),
      ]);
    case "TLSA":
      return Buffer.concat([u8(data.usage, data.selector, data.matchingType), data.association]);
    case "CAA":
      return Buffer.concat([u8(data.flags), counted(Buffer.from(data.tag, "latin1")), data.value]);
  }
}
