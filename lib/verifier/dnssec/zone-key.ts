import { hash } from "node:crypto";
import { type Name, nameToWire } from "../dns/name";
import type { DnskeyData, DnsRecord, DsData } from "../dns/record";
import { type ImportedKey, importKey, isSupportedAlgorithm } from "./algorithms";

/** RFC 4034 §2.1.1. */
const ZONE_FLAG = 0x0100;
/** RFC 5011 §2.1. */
const REVOKE_FLAG = 0x0080;

/** Why a key may not verify anything (decision table D10), or null. */
export type KeyFault = "not_zone" | "revoked" | "protocol" | "unsupported";

/** One DNSKEY record of a zone. */
export type ZoneKey = {
  owner: Name;
  tag: number;
  data: DnskeyData;
  rdata: Buffer;
  fault: KeyFault | null;
};

/** RFC 4034 appendix B. Algorithm 1 counts otherwise, but is never used. */
export function keyTag(rdata: Buffer): number {
  let sum = 0;
  for (let at = 0; at < rdata.length; at++)
    sum += at & 1 ? (rdata[at] ?? 0) : (rdata[at] ?? 0) << 8;
  return (sum + (sum >>> 16)) & 0xffff;
}

/** A key with its tag and what its fields say; the public key itself is read when first used. */
export function zoneKey(record: DnsRecord & { data: DnskeyData }): ZoneKey {
  const { data, rdata } = record;
  return { owner: record.name, tag: keyTag(rdata), data, rdata, fault: faultOf(data) };
}

function faultOf(data: DnskeyData): KeyFault | null {
  if (data.protocol !== 3) return "protocol";
  if ((data.flags & ZONE_FLAG) === 0) return "not_zone";
  if ((data.flags & REVOKE_FLAG) !== 0) return "revoked";
  return isSupportedAlgorithm(data.algorithm) ? null : "unsupported";
}

export const importZoneKey = (key: ZoneKey): ImportedKey =>
  importKey(key.data.algorithm, key.data.publicKey);

/** DS digests that are supported, weakest first (RFC 4509, RFC 6605). */
const DIGESTS = new Map([
  [1, "sha1"],
  [2, "sha256"],
  [4, "sha384"],
]);

export const isSupportedDigest = (digestType: number): boolean => DIGESTS.has(digestType);

/** RFC 4034 §5.1.4. */
export function matchesDs(key: ZoneKey, ds: DsData): boolean {
  const algorithm = DIGESTS.get(ds.digestType);
  if (algorithm === undefined) return false;
  const digest = hash(algorithm, Buffer.concat([nameToWire(key.owner), key.rdata]), "buffer");
  return digest.equals(ds.digest);
}
