import { z } from "zod";

/** Words of the survey's last stage: what a run is judged by before its figures are published. */

export const GATES = [
  "completeness",
  "canaries",
  "failure_drift",
  "level",
  "conservation",
  "inputs",
] as const;
export const Gate = z.enum(GATES);
export type Gate = z.infer<typeof Gate>;

/** Each gate in words, and what it asks. */
export const GATE_WORDS: Record<Gate, { name: string; asks: string }> = {
  completeness: {
    name: "Completeness",
    asks: "Was everything looked at, and did nearly all of yesterday’s signed domains answer?",
  },
  canaries: {
    name: "Canaries",
    asks: "Did domains whose state is known come out as they are, all through the scan?",
  },
  failure_drift: {
    name: "Failure drift",
    asks: "Do look-ups and handshakes fail as often as in the last 14 days?",
  },
  level: {
    name: "Level",
    asks: "Are totals, TLDs and providers where they were, or is it known why not?",
  },
  conservation: {
    name: "Conservation",
    asks: "Is today what was there before, plus what came, less what went?",
  },
  inputs: { name: "Inputs", asks: "Are the lists of names recent and of their usual size?" },
};

export const GATE_VERDICTS = ["passed", "flagged", "held", "not_judged"] as const;
/** `flagged`: published, and said. `held`: not published. `not_judged`: we could not tell, which is no pass. */
export const GateVerdict = z.enum(GATE_VERDICTS);
export type GateVerdict = z.infer<typeof GateVerdict>;

export const GATE_VERDICT_WORDS: Record<GateVerdict, string> = {
  passed: "passed",
  flagged: "flagged",
  held: "held",
  not_judged: "could not be judged",
};

export const GATE_SUBJECTS = ["total", "tld", "provider", "operator", "input", "canary"] as const;

/** One thing that a gate found out of line. */
export const GateFinding = z.object({
  subject: z.enum(GATE_SUBJECTS),
  /** Which total, TLD, provider, operator, input or canary. */
  name: z.string(),
  verdict: GateVerdict,
  sentence: z.string(),
});
export type GateFinding = z.infer<typeof GateFinding>;

/** Findings that an outcome lists at most; its numbers say how many there were. */
export const MOST_FINDINGS = 50;

/** What one gate came to. */
export const GateOutcome = z
  .object({
    gate: Gate,
    verdict: GateVerdict,
    sentence: z.string(),
    numbers: z.record(z.string(), z.number().nullable()).meta({
      description: "What was measured, by name; shares are 0..1, null is not known",
    }),
    findings: z.array(GateFinding),
  })
  .meta({ id: "GateOutcome", description: "What one gate came to before publication" });
export type GateOutcome = z.infer<typeof GateOutcome>;

export const PUBLICATION_STATES = [
  "computing",
  "checking",
  "published",
  "published_with_flags",
  "held",
] as const;
/** How far an attempt to publish a run is. */
export const PublicationState = z.enum(PUBLICATION_STATES);
export type PublicationState = z.infer<typeof PublicationState>;

/** Who let a held release out, and why; recorded for good. */
export const GateOverride = z.object({ why: z.string(), by: z.string(), at: z.iso.datetime() });
export type GateOverride = z.infer<typeof GateOverride>;

export const CANARY_STATES = ["right", "wrong", "untold"] as const;
/** What a look at all canaries came to: `untold` where one gave no definite answer and none a wrong one. */
export const CanaryState = z.enum(CANARY_STATES);
export type CanaryState = z.infer<typeof CanaryState>;
