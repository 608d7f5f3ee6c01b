import type { GateFinding, GateOutcome } from "@/lib/model/survey-gates";
import type { Failures, GateEvidence, RunFacts } from "./facts";
import { counted, gravest, grouped, named, outcomeOf, percent } from "./outcome";
import type { GateSettings } from "./settings";

type Drift = GateSettings["drift"];

const rateOf = ({ failed, asked }: Failures): number | null =>
  asked === 0 ? null : failed / asked;

const middleOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  return (low + high) / 2;
};

/** How far a rate is above what was usual; null where it is in line, or nothing is usual yet. */
export function riseOf(
  now: Failures | undefined,
  usual: readonly (Failures | undefined)[],
  setting: Pick<Drift, "leastDays" | "leastRise" | "spreads">,
): { rate: number; middle: number; rise: number } | null {
  const rate = now === undefined ? null : rateOf(now);
  const rates = usual.flatMap((one) => {
    const earlier = one === undefined ? null : rateOf(one);
    return earlier === null ? [] : [earlier];
  });
  if (rate === null || rates.length < setting.leastDays) return null;
  const middle = middleOf(rates);
  const spread = middleOf(rates.map((earlier) => Math.abs(earlier - middle)));
  const rise = rate - middle;
  return rise > Math.max(setting.leastRise, setting.spreads * spread)
    ? { rate, middle, rise }
    : null;
}

/** All first looks together. */
const allOf = ({ failuresByTld }: RunFacts): Failures =>
  Object.values(failuresByTld).reduce(
    (sum, { failed, asked }) => ({ failed: sum.failed + failed, asked: sum.asked + asked }),
    { failed: 0, asked: 0 },
  );

/** Do look-ups, questions and handshakes fail more often than in the last days? */
export function judgeFailureDrift(
  { facts, usual }: Pick<GateEvidence, "facts" | "usual">,
  { drift }: Pick<GateSettings, "drift">,
): GateOutcome {
  const all = allOf(facts);
  const numbers = {
    days: usual.length,
    failureShare: rateOf(all),
    timeoutShare: rateOf(facts.timeouts),
    tlsFailureShare: rateOf(facts.tls),
  };
  if (usual.length < drift.leastDays)
    return outcomeOf(
      "failure_drift",
      "not_judged",
      `${usual.length === 0 ? "No run has" : `Only ${counted(usual.length, "run")} ${usual.length === 1 ? "has" : "have"}`} been published in the ${drift.days} days before: what is usual is not known yet.`,
      numbers,
    );
  const findings: GateFinding[] = [];
  const add = (
    subject: GateFinding["subject"],
    name: string,
    found: ReturnType<typeof riseOf>,
    holds: boolean,
  ) => {
    if (found === null) return;
    const sentence = `${name}: ${percent(found.rate)} failed, ${percent(found.middle)} is usual.`;
    findings.push({ subject, name, verdict: holds ? "held" : "flagged", sentence });
  };
  const total = (name: string, of: (run: RunFacts) => Failures) => {
    const found = riseOf(of(facts), usual.map(of), drift);
    add("total", name, found, found !== null && found.rise > drift.holdRise);
  };
  total("look-ups", allOf);
  total("questions timed out", ({ timeouts }) => timeouts);
  total("TLS of MX hosts", ({ tls }) => tls);
  const groups = (subject: "tld" | "operator", of: (run: RunFacts) => Record<string, Failures>) => {
    for (const [name, now] of Object.entries(of(facts))) {
      if (now.asked < drift.leastDomains) continue;
      const found = riseOf(
        now,
        usual.map((run) => of(run)[name]),
        drift,
      );
      const more = found === null ? 0 : found.rise * now.asked;
      add(subject, name, found, more > drift.holdShareOfAll * all.asked);
    }
  };
  groups("tld", ({ failuresByTld }) => failuresByTld);
  groups("operator", ({ failuresByOperator }) => failuresByOperator);
  const sentence =
    findings.length === 0
      ? `Failures are as usual: ${percent(numbers.failureShare ?? 0)} of ${grouped(all.asked)} first looks.`
      : `${counted(findings.length, "failure rate")} above those of the last ${usual.length} runs: ${named(findings)}.`;
  const verdict = gravest(findings.map((one) => one.verdict));
  return outcomeOf("failure_drift", verdict, sentence, numbers, findings);
}
