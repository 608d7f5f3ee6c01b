import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import type { CheckChange } from "@/lib/model/check-changes";
import type { CheckProgress } from "@/lib/model/check-progress";
import { CheckReport } from "@/lib/model/check-report";
import { CHECK_CHANNEL, type CheckFailure } from "@/lib/model/live-check";
import { QUEUE_LOCK } from "./check-store";
import { takeFrom } from "./limit-store";
import type { CheckSettings } from "./settings";

/** How often a check is begun before it counts as failed. */
const MOST_ATTEMPTS = 2;
/** Events of finished checks are kept this long, for streams that are resumed. */
const EVENTS_KEPT_MS = 300_000;
/** Results removed by one statement. */
const PURGED_AT_ONCE = 500;

/** What a process holds while it runs a check. */
export type Claim = { id: string; domain: string; holder: string };
/** Nothing to claim now; worth another look after so many milliseconds. */
export type NoClaim = { id: null; retryAfterMs: number };

const interval = (ms: number): SQL => sql`make_interval(secs => ${ms / 1000}::float8)`;
const Claimed = z.array(z.object({ id: z.string(), domain: z.string() }));

/** Takes the check that waits longest, if the limits of all processes together allow one more. */
export async function claimNext(
  db: Db,
  holder: string,
  { atOnce, pace, leaseMs }: Pick<CheckSettings, "atOnce" | "pace" | "leaseMs">,
): Promise<Claim | NoClaim> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${QUEUE_LOCK})`);
    const waiting = await tx.execute(sql`
      select 1 from checks.checks where state = 'queued'
        and (select count(*) from checks.checks where state = 'running') < ${atOnce} limit 1`);
    if (waiting.length === 0) return { id: null, retryAfterMs: 1_000 };
    const begun = await takeFrom(tx, "pace", pace);
    if (!begun.ok) return { id: null, retryAfterMs: begun.error.retryAfterMs };
    const [row] = Claimed.parse(
      await tx.execute(sql`
        update checks.checks set state = 'running', started_at = clock_timestamp(),
          holder = ${holder}, lease_until = clock_timestamp() + ${interval(leaseMs)},
          attempts = attempts + 1
        where id = (select id from checks.checks where state = 'queued'
                    order by queued_at, id limit 1)
        returning id, domain, pg_notify(${CHECK_CHANNEL}, id)`),
    );
    return row === undefined ? { id: null, retryAfterMs: 1_000 } : { ...row, holder };
  });
}

/** Says that the process is alive. */
export async function renewLeases(db: Db, holder: string, leaseMs: number): Promise<void> {
  await db.execute(sql`
    update checks.checks set lease_until = clock_timestamp() + ${interval(leaseMs)}
    where state = 'running' and holder = ${holder}`);
}

const own = ({ id, holder }: Claim): SQL =>
  sql`id = ${id} and holder = ${holder} and state = 'running'`;

/** Tells of a stage. A stage of a check that was lost to another process is dropped. */
export async function addEvent(
  db: Db,
  claim: Claim,
  sequence: number,
  progress: CheckProgress,
): Promise<void> {
  await db.execute(sql`
    insert into checks.events ("check", sequence, progress)
    select id, ${sequence}, ${JSON.stringify(progress)} from checks.checks where ${own(claim)}
    on conflict do nothing
    returning pg_notify(${CHECK_CHANNEL}, '~' || "check")`);
}

/** The newest report of the domain before this check, or null. */
export async function reportBefore(
  db: Db,
  domain: string,
): Promise<{ id: string; report: CheckReport } | null> {
  const rows = z.array(z.object({ id: z.string(), report: z.string() })).parse(
    await db.execute(sql`
      select id, report from checks.checks where domain = ${domain} and state = 'done'
      order by finished_at desc, id limit 1`),
  );
  const [row] = rows;
  if (row === undefined) return null;
  const report = CheckReport.safeParse(JSON.parse(row.report));
  return report.success ? { id: row.id, report: report.data } : null;
}

/** Keeps the report, if the check is still ours. JSON text escapes what PostgreSQL would refuse. */
export async function finish(
  db: Db,
  claim: Claim,
  report: CheckReport,
  compared: { previous: string; changes: readonly CheckChange[] } | null,
): Promise<void> {
  await db.execute(sql`
    update checks.checks set state = 'done', finished_at = clock_timestamp(),
      holder = null, lease_until = null, verdict = ${report.verdict},
      report = ${JSON.stringify(report)}, previous = ${compared?.previous ?? null},
      changes = ${compared === null ? null : JSON.stringify(compared.changes)}
    where ${own(claim)} returning pg_notify(${CHECK_CHANNEL}, id)`);
}

const FAILED = sql`state = 'failed', finished_at = clock_timestamp(), holder = null, lease_until = null`;

/** Ends a check without a report. */
export async function fail(db: Db, claim: Claim, failure: CheckFailure): Promise<void> {
  await db.execute(sql`
    update checks.checks set ${FAILED}, failure = ${failure}
    where ${own(claim)} returning pg_notify(${CHECK_CHANNEL}, id)`);
}

/** Gives all checks of a process that ends back to the queue, where they stand first again. */
export async function giveBack(db: Db, holder: string): Promise<void> {
  await requeue(db, sql`holder = ${holder}`, sql`attempts - 1`);
}

async function requeue(db: Db, which: SQL, attempts: SQL): Promise<void> {
  await db.execute(sql`
    with lost as (
      update checks.checks set state = 'queued', started_at = null, holder = null,
        lease_until = null, attempts = ${attempts}
      where state = 'running' and ${which} returning id),
    forgotten as (delete from checks.events where "check" in (select id from lost))
    select pg_notify(${CHECK_CHANNEL}, id) from lost`);
}

/**
 * Sees to checks whose process was lost: once they go back to the queue, the next time they have
 * failed. Those that waited too long have failed too, as nobody waits for them any more.
 */
export async function recover(db: Db, longestWaitMs: number): Promise<void> {
  const lapsed = sql`lease_until < clock_timestamp()`;
  await requeue(db, sql`${lapsed} and attempts < ${MOST_ATTEMPTS}`, sql`attempts`);
  await db.execute(sql`
    update checks.checks set ${FAILED},
      failure = (case when state = 'queued' then 'not_started' else 'interrupted' end)::check_failure
    where (state = 'running' and ${lapsed})
       or (state = 'queued' and queued_at < clock_timestamp() - ${interval(longestWaitMs)})
    returning pg_notify(${CHECK_CHANNEL}, id)`);
}

/** Removes results that are older than the stated time; returns how many. */
export async function purge(db: Db, keepDays: number): Promise<number> {
  await db.execute(sql`
    delete from checks.events where "check" in (
      select id from checks.checks where finished_at < clock_timestamp() - ${interval(EVENTS_KEPT_MS)})`);
  let purged = 0;
  for (;;) {
    const { length } = await db.execute(sql`
      delete from checks.checks where id in (
        select id from checks.checks
        where finished_at < clock_timestamp() - make_interval(days => ${keepDays}::int)
        limit ${PURGED_AT_ONCE}) returning id`);
    purged += length;
    if (length < PURGED_AT_ONCE) return purged;
  }
}
