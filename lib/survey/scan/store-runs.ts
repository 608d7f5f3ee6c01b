import type { Db } from "@/db/client";
import type { RunState } from "@/lib/model/survey-scan";
import { batchLines, type LeasedName } from "./batch-lines";

/** A pass over all candidates. */
export type Run = {
  id: number;
  /** The day it stands for, in UTC. */
  day: string;
  pool: number;
  state: RunState;
  /** The hash from which candidates are still to be put into batches; null once all are. */
  nextHash: number | null;
};

/** Any number that nothing else locks: one process puts candidates into batches. */
const FEED_LOCK = 7_674;

type RunRow = {
  id: number;
  day: string;
  pool: number;
  state: RunState;
  next_hash: string | null;
};

const runOf = ({ id, day, pool, state, next_hash }: RunRow): Run => ({
  id,
  day,
  pool,
  state,
  nextHash: next_hash === null ? null : Number(next_hash),
});

/** The newest run, whatever its state. */
export async function newestRun(db: Db): Promise<Run | null> {
  const [row] = await db.$client<RunRow[]>`
    select id, day::text, pool, state, next_hash from scan.runs
    order by id desc limit 1`;
  return row === undefined ? null : runOf(row);
}

/** Starts a run over a pool, unless one is under way: then that one goes on. */
export async function startRun(
  db: Db,
  {
    day,
    pool,
    methodVersion,
    at,
  }: { day: string; pool: number; methodVersion: string; at: string },
): Promise<Run> {
  return db.$client.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${FEED_LOCK})`;
    const [open] = await tx<RunRow[]>`
      select id, day::text, pool, state, next_hash from scan.runs
      where state = 'running' order by id desc limit 1`;
    if (open !== undefined) return runOf(open);
    const [row] = await tx<RunRow[]>`
      insert into scan.runs (day, pool, state, method_version, started_at, next_hash, next_batch)
      values (${day}, ${pool}, 'running', ${methodVersion}, ${at}::timestamptz, 0, 1)
      returning id, day::text, pool, state, next_hash`;
    if (row === undefined) throw new Error("no run was made");
    return runOf(row);
  });
}

/** The file of candidates that a run goes over, and how many of them are to be asked. */
export type RunPool = { file: string; candidates: number };

/** The pool of a run. A later one may be in use by then. */
export async function poolOfRun(db: Db, pool: number): Promise<RunPool> {
  const [row] = await db.$client<{ file: string; candidates: number }[]>`
    select file, (seen + unknown)::float8 as candidates from scan.pools where id = ${pool}`;
  if (row === undefined) throw new Error(`there is no pool ${pool}`);
  return row;
}

/** Does `work` while no other process puts candidates into batches; null where one does. */
export async function underFeedLock<T>(db: Db, work: () => Promise<T>): Promise<T | null> {
  const connection = await db.$client.reserve();
  try {
    const [row] = await connection`select pg_try_advisory_lock(${FEED_LOCK}, 0) as locked`;
    if (row?.locked !== true) return null;
    try {
      return await work();
    } finally {
      await connection`select pg_advisory_unlock(${FEED_LOCK}, 0)`;
    }
  } finally {
    connection.release();
  }
}

/** A batch that is to be made of candidates. */
export type NewBatch = { fromHash: number; toHash: number; names: readonly LeasedName[] };

/**
 * Adds the next batch of a run's candidates. Its number is the run's next one, whatever batches of retries
 * and of changed delegations were added beside it.
 *
 * @returns the number; null where the run has gone on meanwhile: nothing is added then.
 */
export async function addBatch(
  db: Db,
  run: number,
  batch: NewBatch,
  isLast: boolean,
): Promise<number | null> {
  const nextHash = isLast ? null : batch.toHash + 1;
  const [added] = await db.$client<{ number: number }[]>`
    with moved as (
      update scan.runs set next_hash = ${nextHash}, next_batch = next_batch + 1
      where id = ${run} and next_hash = ${batch.fromHash} and state = 'running'
      returning id, next_batch - 1 as number
    )
    insert into scan.batches (run, number, kind, state, fence, queued_at, from_hash, to_hash, size,
      names)
    select id, number, 'main', 'queued', 0, now(), ${batch.fromHash}, ${batch.toHash},
      ${batch.names.length}, ${batchLines(batch.names)} from moved
    returning number`;
  return added?.number ?? null;
}

type RetryRow = { hash: string; name: string; ds: LeasedName["ds"]; attempt: number };

/**
 * Makes a batch of domains whose retry is due: the longest due first, and of each name-server operator
 * at most so many, so that one that fails is not asked all at once.
 *
 * @returns the batch's number; null where none is due.
 */
export async function addRetryBatch(
  db: Db,
  run: number,
  { size, perOperator, now }: { size: number; perOperator: number; now: string },
): Promise<number | null> {
  return db.$client.begin(async (tx) => {
    const [row] = await tx<{ next_batch: number }[]>`
      select next_batch from scan.runs where id = ${run} and state = 'running' for update`;
    if (row === undefined) return null;
    const due = await tx<RetryRow[]>`
      with ranked as (
        select run, name, due_at, row_number() over (
          partition by coalesce(operator, name) order by due_at, name) as place
        from (select * from scan.retries where run = ${run} and due_at <= ${now}::timestamptz
          order by due_at limit ${size * 20}) r
      ), taken as (
        select run, name from ranked where place <= ${perOperator}
        order by due_at, name limit ${size}
      )
      delete from scan.retries r using taken t where r.run = t.run and r.name = t.name
      returning r.hash, r.name, r.ds, r.attempt`;
    if (due.length === 0) return null;
    const names = due
      .map(({ hash, name, ds, attempt }) => ({ name, hash: Number(hash), ds, attempt }))
      .sort((a, b) => a.hash - b.hash);
    await tx`update scan.runs set next_batch = next_batch + 1 where id = ${run}`;
    await tx`
      insert into scan.batches (run, number, kind, state, fence, queued_at, size, names)
      values (${run}, ${row.next_batch}, 'retry', 'queued', 0, now(), ${names.length},
        ${batchLines(names)})`;
    return row.next_batch;
  });
}

/** A process looks at its canaries every ten minutes: one that has not for so long is not there. */
const UNPROVEN_MS = 45 * 60_000;

/**
 * Puts batches back whose holder has been silent too long, and finds those that wait though perhaps
 * nobody was told: who added them may have been killed before it told the queue. Those that were done
 * and never proven, as their holder has ended since, are scanned again too.
 *
 * @returns their numbers, to be told to the queue.
 */
export async function requeueStranded(
  db: Db,
  run: number,
  waitingMs: number,
  unprovenMs: number = UNPROVEN_MS,
): Promise<number[]> {
  const rows = await db.$client<{ number: number }[]>`
    update scan.batches set state = 'queued', leased_until = null, queued_at = now()
    where run = ${run} and ((state = 'leased' and leased_until < now())
      or (state = 'queued' and queued_at < now() - ${waitingMs} * interval '1 ms')
      or (state = 'done' and names is not null
        and done_at < now() - ${unprovenMs} * interval '1 ms'))
    returning number`;
  return rows.map(({ number }) => number).sort((a, b) => a - b);
}

/** How far a run is. */
export type RunProgress = {
  /** Batches by state. */
  queued: number;
  leased: number;
  done: number;
  /** Domains that wait for a retry, and when the first of them is due. */
  retries: number;
  nextRetryAt: string | null;
  /** Names in batches that are done. */
  names: number;
};

/** Counts a run's batches and retries. */
export async function progressOf(db: Db, run: number): Promise<RunProgress> {
  const [row] = await db.$client<RunProgress[]>`
    select count(*) filter (where state = 'queued')::int as queued,
      count(*) filter (where state = 'leased')::int as leased,
      count(*) filter (where state = 'done')::int as done,
      coalesce(sum(size) filter (where state = 'done' and kind = 'main'), 0)::int as names,
      (select count(*)::int from scan.retries where run = ${run}) as retries,
      (select min(due_at) from scan.retries where run = ${run}) as "nextRetryAt"
    from scan.batches where run = ${run}`;
  return row ?? { queued: 0, leased: 0, done: 0, names: 0, retries: 0, nextRetryAt: null };
}

/** Ends a run in which nothing is left to do; false while there is. */
export async function finishRun(db: Db, run: number): Promise<boolean> {
  const rows = await db.$client`
    update scan.runs set state = 'complete', finished_at = now()
    where id = ${run} and state = 'running' and next_hash is null
      and not exists (
        select from scan.batches where run = ${run} and (state <> 'done' or names is not null))
      and not exists (select from scan.retries where run = ${run})
    returning id`;
  return rows.length > 0;
}

/** The domains of a range of hashes that the database holds, in hash order. */
export async function heldNames(
  db: Db,
  from: number,
  to: number,
): Promise<{ name: string; hash: number }[]> {
  const rows = await db.$client<{ name: string; hash: string }[]>`
    select name, hash from scan.domains where hash between ${from} and ${to} order by hash, name`;
  return rows.map(({ name, hash }) => ({ name, hash: Number(hash) }));
}
