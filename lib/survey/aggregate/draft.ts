import type { Db } from "@/db/client";
import { type Figure, Release, type ReleaseDraft } from "@/lib/model/release";
import { type ComputedDraft, DraftCounts, DraftInputs } from "@/lib/model/survey-draft";
import { ok, type Result } from "@/lib/result";
import { type AggregateOptions, type AggregateRefusal, computeFigures } from "./compute-figures";
import { instant } from "./inputs";
import type { Tx } from "./snapshot";

const ReleaseHead = Release.omit({ revision: true, contentSha256: true, publishedAt: true });

/** Any number that nothing else locks: one draft at a time. */
const AGGREGATE_LOCK = 7_675;

/**
 * Computes every dataset of a complete run from the scan's current state, in one snapshot of the
 * database, and stores the draft. Repeating it replaces the draft. Waits while another process
 * computes one.
 */
export async function computeDraft(
  db: Db,
  run: number,
  options: AggregateOptions = {},
): Promise<Result<ComputedDraft, AggregateRefusal>> {
  return db.$client.begin(async (lock) => {
    // On a connection of its own: the snapshot must be younger than the lock.
    await lock`set local statement_timeout = 0`;
    await lock`select pg_advisory_xact_lock(${AGGREGATE_LOCK})`;
    return db.$client.begin("isolation level repeatable read", async (tx) => {
      const computed = await computeFigures(tx, run, options);
      if (!computed.ok) return computed;
      return ok({ ...computed.value, publishedAt: await storeDraft(tx, computed.value) });
    });
  });
}

/** Writes a draft, in place of an earlier one of the same run. @returns when that was published. */
async function storeDraft(tx: Tx, computed: ComputedDraft): Promise<string | null> {
  const { run, methodVersion, computedAt, draft, counts, inputs } = computed;
  const [row] = await tx<{ publishedAt: string | null }[]>`
    insert into tally.drafts as d (run, method_version, computed_at, release, counts, inputs)
    values (${run}, ${methodVersion}, ${computedAt}::timestamptz,
      ${JSON.stringify(draft.release)}::text::jsonb, ${JSON.stringify(counts)}::text::jsonb,
      ${JSON.stringify(inputs)}::text::jsonb)
    on conflict (run) do update set method_version = excluded.method_version,
      computed_at = excluded.computed_at, release = excluded.release, counts = excluded.counts,
      inputs = excluded.inputs
    returning ${instant(tx, "published_at")} as "publishedAt"`;
  await tx`delete from tally.draft_tables where run = ${run}`;
  for (const [position, one] of draft.tables.entries())
    await tx`
      insert into tally.draft_tables (run, position, dataset, edition, as_of, as_of_precision,
        complete, other, source_title, caution, rows)
      values (${run}, ${position}, ${one.dataset}, ${one.edition}, ${one.asOf}::date,
        ${one.asOfPrecision}, ${one.complete}, ${one.other}, ${one.sourceTitle}, ${one.caution},
        ${JSON.stringify(one.rows)}::text::jsonb)`;
  return row?.publishedAt ?? null;
}

type DraftRow = Omit<ComputedDraft, "draft"> & { release: unknown };
type TableRow = Omit<ReleaseDraft["tables"][number], "rows"> & { rows: Figure[] };

/** The draft that was computed of a run, whole; null where there is none. */
export async function readDraft(db: Db, run: number): Promise<ComputedDraft | null> {
  return db.$client.begin("isolation level repeatable read read only", async (tx) => {
    const [row] = await tx<DraftRow[]>`
      select run, method_version as "methodVersion", release, counts, inputs,
        ${instant(tx, "computed_at")} as "computedAt",
        ${instant(tx, "published_at")} as "publishedAt"
      from tally.drafts where run = ${run}`;
    if (row === undefined) return null;
    const tables = await tx<TableRow[]>`
      select dataset, edition, as_of as "asOf", as_of_precision as "asOfPrecision", complete, other,
        source_title as "sourceTitle", caution, rows
      from tally.draft_tables where run = ${run} order by position`;
    return {
      run: row.run,
      methodVersion: row.methodVersion,
      computedAt: row.computedAt,
      draft: { release: ReleaseHead.parse(row.release), tables: [...tables] },
      counts: DraftCounts.parse(row.counts),
      inputs: DraftInputs.parse(row.inputs),
      publishedAt: row.publishedAt,
    };
  });
}

/**
 * Notes that a draft was published, so that later runs count their changes from it. To be called in
 * the transaction that publishes.
 */
export async function markPublished(db: Pick<Db, "execute">, run: number): Promise<void> {
  await db.execute(`update tally.drafts set published_at = now() where run = ${Math.trunc(run)}`);
}
