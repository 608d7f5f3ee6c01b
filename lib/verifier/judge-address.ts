import type { PublicKeyType } from "@/lib/model/certificate";
import type { ProblemCode } from "@/lib/model/check-problems";
import { problemEntry } from "@/lib/model/check-problems";
import type { ReportAddress, ReportAttempt } from "@/lib/model/check-report";
import type { RuleId } from "@/lib/model/check-rules";
import type { AddressVerdict } from "@/lib/model/check-verdicts";
import type { KeyTypeAsked } from "@/lib/model/smtp-probe";
import type { CheckIo, HandshakeOutcome, ProbeAttempt } from "./check-io";
import type { Name } from "./dns/name";
import type { TlsaData } from "./dns/record";

/** What a host's TLSA records ask of its server. */
export type TlsaDemand =
  | { kind: "authenticate"; records: readonly TlsaData[]; referenceNames: readonly Name[] }
  /** Signed records, none usable: TLS all the same (decision table T3). */
  | { kind: "tls_only" }
  /** DANE does not apply; what the server does is shown. */
  | { kind: "nothing" };

type Judging = Pick<CheckIo, "authenticate" | "describeChain"> & { atSeconds: number };

/** Worst first; what is silent does not weigh (decision table S1). */
export const WORST_FIRST: readonly AddressVerdict[] = ["fail", "no_tls", "unusable", "ok", "tls"];

/** The worst verdict among those that weigh; null where none does. */
export const worstOf = (verdicts: readonly AddressVerdict[]): AddressVerdict | null =>
  WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? null;

/**
 * Decision table S1 to S7, E*, G*, X1 to X3 for one address. The unrestricted handshake gives the
 * verdict; those for one key type count where TLS held with such a certificate. Pure.
 */
export function judgeAddress(
  address: string,
  attempts: readonly ProbeAttempt[],
  demand: TlsaDemand,
  judging: Judging,
): ReportAddress {
  const judged = attempts.map((attempt) => judgeAttempt(attempt, demand, judging));
  const any = judged.find(({ keyType }) => keyType === "any");
  const isSilent = any?.verdict === "unreachable" || any?.verdict === "not_tried";
  const counted = isSilent ? [] : judged.filter((each) => each.counted);
  const verdict = worstOf(counted.map((each) => each.verdict)) ?? any?.verdict ?? "not_tried";
  const decisive = counted.find((each) => each.verdict === verdict) ?? any;
  return {
    address,
    verdict,
    rule: decisive?.rule ?? null,
    matched: decisive?.matched ?? null,
    problem: decisive?.problem ?? null,
    attempts: judged,
  };
}

function judgeAttempt(
  { keyType, outcome }: ProbeAttempt,
  demand: TlsaDemand,
  judging: Judging,
): ReportAttempt {
  const said = { keyType, detail: null, tls: null, chain: [], matched: null, problem: null };
  const counted = keyType === "any";
  if (outcome.kind === "no_session")
    return {
      ...said,
      verdict: outcome.fault === "address_not_allowed" ? "not_tried" : "unreachable",
      rule: "S1",
      counted,
      problem: outcome.fault,
      detail: outcome.detail,
    };
  if (outcome.kind === "no_tls")
    return {
      ...said,
      verdict: "no_tls",
      rule: ruleIn(outcome.fault),
      counted,
      problem: outcome.fault,
      detail: outcome.detail,
    };
  const chain = judging
    .describeChain(outcome.chain)
    .map((facts) => ({ ...facts, dnsNames: [...facts.dnsNames] }));
  const tls = { protocol: outcome.protocol, cipher: outcome.cipher };
  return {
    ...said,
    ...judgeChain(outcome, demand, judging),
    counted: counted || KEY_TYPES_OF[keyType].includes(chain[0]?.keyType ?? "other"),
    tls,
    chain,
  };
}

/** Keys that a handshake for one type may come to; some servers ignore what was asked for. */
const KEY_TYPES_OF: Record<KeyTypeAsked, readonly PublicKeyType[]> = {
  any: [],
  rsa: ["rsa", "rsa_pss"],
  ec: ["ec"],
};

type ChainVerdict = Pick<ReportAttempt, "verdict" | "rule" | "matched" | "problem">;

function judgeChain(
  { chain }: Extract<HandshakeOutcome, { kind: "tls" }>,
  demand: TlsaDemand,
  { authenticate, atSeconds }: Judging,
): ChainVerdict {
  const nothing = { matched: null, problem: null };
  if (demand.kind === "nothing") return { ...nothing, verdict: "tls", rule: null };
  if (demand.kind === "tls_only") return { ...nothing, verdict: "unusable", rule: "T3" };
  const { records, referenceNames } = demand;
  const result = authenticate({ records, chain, referenceNames, atSeconds });
  if (result.verdict === "matched") {
    const rule: RuleId = result.match.usage === 2 ? "G1" : "E1";
    return { verdict: "ok", rule, matched: result.match, problem: null };
  }
  return { verdict: "fail", rule: ruleIn(result.reason), matched: null, problem: result.reason };
}

/** The rule of a fault; every fault is a problem code. */
function ruleIn(code: ProblemCode): RuleId {
  const { rule } = problemEntry(code);
  return rule === "advice" ? "X2" : rule;
}
