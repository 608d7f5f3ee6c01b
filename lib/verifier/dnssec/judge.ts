import { RCODE, RR } from "@/lib/model/dns-registry";
import type { ZoneTrace } from "@/lib/model/dnssec";
import type { Message } from "../dns/message";
import { isAtOrBelow, labelCount, type Name, parentOf, ROOT } from "../dns/name";
import { proveAbsence, proveNoCloser } from "./denial";
import { DenialSet } from "./denial-set";
import { bogus, type Failing, indeterminate, insecure, type Judgement, secure } from "./judgement";
import { findRrset, type Rrset, rrsetsOf } from "./rrset";
import { judgeRrset, type SignatureContext } from "./signature";
import type { TraceBook } from "./trace-book";
import { Work, type WorkLimits } from "./work";
import type { ZoneKey } from "./zone-key";

/** What is known about a zone. `keys` is empty unless the judgement is secure. */
export type ZoneTrust = {
  zone: Name;
  judgement: Judgement;
  keys: readonly ZoneKey[];
  /** Unix time in seconds after which it must be looked at again. */
  expires: number;
  trace: readonly ZoneTrace[];
};

/** Whether a name lies in a zone that is signed (secure) or provably not (insecure). */
export type Surroundings = { judgement: Judgement; trace: readonly ZoneTrace[] };

/** Where the judge learns about zones; the trust store looks them up. */
export type Trust = {
  zone: (name: Name) => Promise<ZoneTrust>;
  around: (name: Name) => Promise<Surroundings>;
  /** Whether a signer lies above the nearest anchor of a name, and so has no say about it. */
  isOvertaken: (signer: Name, name: Name) => boolean;
};

/** An answer under judgement: its RRsets, what it may cost, and the clock it is held against. */
export type Reply = {
  message: Message;
  answer: readonly Rrset[];
  authority: readonly Rrset[];
  work: Work;
  now: number;
};

export const replyOf = (message: Message, now: number, limits?: WorkLimits): Reply => ({
  message,
  answer: rrsetsOf(message.answer),
  authority: rrsetsOf(message.authority),
  work: new Work(limits),
  now,
});

/** Signers that are tried for one RRset or denial; an honest one has a single signer. */
const MAX_SIGNERS = 3;

/**
 * Judges records that are there (RFC 4035 §5.3), wildcard expansion included (decision table D9).
 * Records without a usable signature are insecure only where the zone around them provably is.
 *
 * @param asked the type in the question. An alias that answers for DS is the parent side's, and
 * must not be judged by the zone that the question is about: that one waits for this answer.
 */
export async function judgePositive(
  rrset: Rrset,
  reply: Reply,
  trust: Trust,
  book: TraceBook,
  asked = rrset.type,
): Promise<Judgement> {
  const signers = signersAbove([rrset], rrset.name, asked, trust);
  let failure: Failing = bogus(rrset.signatures.length > 0 ? "signer_not_zone" : "rrsig_missing");
  if (signers.length === 0) return unlessInsecure(failure, rrset.name, asked, trust, book);
  for (const signer of signers) {
    const zone = await trust.zone(signer);
    book.merge(zone.trace);
    const judgement =
      zone.judgement.status === "secure"
        ? judgeSigned(rrset, reply, contextOf(zone, reply, book))
        : zone.judgement;
    if (judgement.status === "secure" || judgement.status === "insecure") return judgement;
    failure = worse(failure, judgement);
  }
  return failure;
}

function judgeSigned(rrset: Rrset, reply: Reply, context: SignatureContext): Judgement {
  const judgement = judgeRrset(rrset, context);
  if (judgement.status !== "secure" || judgement.wildcard === null) return judgement;
  if (rrset.type === RR.DS) return bogus("wildcard_not_denied"); // a cut is no wildcard
  const denial = new DenialSet(reply.message.authority, context);
  const proof = proveNoCloser(rrset.name, judgement.wildcard, denial);
  if (proof.kind === "insecure") return insecure(proof.reason);
  if (proof.kind === "unproven")
    return reply.work.exhausted
      ? indeterminate("work_limit")
      : bogus(proof.reason === "denial_missing" ? "wildcard_not_denied" : proof.reason);
  return proof.optOut ? insecure("opt_out") : judgement;
}

/** What was proven absent, and how far to trust it. */
export type Absence = {
  judgement: Judgement;
  outcome: "nodata" | "nxdomain";
  /** For type DS: the name is a zone cut without DS. */
  delegation: boolean;
};

