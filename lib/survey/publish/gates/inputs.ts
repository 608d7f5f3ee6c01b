import type { GateFinding, GateOutcome } from "@/lib/model/survey-gates";
import type { InputFacts } from "./facts";
import { counted, named, outcomeOf, signedPercent } from "./outcome";
import type { GateSettings } from "./settings";

/** Are the lists recent, whole and of their usual size? What is not was used as it was, and is said. */
export function judgeInputs(
  inputs: readonly InputFacts[],
  { inputs: setting }: Pick<GateSettings, "inputs">,
): GateOutcome {
  const findings = inputs.flatMap((input): GateFinding[] => {
    const said = (sentence: string): GateFinding => ({
      ...{ subject: "input", name: input.source, verdict: "flagged" },
      sentence: `${input.source}: ${sentence}`,
    });
    const { ageHours, names, namesBefore, refusedSince } = input;
    const off =
      names === null || namesBefore === null || namesBefore === 0 ? 0 : names / namesBefore - 1;
    return [
      ...(refusedSince === null
        ? []
        : [said(`${refusedSince.code} at ${refusedSince.at}, so the copy before it was used.`)]),
      ...(ageHours === null || ageHours <= setting.mostAgeHours
        ? []
        : [said(`${Math.round(ageHours)} hours old when the run began.`)]),
      ...(Math.abs(off) <= setting.mostOffSize
        ? []
        : [said(`${signedPercent(off)} names against the copy before it.`)]),
    ];
  });
  const undated = inputs.filter(({ ageHours }) => ageHours === null).length;
  const numbers = { inputs: inputs.length, undated, outOfLine: findings.length };
  if (inputs.length === 0)
    return outcomeOf("inputs", "not_judged", "What the candidates rest on is not known.", numbers);
  return findings.length === 0
    ? outcomeOf(
        "inputs",
        "passed",
        `${counted(inputs.length, "list")}, recent, whole and of usual size${undated > 0 ? `; ${undated} tell no date` : ""}.`,
        numbers,
      )
    : outcomeOf(
        "inputs",
        "flagged",
        `${counted(findings.length, "thing")} to know of the lists: ${named(findings)}.`,
        numbers,
        findings,
      );
}
