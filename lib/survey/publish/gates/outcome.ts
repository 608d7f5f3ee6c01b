import {
  type Gate,
  type GateFinding,
  type GateOutcome,
  type GateVerdict,
  MOST_FINDINGS,
} from "@/lib/model/survey-gates";

const GRAVITY: readonly GateVerdict[] = ["passed", "flagged", "not_judged", "held"];

/** The gravest of some verdicts; `passed` of none. */
export const gravest = (verdicts: readonly GateVerdict[]): GateVerdict =>
  GRAVITY.findLast((verdict) => verdicts.includes(verdict)) ?? "passed";

/** An outcome; where findings are many, the gravest are listed and all are counted. */
export function outcomeOf(
  gate: Gate,
  verdict: GateVerdict,
  sentence: string,
  numbers: GateOutcome["numbers"],
  findings: readonly GateFinding[] = [],
): GateOutcome {
  const listed = [...findings]
    .sort((a, b) => GRAVITY.indexOf(b.verdict) - GRAVITY.indexOf(a.verdict))
    .slice(0, MOST_FINDINGS);
  return { gate, verdict, sentence, numbers, findings: listed };
}

/** 0.0123 as `1.23 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

/** `+1.23 %`, with a true minus. */
export const signedPercent = (share: number): string =>
  `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`;

/** `1,234,567`. */
export const grouped = (count: number): string => count.toLocaleString("en-GB");

/** `1 level`, `2 levels`. */
export const counted = (count: number, thing: string): string =>
  `${grouped(count)} ${thing}${count === 1 ? "" : "s"}`;

/** One name a finding, the first few, for a sentence. */
export const named = (findings: readonly GateFinding[]): string => {
  const names = findings.slice(0, 5).map(({ name }) => name);
  const more = findings.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
};
