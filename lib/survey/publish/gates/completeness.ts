import type { GateOutcome } from "@/lib/model/survey-gates";
import type { RunFacts } from "./facts";
import { gravest, grouped, outcomeOf, percent } from "./outcome";
import type { GateSettings } from "./settings";

/**
 * Were the batches applied, and did the domains that were signed before answer definitely? A state that
 * is carried from an earlier day is no answer. Without domains from before only the batches are judged.
 */
export function judgeCompleteness(
  { batches, before }: Pick<RunFacts, "batches" | "before">,
  { completeness }: Pick<GateSettings, "completeness">,
): GateOutcome {
  const applied = batches.made === 0 ? null : batches.applied / batches.made;
  const definitive = before.domains === 0 ? null : 1 - before.untold / before.domains;
  const verdict = gravest([
    applied === null ? "not_judged" : applied < completeness.leastBatches ? "held" : "passed",
    definitive === null
      ? "not_judged"
      : definitive < completeness.leastDefinitive
        ? "held"
        : "passed",
  ]);
  const ofBatches =
    applied === null
      ? "The run has no batches."
      : `${grouped(batches.applied)} of ${grouped(batches.made)} batches were applied (${percent(applied)}, ${percent(completeness.leastBatches)} are asked for).`;
  const ofDomains =
    definitive === null
      ? "No domain was known to be signed before it, so that none can be missed."
      : `Of ${grouped(before.domains)} domains that were signed before, ${grouped(before.untold)} gave no definite answer: ${percent(definitive)} did, ${percent(completeness.leastDefinitive)} are asked for.`;
  return outcomeOf("completeness", verdict, `${ofBatches} ${ofDomains}`, {
    batches: batches.made,
    applied: batches.applied,
    appliedShare: applied,
    domainsBefore: before.domains,
    untold: before.untold,
    definitiveShare: definitive,
  });
}
