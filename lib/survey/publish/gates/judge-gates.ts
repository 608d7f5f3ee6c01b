import type { GateOutcome, GateVerdict } from "@/lib/model/survey-gates";
import { judgeCanaries } from "./canaries";
import { judgeCompleteness } from "./completeness";
import { judgeConservation } from "./conservation";
import type { GateEvidence } from "./facts";
import { judgeFailureDrift } from "./failure-drift";
import { judgeInputs } from "./inputs";
import { judgeLevel } from "./level";
import { gravest } from "./outcome";
import { GATE_SETTINGS, type GateSettings } from "./settings";

/** Judges all gates, in their order. Pure. */
export const judgeGates = (
  evidence: GateEvidence,
  settings: GateSettings = GATE_SETTINGS,
): GateOutcome[] => [
  judgeCompleteness(evidence.facts, settings),
  judgeCanaries(evidence.canaries, settings),
  judgeFailureDrift(evidence, settings),
  judgeLevel(evidence, settings),
  judgeConservation(evidence),
  judgeInputs(evidence.inputs, settings),
];

/** What the gates together come to. What could not be judged is flagged, never silently passed. */
export function verdictOf(outcomes: readonly GateOutcome[]): Exclude<GateVerdict, "not_judged"> {
  const worst = gravest(outcomes.map(({ verdict }) => verdict));
  return worst === "not_judged" ? "flagged" : worst;
}

/** Why a release is held, for whoever is on duty: each gate that holds it, in a sentence. */
export const reasonOf = (outcomes: readonly GateOutcome[]): string =>
  outcomes
    .filter(({ verdict }) => verdict === "held")
    .map(({ gate, sentence }) => `${gate}: ${sentence}`)
    .join("\n");
