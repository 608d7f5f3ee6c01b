import type { GateOutcome } from "@/lib/model/survey-gates";
import type { RunFacts } from "./facts";
import { gravest, grouped, outcomeOf, percent } from "./outcome";
import type { GateSettings } from "./settings";

/** At least so much of something; null where there is nothing to measure. */
const least = (share: number | null, limit: number) =>
  share === null ? "not_judged" : share < limit ? "held" : "passed";

/**
 * Were the batches applied, could names be told, and did the domains that were signed before answer
 * definitely? A state that is carried from an earlier day is no answer.
 */
export function judgeCompleteness(
  {
    batches,
    looked,
    answeredOfBase: base,
  }: Pick<RunFacts, "batches" | "looked" | "answeredOfBase">,
  { completeness: setting }: Pick<GateSettings, "completeness">,
): GateOutcome {
  const applied = batches.made === 0 ? null : batches.applied / batches.made;
  const told = looked.names === 0 ? null : 1 - looked.untold / looked.names;
  const definitive = base === null || base.of === 0 ? null : base.answered / base.of;
  const sentences = [
    applied === null
      ? "The run has no batches."
      : `${grouped(batches.applied)} of ${grouped(batches.made)} batches were applied (${percent(applied)}; at least ${percent(setting.leastBatches)} is asked for).`,
    told === null
      ? "No name was looked at."
      : `Of ${grouped(looked.names)} names ${percent(told)} could be told (at least ${percent(setting.leastTold)}).`,
    base === null || definitive === null
      ? "Our own survey has published no signed domains before, so that none can be missed."
      : `Of ${grouped(base.of)} domains that were signed before, ${grouped(base.answered)} gave a definite answer (${percent(definitive)}; at least ${percent(setting.leastDefinitive)}).`,
  ];
  const verdict = gravest([
    least(applied, setting.leastBatches),
    least(told, setting.leastTold),
    least(definitive, setting.leastDefinitive),
  ]);
  return outcomeOf("completeness", verdict, sentences.join(" "), {
    batches: batches.made,
    applied: batches.applied,
    appliedShare: applied,
    names: looked.names,
    toldShare: told,
    signedBefore: base?.of ?? null,
    answered: base?.answered ?? null,
    definitiveShare: definitive,
  });
}
