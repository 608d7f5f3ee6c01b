import type { Db } from "@/db/client";
import type { GateOutcome, GateOverride, PublicationState } from "@/lib/model/survey-gates";
import { RunFacts } from "./gates/facts";

/** Begins an attempt; it stands as `computing` until its draft is there. */
export async function beginPublication(db: Db, run: number, at: string): Promise<number> {
  const [row] = await db.$client<{ id: number }[]>`
    insert into tally.publications (run, state, started_at)
    values (${run}, 'computing', ${at}::timestamptz) returning id`;
  if (row === undefined) throw new Error("no attempt was written");
  return row.id;
}

/** The draft is there, and the gates look at it. */
export async function beginChecking(
  db: Db,
  id: number,
  { release, draftSha256 }: { release: string; draftSha256: string },
): Promise<void> {
  await db.$client`
    update tally.publications
    set state = 'checking', release = ${release}, draft_sha256 = ${draftSha256} where id = ${id}`;
}

/** Ends an attempt without a release, and says why. */
export async function holdPublication(
  db: Db,
  id: number,
  held: { at: string; reason: string; facts: RunFacts | null; gates: readonly GateOutcome[] },
): Promise<void> {
  const { at, reason, facts, gates } = held;
  await db.$client`
    update tally.publications set state = 'held', finished_at = ${at}::timestamptz,
      reason = ${reason}, facts = ${jsonOf(facts)}::text::jsonb,
      gates = ${jsonOf(gates)}::text::jsonb
    where id = ${id}`;
}

const jsonOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** An attempt, as far as a later one or a person needs it. */
export type Publication = {
  id: number;
  run: number;
  day: string;
  state: PublicationState;
  startedAt: string;
  finishedAt: string | null;
  release: string | null;
  revision: number | null;
  draftSha256: string | null;
  gates: GateOutcome[];
  reason: string | null;
  override: GateOverride | null;
};

type PublicationRow = Omit<Publication, "gates"> & { gates: GateOutcome[] | null };

const iso = (text: string): string => new Date(text).toISOString();

const publicationOf = ({ gates, startedAt, finishedAt, ...row }: PublicationRow): Publication => ({
  ...row,
  startedAt: iso(startedAt),
  finishedAt: finishedAt === null ? null : iso(finishedAt),
  gates: gates ?? [],
});

/** The last attempts, newest first; of one run where it is named. */
export async function lastPublications(
  db: Db,
  limit: number,
  run: number | null = null,
): Promise<Publication[]> {
  const rows = await db.$client<PublicationRow[]>`
    select p.id, p.run, r.day::text as day, p.state, p.started_at as "startedAt",
      p.finished_at as "finishedAt", p.release, p.revision, p.draft_sha256 as "draftSha256", p.gates,
      p.reason, p.override
    from tally.publications p join scan.runs r on r.id = p.run
    where ${run}::int is null or p.run = ${run}::int
    order by p.id desc limit ${limit}`;
  return rows.map(publicationOf);
}

/** What the gates saw of a run when they last judged this very draft; null where they did not. */
export async function judgedBefore(
  db: Db,
  run: number,
  draftSha256: string,
): Promise<{ facts: RunFacts; gates: GateOutcome[] } | null> {
  const [row] = await db.$client<{ facts: unknown; gates: GateOutcome[] }[]>`
    select facts, gates from tally.publications
    where run = ${run} and draft_sha256 = ${draftSha256} and facts is not null
    order by id desc limit 1`;
  return row === undefined ? null : { facts: RunFacts.parse(row.facts), gates: row.gates };
}

/** The last published runs before a run, newest first, each with the facts of its last attempt. */
export async function publishedFacts(db: Db, before: number, limit: number): Promise<RunFacts[]> {
  const rows = await db.$client<{ facts: unknown }[]>`
    select facts from (
      select distinct on (run) run, facts from tally.publications
      where run < ${before} and state in ('published', 'published_with_flags')
      order by run desc, id desc
    ) newest order by run desc limit ${limit}`;
  return rows.map(({ facts }) => RunFacts.parse(facts));
}

/** Whether our own survey has published a dataset in another release than this one. */
export async function ownDatasets(db: Db, exceptRelease: string): Promise<Set<string>> {
  const rows = await db.$client<{ dataset: string }[]>`
    select distinct t.dataset from published.tables t
    join published.releases r on r.id = t.release and r.revision = t.revision
    join published.current_revisions c on c.release = r.id and c.revision = r.revision
    where r.kind = 'survey_run' and r.id <> ${exceptRelease} limit 1000`;
  return new Set(rows.map(({ dataset }) => dataset));
}

/** Datasets that others' reports have figures of. */
export async function reportedDatasets(db: Db): Promise<Set<string>> {
  const rows = await db.$client<{ dataset: string }[]>`
    select distinct t.dataset from published.tables t
    join published.releases r on r.id = t.release and r.revision = t.revision
    join published.current_revisions c on c.release = r.id and c.revision = r.revision
    where r.kind = 'published_report' limit 1000`;
  return new Set(rows.map(({ dataset }) => dataset));
}

/** How this very draft of a run was published; null where it was not. */
export async function publishedDraft(
  db: Db,
  run: number,
  draftSha256: string,
): Promise<{
  state: "published" | "published_with_flags";
  revision: number;
  gates: GateOutcome[];
} | null> {
  const [row] = await db.$client<
    { state: "published" | "published_with_flags"; revision: number; gates: GateOutcome[] }[]
  >`
    select state, revision, gates from tally.publications
    where run = ${run} and draft_sha256 = ${draftSha256}
      and state in ('published', 'published_with_flags')
    order by id desc limit 1`;
  return row ?? null;
}

/** Takes an attempt back that had nothing to do. */
export async function withdraw(db: Db, id: number): Promise<void> {
  await db.$client`delete from tally.publications where id = ${id} and revision is null`;
}
