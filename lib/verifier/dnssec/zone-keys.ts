import { RCODE, RR, rcodeName } from "@/lib/model/dns-registry";
import type { DS_OUTCOMES, KEY_OUTCOMES, TraceStep } from "@/lib/model/dnssec";
import type { Message } from "../dns/message";
import type { Name } from "../dns/name";
import { encodeRdata } from "../dns/rdata-encode";
import { type DnskeyData, type DsData, isKind } from "../dns/record";
import { isSupportedAlgorithm } from "./algorithms";
import { type BogusReason, bogus, type Failing, indeterminate, insecure } from "./judgement";
import { findRrset, rrsetsOf } from "./rrset";
import { judgeRrset } from "./signature";
import type { Work } from "./work";
import {
  importZoneKey,
  isSupportedDigest,
  type KeyFault,
  keyTag,
  matchesDs,
  type ZoneKey,
  zoneKey,
} from "./zone-key";

type KeyOutcome = (typeof KEY_OUTCOMES)[number];
type DsOutcome = (typeof DS_OUTCOMES)[number];

/** A zone's keys and until when they may be believed, or why they may not. */
export type KeysJudgement =
  | { status: "secure"; keys: readonly ZoneKey[]; expiration: number; ttl: number }
  | Failing;

/** What vouches for a zone's keys: the parent's DS records, or trust anchors. */
export type Vouchers = {
  zone: Name;
  entries: readonly (DsData | DnskeyData)[];
  isAnchor: boolean;
};

type Context = { now: number; work: Work; note: (step: TraceStep) => void };

/** Keys of a zone that are written to the trace; more are judged but not listed. */
const TRACED_KEYS = 32;

/**
 * Decision table D1, D2, D5: the zone's keys, where one that a voucher names signs them all.
 *
 * @param message the answer for the zone's DNSKEY records.
 * @see RFC 4035 §5.2, RFC 4509 §3, RFC 6840 §5.2 and §5.11
 */
export function judgeZoneKeys(
  vouchers: Vouchers,
  message: Message,
  context: Context,
): KeysJudgement {
  const { zone, isAnchor } = vouchers;
  const usable = usableVouchers(vouchers, context);
  if (usable.length === 0) return insecure("algorithms_unsupported");
  if (message.rcode !== RCODE.NOERROR && message.rcode !== RCODE.NXDOMAIN)
    return indeterminate("rcode", `${rcodeName(message.rcode)} for the keys of ${zone}`);
  const sets = rrsetsOf(message.answer);
  const rrset = findRrset(sets, zone, RR.DNSKEY);
  if (rrset === undefined) {
    if (findRrset(sets, zone, RR.CNAME) !== undefined) return bogus("alias_at_zone_cut");
    return isAnchor ? indeterminate("signatures_stripped") : bogus("dnskey_missing");
  }
  if (isAnchor && rrset.signatures.length === 0) return indeterminate("signatures_stripped");
  const keys = rrset.records.filter(isKind("DNSKEY")).map(zoneKey);
  const matched = matchVouchers(usable, keys, zone, context);
  const believable = matched.filter(({ fault }) => fault === null);
  noteKeys(keys, matched, context);
  if (context.work.exhausted) return indeterminate("work_limit");
  if (matched.length === 0) return bogus("no_matching_ds");
  if (believable.length === 0) return bogus(faultReason(matched));
  const judgement = judgeRrset(rrset, { ...context, zone, keys: believable });
  if (judgement.status === "bogus")
    return bogus(isUnsigned(judgement.reason) ? "dnskey_not_signed" : judgement.reason);
  if (judgement.status !== "secure") return judgement;
  if (judgement.wildcard !== null) return bogus("signature_malformed"); // keys are never expanded
  const ttl = Math.min(...rrset.records.map((record) => record.ttl));
  return { status: "secure", keys, expiration: judgement.expiration, ttl };
}

const isUnsigned = (reason: BogusReason): boolean =>
  reason === "no_matching_key" || reason === "rrsig_missing" || reason === "signer_not_zone";

