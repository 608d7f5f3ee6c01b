import type { Db } from "@/db/client";
import { daneChanges } from "@/lib/model/datasets/survey";
import type { DaneCause } from "@/lib/model/survey-changes";
import { figuresOf } from "./figures";
import type { WhyHead } from "./why";

/** How many DANE domains came and went for one cause. */
export interface CauseChange {
  cause: DaneCause;
  gained: number;
  lost: number;
  /** Gained less lost. */
  change: number;
}

/** A change split by cause, with the releases that tell it. */
export interface WhyCauses {
  /** Largest change first. */
  causes: CauseChange[];
  /** In the order of their dates. */
  told: { release: string; revision: number }[];
}

/**
 * The change between two releases by cause, as every release of our own survey tells what changed since
 * the one before it; null where others counted, who give no causes by number.
 */
export async function causesBetween(db: Db, from: WhyHead, to: WhyHead): Promise<WhyCauses | null> {
  if (from.kind !== "survey_run" || to.kind !== "survey_run") return null;
  const [first, last] = [from.asOf, to.asOf].sort();
  if (first == null || last == null || first === last) return null;
  const rows = (await figuresOf(db, daneChanges, { start: first, end: last })).filter(
    ({ asOf }) => asOf !== null && asOf > first,
  );
  if (rows.length === 0) return null;
  // Told backwards, what was gained on the way was lost.
  const isBackwards = from.asOf === last;
  const causes = [...Map.groupBy(rows, ({ cause }) => cause)].map(([cause, of]): CauseChange => {
    const sum = (change: "gained" | "lost") =>
      of.reduce((all, row) => all + (row.change === change ? (row.domains ?? 0) : 0), 0);
    const [gained, lost] = isBackwards
      ? [sum("lost"), sum("gained")]
      : [sum("gained"), sum("lost")];
    return { cause: cause as DaneCause, gained, lost, change: gained - lost };
  });
  const told = new Map(rows.map(({ release, revision }) => [release, { release, revision }]));
  return {
    causes: causes.sort((a, b) => Math.abs(b.change) - Math.abs(a.change)),
    told: [...told.values()],
  };
}
