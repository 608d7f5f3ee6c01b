import type { Db } from "@/db/client";
import type { CanaryState } from "@/lib/model/survey-gates";
import type { RunState } from "@/lib/model/survey-scan";

/** Where a run stands, for whoever is on duty. */
export type RunStatus = {
  run: number;
  day: string;
  state: RunState;
  startedAt: string;
  finishedAt: string | null;
  /** Candidates of its pool, and names in batches that are done. */
  candidates: number;
  done: number;
  /** Names a second, over the last ten minutes in which batches were done. */
  perSecond: number;
  /** Domains that failed and wait for another look, and when the first is due. */
  retries: number;
  nextRetryAt: string | null;
  /** What could not be told in the end, and what an earlier state stands in for. */
  undetermined: number;
  carried: number;
  /** Batches by what becomes of them. */
  queued: number;
  leased: number;
  unproven: number;
  lastBatchAt: string | null;
  canaries: { state: CanaryState; at: string; wrong: { sentence: string }[] } | null;
};

const iso = (text: string | null): string | null =>
  text === null ? null : new Date(text).toISOString();

/** The newest run; null before the first. */
export async function runStatus(db: Db): Promise<RunStatus | null> {
  const [run] = await db.$client<
    (Omit<RunStatus, "canaries" | "perSecond"> & { recent: number; seconds: number | null })[]
  >`
    with run as (select * from scan.runs order by id desc limit 1),
    last as (select max(done_at) as at from scan.batches where run = (select id from run))
    select r.id as run, r.day::text, r.state, r.started_at as "startedAt",
      r.finished_at as "finishedAt", (p.seen + p.unknown)::float8 as candidates,
      b.done, b.queued, b.leased, b.unproven, b.recent, b.seconds, last.at as "lastBatchAt",
      c.undetermined, c.carried, t.retries, t.due as "nextRetryAt"
    from run r join scan.pools p on p.id = r.pool, last,
    lateral (
      select coalesce(sum(size) filter (where state = 'done' and kind = 'main'), 0)::int as done,
        count(*) filter (where state = 'queued')::int as queued,
        count(*) filter (where state = 'leased')::int as leased,
        count(*) filter (where state = 'done' and names is not null)::int as unproven,
        coalesce(sum(size) filter (where done_at > last.at - interval '10 min'), 0)::int as recent,
        extract(epoch from last.at - greatest(last.at - interval '10 min', r.started_at))::float8
          as seconds
      from scan.batches where run = r.id
    ) b,
    lateral (
      select coalesce(sum((tally->>'undetermined')::int), 0)::int as undetermined,
        coalesce(sum((tally->>'carried')::int), 0)::int as carried
      from scan.coverage v join scan.batches b on b.run = v.run and b.number = v.batch
      -- Those come again in their turn.
      where v.run = r.id and b.kind <> 'rescan'
    ) c,
    lateral (
      select count(*)::int as retries, min(due_at) as due from scan.retries where run = r.id
    ) t`;
  if (run === undefined) return null;
  const [look] = await db.$client<
    { state: CanaryState; at: string; wrong: { sentence: string }[] }[]
  >`
    select state, at, wrong from scan.canary_looks where run = ${run.run} order by id desc limit 1`;
  const { recent, seconds, ...status } = run;
  return {
    ...status,
    startedAt: iso(status.startedAt) ?? "",
    finishedAt: iso(status.finishedAt),
    nextRetryAt: iso(status.nextRetryAt),
    lastBatchAt: iso(status.lastBatchAt),
    perSecond: seconds === null || seconds <= 0 ? 0 : recent / seconds,
    canaries: look === undefined ? null : { ...look, at: iso(look.at) ?? "" },
  };
}