const FAULT_REASONS: Record<KeyFault, BogusReason> = {
  not_zone: "key_not_zone",
  revoked: "key_revoked",
  protocol: "key_protocol",
  unsupported: "key_unsupported",
};
const faultReason = (keys: readonly ZoneKey[]): BogusReason =>
  FAULT_REASONS[keys[0]?.fault ?? "unsupported"];

/** Those of a supported algorithm and digest; SHA-1 gives way to anything stronger (RFC 4509 §3). */
function usableVouchers({ zone, entries, isAnchor }: Vouchers, context: Context) {
  const supported = entries.filter((entry) => supportFault(entry) === null);
  const stronger = supported.some((entry) => entry.kind === "DS" && entry.digestType !== 1);
  const usable = supported.filter(
    (entry) => entry.kind === "DNSKEY" || entry.digestType !== 1 || !stronger,
  );
  for (const entry of entries) {
    if (isAnchor) context.note(anchorStep(zone, entry));
    else if (entry.kind === "DS" && !usable.includes(entry))
      context.note(dsStep(zone, entry, supportFault(entry) ?? "weaker_digest"));
  }
  return usable;
}

/** Whether any voucher could lead to a key: without one the keys need not be looked up. */
export const hasUsableVoucher = ({ entries }: Vouchers): boolean =>
  entries.some((entry) => supportFault(entry) === null);

function supportFault(entry: DsData | DnskeyData): DsOutcome | null {
  if (!isSupportedAlgorithm(entry.algorithm)) return "unsupported_algorithm";
  return entry.kind === "DNSKEY" || isSupportedDigest(entry.digestType)
    ? null
    : "unsupported_digest";
}

/** The keys that some voucher names, in the vouchers' order. */
function matchVouchers(
  vouchers: readonly (DsData | DnskeyData)[],
  keys: readonly ZoneKey[],
  zone: Name,
  context: Context,
): ZoneKey[] {
  const matched = new Set<ZoneKey>();
  for (const voucher of vouchers) {
    const rdata = voucher.kind === "DNSKEY" ? encodeRdata(voucher) : null;
    let outcome: DsOutcome = "no_key";
    const tag = rdata === null && voucher.kind === "DS" ? voucher.keyTag : null;
    const candidates = keys.filter(
      (key) =>
        key.data.algorithm === voucher.algorithm &&
        (rdata === null ? key.tag === tag : key.rdata.equals(rdata)),
    );
    for (const key of candidates.slice(0, context.work.limits.keysPerTag)) {
      if (voucher.kind === "DS" && !context.work.mayDigest()) break;
      const matches = voucher.kind === "DNSKEY" || matchesDs(key, voucher);
      outcome = matches ? "matched" : "digest_mismatch";
      if (matches) {
        matched.add(key);
        break;
      }
    }
    if (voucher.kind === "DS") context.note(dsStep(zone, voucher, outcome));
  }
  return [...matched];
}

function noteKeys(keys: readonly ZoneKey[], matched: readonly ZoneKey[], context: Context): void {
  for (const key of keys.slice(0, TRACED_KEYS)) {
    const imported = key.fault === null ? importZoneKey(key) : null;
    let outcome: KeyOutcome = matched.includes(key) ? "matches_ds" : "published";
    if (key.fault !== null) outcome = key.fault;
    else if (imported !== null && imported.outcome !== "ok") outcome = imported.outcome;
    context.note({
      step: "key",
      owner: key.owner,
      keyTag: key.tag,
      algorithm: key.data.algorithm,
      flags: key.data.flags,
      bits: imported?.bits ?? null,
      outcome,
    });
  }
}

const dsStep = (owner: Name, ds: DsData, outcome: DsOutcome): TraceStep => ({
  step: "ds",
  owner,
  keyTag: ds.keyTag,
  algorithm: ds.algorithm,
  digestType: ds.digestType,
  outcome,
});

const anchorStep = (owner: Name, entry: DsData | DnskeyData): TraceStep => ({
  step: "anchor",
  owner,
  keyTag: entry.kind === "DS" ? entry.keyTag : keyTag(encodeRdata(entry)),
  algorithm: entry.algorithm,
});
