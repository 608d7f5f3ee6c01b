import { RR, typeName } from "@/lib/model/dns-registry";
import type { SIGNATURE_OUTCOMES, TraceStep } from "@/lib/model/dnssec";
import { isAtOrBelow, isBelow, labelCount, type Name, ROOT } from "../dns/name";
import type { RecordOf, RrsigData } from "../dns/record";
import { verifySignature } from "./algorithms";
import { expandedFrom, signedData } from "./canonical";
import { type BogusReason, bogus, indeterminate, type Judgement } from "./judgement";
import type { Rrset } from "./rrset";
import type { Work } from "./work";
import { importZoneKey, type KeyFault, type ZoneKey } from "./zone-key";

/** Verified: the wildcard it was expanded from, if any, and when the signature ends. */
export type Verified = { status: "secure"; wildcard: Name | null; expiration: number };
export type RrsetJudgement = Verified | Extract<Judgement, { status: "bogus" | "indeterminate" }>;

type SignatureOutcome = (typeof SIGNATURE_OUTCOMES)[number];
type Attempt = { outcome: SignatureOutcome; reason: BogusReason };

/** The zone a signature is checked in, and the book its steps go to. */
export type SignatureContext = {
  zone: Name;
  keys: readonly ZoneKey[];
  /** Unix time in seconds. */
  now: number;
  work: Work;
  note: (step: TraceStep) => void;
};

/** How much each failure tells: the reason given is that of the signature that came furthest. */
const TELLING: readonly BogusReason[] = [
  "signer_not_zone",
  "no_matching_key",
  "key_unsupported",
  "signature_malformed",
  "key_malformed",
  "key_protocol",
  "key_not_zone",
  "key_revoked",
  "signature_not_yet_valid",
  "signature_expired",
  "signature_invalid",
];

const KEY_REASONS: Record<KeyFault, BogusReason> = {
  not_zone: "key_not_zone",
  revoked: "key_revoked",
  protocol: "key_protocol",
  unsupported: "key_unsupported",
};

/**
 * Whether any signature of the zone verifies the records (RFC 4035 §5.3). One is enough; of
 * several algorithms any will do (RFC 6840 §5.11).
 */
export function judgeRrset(rrset: Rrset, context: SignatureContext): RrsetJudgement {
  const { work } = context;
  if (rrset.signatures.length === 0) return bogus("rrsig_missing");
  let best: BogusReason = "signer_not_zone";
  const before = work.signatures;
  for (const signature of rrset.signatures) {
    if (work.exhausted) return indeterminate("work_limit");
    if (work.signatures - before >= work.limits.signaturesPerRrset) {
      note(rrset, signature.data, "not_tried", context);
      return bogus("too_many_signatures");
    }
    const attempt = tryOne(rrset, signature, context, before);
    note(rrset, signature.data, attempt === null ? "valid" : attempt.outcome, context);
    if (attempt === null) {
      const wildcard = expandedFrom(rrset.name, signature.data);
      return { status: "secure", wildcard, expiration: signature.data.expiration };
    }
    if (TELLING.indexOf(attempt.reason) > TELLING.indexOf(best)) best = attempt.reason;
  }
  return work.exhausted ? indeterminate("work_limit") : bogus(best);
}

/** null where the signature verifies. */
function tryOne(
  rrset: Rrset,
  signature: RecordOf<"RRSIG">,
  context: SignatureContext,
  before: number,
): Attempt | null {
  const { data } = signature;
  if (data.signer !== context.zone || !maySign(rrset, data.signer))
    return { outcome: "wrong_signer", reason: "signer_not_zone" };
  if (data.labels > labelCount(rrset.name) - (rrset.name.startsWith("*.") ? 1 : 0))
    return { outcome: "malformed", reason: "signature_malformed" };
  const timing = timingOf(data, context.now);
  if (timing !== null) return timing;
  const candidates = context.keys
    .filter(({ tag, data: key }) => tag === data.keyTag && key.algorithm === data.algorithm)
    .slice(0, context.work.limits.keysPerTag);
  let attempt: Attempt = { outcome: "no_key", reason: "no_matching_key" };
  for (const key of candidates) {
    if (key.fault !== null) {
      attempt = { outcome: "key_unusable", reason: KEY_REASONS[key.fault] };
      continue;
    }
    const imported = importZoneKey(key);
    if (imported.outcome !== "ok") {
      const reason = imported.outcome === "malformed" ? "key_malformed" : "key_unsupported";
      attempt = { outcome: "key_unusable", reason };
      continue;
    }
    if (context.work.signatures - before >= context.work.limits.signaturesPerRrset) break;
    if (!context.work.maySign()) break;
    const signed = signedData(rrset, data, signature.rdata);
    if (verifySignature(data.algorithm, imported.key, signed, data.signature)) return null;
    attempt = { outcome: "invalid", reason: "signature_invalid" };
  }
  return attempt;
}

/** RFC 4035 §5.3.1; the parent's records at a cut are not signed by the child (RFC 4035 §2.4). */
function maySign(rrset: Rrset, signer: Name): boolean {
  if (rrset.type === RR.DS && rrset.name !== ROOT) return isBelow(rrset.name, signer);
  return isAtOrBelow(rrset.name, signer);
}

/** Serial number arithmetic, so that 2106 passes unnoticed (RFC 4034 §3.1.5). */
function timingOf({ inception, expiration }: RrsigData, now: number): Attempt | null {
  if (((expiration - now) | 0) < 0) return { outcome: "expired", reason: "signature_expired" };
  if (((now - inception) | 0) < 0)
    return { outcome: "not_yet_valid", reason: "signature_not_yet_valid" };
  return null;
}

function note(
  rrset: Rrset,
  { signer, keyTag, algorithm, inception, expiration, ...data }: RrsigData,
  outcome: SignatureOutcome,
  context: SignatureContext,
): void {
  context.note({
    step: "signature",
    owner: rrset.name,
    type: typeName(rrset.type),
    signer,
    keyTag,
    algorithm,
    inception,
    expiration,
    wildcard: expandedFrom(rrset.name, {
      signer,
      keyTag,
      algorithm,
      inception,
      expiration,
      ...data,
    }),
    outcome,
  });
}
