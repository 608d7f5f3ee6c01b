import type {
  HygieneAddressee,
  HygieneCheckId,
  HygieneDemand,
  HygieneEvidence,
  HygieneFinding,
  HygieneOutcome,
} from "@/lib/model/check-hygiene";
import type { HygieneSeen } from "./observations";

/** One item of the operator's checklist. */
export type HygieneCheck = {
  id: HygieneCheckId;
  demand: HygieneDemand;
  of: HygieneAddressee;
  /** Where it is written. */
  source: string;
  /** How much a fail weighs. */
  severity: HygieneFinding["severity"];
  /** What is demanded, in a sentence. */
  requires: string;
  /** What to do where it failed. */
  fix: string;
  /** What was seen at each place that the demand applies to; none: it does not apply. */
  look: (seen: HygieneSeen) => readonly HygieneEvidence[];
};

/** Declares a check; each stands in a file of its own, and all of them in `checks.ts`. */
export const defineCheck = (check: HygieneCheck): HygieneCheck => check;

/** Lines of evidence in a finding. */
const EVIDENCE_LINES = 60;

/** Runs one check: one place that fails is a fail, and one that could not be seen leaves doubt. */
export function findingOf(check: HygieneCheck, seen: HygieneSeen): HygieneFinding {
  const { id, severity, demand, of, source, requires, fix } = check;
  const evidence = [...check.look(seen)];
  const outcome = outcomeOf(evidence);
  if (evidence.length > EVIDENCE_LINES)
    evidence.sort((a, b) => WEIGHT.indexOf(a.outcome) - WEIGHT.indexOf(b.outcome));
  return {
    check: id,
    outcome,
    severity,
    demand,
    of,
    source,
    requires,
    evidence: evidence.slice(0, EVIDENCE_LINES),
    fix: outcome === "fail" ? fix : null,
  };
}

const WEIGHT = ["fail", "undetermined", "pass"] as const;

const outcomeOf = (evidence: readonly HygieneEvidence[]): HygieneOutcome =>
  WEIGHT.find((outcome) => evidence.some((each) => each.outcome === outcome)) ?? "not_applicable";
