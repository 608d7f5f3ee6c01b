import { datasetById } from "@/lib/model/datasets";
import type { FigureFlag } from "@/lib/model/flags";
import type { Figure, ReleaseDraft } from "@/lib/model/release";
import type { GateOutcome } from "@/lib/model/survey-gates";

/** Gates whose findings make the figures themselves doubtful. */
const ABOUT_FIGURES: readonly GateOutcome["gate"][] = ["failure_drift", "level", "conservation"];

const withFlag = (row: Figure, flag: FigureFlag): Figure =>
  row.flags.includes(flag) ? row : { ...row, flags: [...row.flags, flag] };

/** What gates found out of line, as the words that rows are keyed by. */
function foundIn(outcomes: readonly GateOutcome[]): (row: Figure) => boolean {
  const findings = outcomes.flatMap(({ gate, findings: found }) =>
    ABOUT_FIGURES.includes(gate) ? found : [],
  );
  const named = (subject: string) =>
    new Set(findings.flatMap((one) => (one.subject === subject ? [one.name] : [])));
  const [tlds, providers, operators] = [named("tld"), named("provider"), named("operator")];
  const isTotal = findings.some(({ subject }) => subject === "total");
  return ({ dimensions }) => {
    const { tld, provider } = dimensions;
    if (typeof tld === "string") return tlds.has(tld);
    if (typeof provider === "string") return providers.has(provider) || operators.has(provider);
    return isTotal;
  };
}

/**
 * Flags of a draft's figures that only publishing knows: `u` where a gate found the total, TLD, provider
 * or operator out of line, and `b` on the first figures of our own in a series that so far held others'.
 *
 * @param breaks datasets that others' reports have, and our own survey has not published before.
 */
export function markFigures(
  draft: ReleaseDraft,
  outcomes: readonly GateOutcome[],
  breaks: ReadonlySet<string>,
): ReleaseDraft {
  const isFound = foundIn(outcomes);
  return {
    ...draft,
    tables: draft.tables.map((table) => {
      const isBreak = breaks.has(table.dataset) && datasetById(table.dataset) !== undefined;
      return {
        ...table,
        rows: table.rows.map((row) => {
          const doubted = isFound(row) ? withFlag(row, "u") : row;
          return isBreak ? withFlag(doubted, "b") : doubted;
        }),
      };
    }),
  };
}
