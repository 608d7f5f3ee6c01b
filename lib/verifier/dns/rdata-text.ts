import { typeName } from "@/lib/model/dns-registry";
import { base32HexText } from "./base32hex";
import type { DnsRecord, RecordData } from "./record";

/** A record on one line of a master file: owner, TTL, class, type, RDATA. */
export const recordText = (record: DnsRecord): string =>
  `${record.name} ${record.ttl} ${record.class === 1 ? "IN" : `CLASS${record.class}`} ${typeName(record.type)} ${rdataText(record)}`;

/** RDATA as a master file has it; types we do not parse as RFC 3597 §5 writes them. */
export function rdataText(record: DnsRecord): string {
  return dataText(record.data) ?? genericText(record.rdata);
}

const genericText = (rdata: Buffer): string =>
  rdata.length === 0 ? "\\# 0" : `\\# ${rdata.length} ${rdata.toString("hex")}`;

const typesText = (types: readonly number[]): string =>
  types.map((type) => ` ${typeName(type)}`).join("");

const saltText = (salt: Buffer): string => (salt.length === 0 ? "-" : salt.toString("hex"));

function dataText(data: RecordData): string | null {
  switch (data.kind) {
    case "A":
    case "AAAA":
      return data.address;
    case "NS":
    case "CNAME":
    case "PTR":
    case "DNAME":
      return data.target;
    case "MX":
      return `${data.preference} ${data.exchange}`;
    case "SOA":
      return `${data.mname} ${data.rname} ${data.serial} ${data.refresh} ${data.retry} ${data.expire} ${data.minimum}`;
    case "TXT":
      return data.strings.map(quoted).join(" ");
    case "DS":
    case "CDS":
      return `${data.keyTag} ${data.algorithm} ${data.digestType} ${data.digest.toString("hex")}`;
    case "DNSKEY":
    case "CDNSKEY":
      return `${data.flags} ${data.protocol} ${data.algorithm} ${data.publicKey.toString("base64")}`;
    case "RRSIG":
      return [
        typeName(data.typeCovered),
        data.algorithm,
        data.labels,
        data.originalTtl,
        timeText(data.expiration),
        timeText(data.inception),
        data.keyTag,
        data.signer,
        data.signature.toString("base64"),
      ].join(" ");
    case "NSEC":
      return `${data.next}${typesText(data.types)}`;
    case "NSEC3":
      return `${data.hashAlgorithm} ${data.flags} ${data.iterations} ${saltText(data.salt)} ${base32HexText(data.nextHash)}${typesText(data.types)}`;
    case "NSEC3PARAM":
      return `${data.hashAlgorithm} ${data.flags} ${data.iterations} ${saltText(data.salt)}`;
    case "TLSA":
      return `${data.usage} ${data.selector} ${data.matchingType} ${data.association.toString("hex")}`;
    case "CAA":
      return `${data.flags} ${data.tag} ${quoted(data.value)}`;
    case "unknown":
      return null;
  }
}

/** YYYYMMDDHHmmSS in UTC (RFC 4034 §3.2). */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace(/\D/g, "");
}

/** A character-string in quotes; octets outside printable ASCII as `\DDD`. */
function quoted(octets: Buffer): string {
  let text = '"';
  for (const octet of octets) {
    if (octet === 0x22 || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else if (octet >= 0x20 && octet < 0x7f) text += String.fromCharCode(octet);
    else text += `\\${String(octet).padStart(3, "0")}`;
  }
  return `${text}"`;
}
