import type { GateFinding, GateOutcome, GateVerdict } from "@/lib/model/survey-gates";
import type { CanaryFacts } from "./facts";
import { outcomeOf } from "./outcome";
import type { GateSettings } from "./settings";

/**
 * Did the canaries come out right to the end? Batches that a wrong answer tainted were leased again, so
 * that they only flag; batches that no right look followed hold the release.
 */
export function judgeCanaries(
  facts: CanaryFacts,
  { canaries: setting }: Pick<GateSettings, "canaries">,
): GateOutcome {
  const { canaries, looks, last, tainted, unproven, minutesUnwatched, wrong } = facts;
  const findings = wrong.map(
    ({ domain, sentence }): GateFinding => ({
      ...{ subject: "canary", name: domain, sentence },
      verdict: last?.state === "wrong" ? "held" : "flagged",
    }),
  );
  const numbers = { canaries, ...looks, tainted, unproven, minutesUnwatched };
  const say = (verdict: GateVerdict, sentence: string) =>
    outcomeOf("canaries", verdict, sentence, numbers, findings);
  if (canaries === 0 || last === null)
    return say(
      "not_judged",
      "No canaries are set: domains whose state is known would show that the resolver tells the truth.",
    );
  if (last.state === "wrong")
    return say("held", `The last look at the canaries, at ${last.at}, was wrong.`);
  if (unproven > 0)
    return say(
      "held",
      `${unproven} batches were scanned that no right look at the canaries followed.`,
    );
  if (last.state === "untold" || minutesUnwatched === null)
    return say("held", `The last look at the canaries, at ${last.at}, told nothing.`);
  if (minutesUnwatched > setting.mostMinutesUnwatched)
    return say(
      "held",
      `The scan went on for ${Math.round(minutesUnwatched)} minutes after the last look at the canaries.`,
    );
  if (looks.wrong > 0)
    return say(
      "flagged",
      `${looks.wrong} of ${looks.wrong + looks.right + looks.untold} looks at the canaries were wrong; the ${tainted} batches since the last right one were scanned again, and the canaries have been right since.`,
    );
  return say("passed", `${canaries} canaries were right at all of ${looks.right} looks.`);
}