/** Judges an answer without the records asked for (RFC 4035 §5.4, RFC 5155 §8). */
export async function judgeNegative(
  name: Name,
  type: number,
  reply: Reply,
  trust: Trust,
  book: TraceBook,
): Promise<Absence> {
  const byRcode = reply.message.rcode === RCODE.NXDOMAIN ? "nxdomain" : "nodata";
  const undecided = (judgement: Judgement): Absence => ({
    judgement,
    outcome: byRcode,
    delegation: false,
  });
  const denials = reply.authority.filter(
    (rrset) => rrset.type === RR.NSEC || rrset.type === RR.NSEC3,
  );
  let failure: Failing = bogus("denial_missing");
  let contradicted = false;
  for (const signer of signersAbove(denials, name, type, trust)) {
    const zone = await trust.zone(signer);
    book.merge(zone.trace);
    if (zone.judgement.status === "insecure") return undecided(zone.judgement);
    if (zone.judgement.status !== "secure") {
      failure = worse(failure, zone.judgement);
      continue;
    }
    const context = contextOf(zone, reply, book);
    const absence = judgeDenial(name, type, reply, context);
    if (absence.judgement.status === "secure" || absence.judgement.status === "insecure")
      return { ...undecided(absence.judgement), ...absence };
    failure = worse(failure, absence.judgement);
    contradicted = true;
    // The zone itself answered: there is no unsigned zone below that could explain the failure.
    if (findRrset(reply.authority, zone.zone, RR.SOA) !== undefined) return undecided(failure);
  }
  const around = await unlessInsecure(failure, name, type, trust, book);
  // Records of a signed zone that do not prove the answer weigh more than a look-up that failed.
  const stands = contradicted && around.status === "indeterminate";
  return undecided(stands ? failure : around);
}

/** The denial records of one secure zone, and the SOA record that comes with them. */
function judgeDenial(
  name: Name,
  type: number,
  reply: Reply,
  context: SignatureContext,
): { judgement: Judgement } & Partial<Absence> {
  const set = new DenialSet(reply.message.authority, context);
  const proof = proveAbsence(name, type, set);
  if (proof.kind === "insecure") return { judgement: insecure(proof.reason) };
  if (proof.kind === "unproven") {
    const { exhausted } = reply.work;
    return { judgement: exhausted ? indeterminate("work_limit") : bogus(proof.reason) };
  }
  // As Unbound has it: the SOA record belongs to the proof, its TTL says how long it holds.
  const soa = findRrset(reply.authority, context.zone, RR.SOA);
  const soaJudgement = soa === undefined ? secure : judgeRrset(soa, context);
  if (soaJudgement.status !== "secure") return { judgement: soaJudgement };
  const { outcome, delegation, optOut } = proof;
  const judgement: Judgement = optOut
    ? insecure(type === RR.DS ? "no_ds_opt_out" : "opt_out")
    : secure;
  return { judgement, outcome, delegation };
}

/** Says no more than that something is missing, which the failure at hand says of the answer itself. */
const isBare = (judgement: Judgement): boolean =>
  judgement.status === "bogus" &&
  (judgement.reason === "denial_missing" || judgement.reason === "rrsig_missing");

/** The failure stands unless the zone around the name provably has no signatures to offer. */
async function unlessInsecure(
  failure: Failing,
  name: Name,
  type: number,
  trust: Trust,
  book: TraceBook,
): Promise<Judgement> {
  const from = type === RR.DS ? (parentOf(name) ?? ROOT) : name;
  const around = await trust.around(from);
  book.merge(around.trace);
  const { judgement } = around;
  return judgement.status === "secure" || isBare(judgement) ? failure : judgement;
}

/** "Could not tell" outweighs "no", and a later reason the first, general one. */
const worse = (sofar: Failing, next: Failing): Failing =>
  sofar.status === "indeterminate" ? sofar : next;

/**
 * The zones that claim to have signed these records and may speak about `name`, the nearest
 * first. About a DS set only the zones above its name may (RFC 4035 §5.2).
 */
function signersAbove(rrsets: readonly Rrset[], name: Name, type: number, trust: Trust): Name[] {
  const spokenOf = type === RR.DS ? (parentOf(name) ?? ROOT) : name;
  const signers = rrsets.flatMap(({ signatures }) => signatures.map(({ data }) => data.signer));
  return [...new Set(signers)]
    .filter((signer) => isAtOrBelow(spokenOf, signer) && !trust.isOvertaken(signer, spokenOf))
    .sort((a, b) => labelCount(b) - labelCount(a))
    .slice(0, MAX_SIGNERS);
}

const contextOf = (zone: ZoneTrust, reply: Reply, book: TraceBook): SignatureContext => ({
  zone: zone.zone,
  keys: zone.keys,
  now: reply.now,
  work: reply.work,
  note: (step) => book.add(zone.zone, step),
});
