import type { GateFinding, GateOutcome } from "@/lib/model/survey-gates";
import type { GateEvidence } from "./facts";
import { counted as countOf, grouped, outcomeOf } from "./outcome";

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0);

/**
 * Today is what was there at the last published run, plus what came, less what went, TLD by TLD; and the
 * figures to be published are those counts, whose parts add up to the totals. One domain off holds.
 */
export function judgeConservation({
  facts,
  previous,
  movesSincePrevious: moves,
  flows,
}: Pick<GateEvidence, "facts" | "previous" | "movesSincePrevious" | "flows">): GateOutcome {
  const { figures, signedByTld } = facts;
  const findings: GateFinding[] = [];
  const demand = (
    subject: GateFinding["subject"],
    name: string,
    is: number,
    be: number,
    of: string,
  ) => {
    if (is === be) return;
    const sentence = `${name}: ${grouped(is)}, but ${of} ${grouped(be)}.`;
    findings.push({ subject, name, verdict: "held", sentence });
  };
  const before = previous?.signedByTld ?? {};
  const tlds = new Set([...Object.keys(before), ...Object.keys(signedByTld), ...moves.keys()]);
  for (const tld of tlds) {
    const { added = 0, removed = 0 } = moves.get(tld) ?? {};
    const had = before[tld] ?? 0;
    const of = `${grouped(had)} + ${grouped(added)} − ${grouped(removed)} is`;
    demand("tld", tld, signedByTld[tld] ?? 0, had + added - removed, of);
  }
  for (const { tld, signed, before: base, added, removed } of flows) {
    demand("tld", `.${tld} in the draft`, signed, signedByTld[tld] ?? 0, "the database holds");
    demand("tld", `.${tld} in the draft`, signed, (base ?? 0) + added - removed, "its parts are");
  }
  for (const [tld, signed] of Object.entries(figures.signedByTld))
    demand("tld", `.${tld} in the figures`, signed, signedByTld[tld] ?? 0, "the database holds");
  const counted = sum(signedByTld);
  if (figures.signed !== null)
    demand("total", "signed domains in the figures", figures.signed, counted, "the database holds");
  const parts = [
    ["signed domains", figures.signed, figures.signedByTld],
    ["DANE domains", figures.dane, figures.daneByTld],
  ] as const;
  for (const [name, total, byTld] of parts)
    if (total !== null && Object.keys(byTld).length > 0)
      demand("total", `${name} by TLD`, sum(byTld), total, "their total is");
  const since = previous === null ? "the survey’s first run" : `the run of ${previous.day}`;
  const numbers = {
    signed: counted,
    before: sum(before),
    added: [...moves.values()].reduce((all, { added }) => all + added, 0),
    removed: [...moves.values()].reduce((all, { removed }) => all + removed, 0),
    violations: findings.length,
  };
  return findings.length === 0
    ? outcomeOf(
        "conservation",
        "passed",
        `${grouped(counted)} signed domains are what has come and gone since ${since}, in each of ${tlds.size} TLDs, and parts add up.`,
        numbers,
      )
    : outcomeOf(
        "conservation",
        "held",
        `${countOf(findings.length, "count")} off: ${findings
          .slice(0, 3)
          .map(({ sentence }) => sentence)
          .join(" ")}`,
        numbers,
        findings,
      );
}
