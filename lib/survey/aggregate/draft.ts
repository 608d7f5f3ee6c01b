import type { Db } from "@/db/client";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import type { Result } from "@/lib/result";

/** Why a run is not aggregated. */
export type AggregateRefusal =
  | { code: "no_such_run"; run: number }
  | { code: "run_not_complete"; run: number }
  /** A later run has written to the state already: what this one left is not to be had any more. */
  | { code: "overtaken"; run: number; by: number };

/** The draft that was computed of a run, whole; null where there is none. */
export async function readDraft(db: Db, run: number): Promise<ComputedDraft | null> {
  throw new Error(`not built yet: ${String(db)} ${run}`);
}

/**
 * Computes every dataset of a complete run from the scan's current state, in one snapshot of the
 * database, and stores the draft. Repeating it replaces the draft.
 */
export async function computeDraft(
  db: Db,
  run: number,
): Promise<Result<ComputedDraft, AggregateRefusal>> {
  throw new Error(`not built yet: ${String(db)} ${run}`);
}

/**
 * Notes that a draft was published, so that later runs count their changes from it. To be called in
 * the transaction that publishes.
 */
export async function markPublished(db: Pick<Db, "execute">, run: number): Promise<void> {
  throw new Error(`not built yet: ${String(db)} ${run}`);
}
