import { randomBytes } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { CheckChange } from "@/lib/model/check-changes";
import { CheckProgress } from "@/lib/model/check-progress";
import { CheckReport } from "@/lib/model/check-report";
import { DomainVerdict } from "@/lib/model/check-verdicts";
import {
  CHECK_CHANNEL,
  CHECK_FAILURE_CODES,
  CHECK_FAILURES,
  CHECK_ID,
  CheckState,
  type CheckSummary,
  type LiveCheck,
} from "@/lib/model/live-check";
import { err, ok, type Result } from "@/lib/result";
import { unicodeOf } from "@/lib/verifier/domain-name-input";

/** Any number that nothing else locks: the queue is changed by one at a time. */
export const QUEUE_LOCK = 7_673;

const ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const newId = (): string =>
  [...randomBytes(20)].map((octet) => ID_LETTERS.charAt(octet & 31)).join("");

/** A moment in SQL as the model writes it. */
const iso = (column: SQL) =>
  sql`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const moment = z.iso.datetime();
const SummaryRow = z.object({
  id: z.string(),
  domain: z.string(),
  state: CheckState,
  position: z.coerce.number().int().nullable(),
  queued_at: moment,
  started_at: moment.nullable(),
  finished_at: moment.nullable(),
  verdict: DomainVerdict.nullable(),
  failure: z.enum(CHECK_FAILURE_CODES).nullable(),
});
const FullRow = SummaryRow.extend({
  report: z.string().nullable(),
  previous: z.string().nullable(),
  changes: z.string().nullable(),
});

const SUMMARY_COLUMNS = sql`
  c.id, c.domain, c.state, c.verdict, c.failure,
  ${iso(sql`c.queued_at`)} as queued_at, ${iso(sql`c.started_at`)} as started_at,
  ${iso(sql`c.finished_at`)} as finished_at,
  case when c.state = 'queued' then (
    select count(*) from checks.checks q
    where q.state = 'queued' and (q.queued_at, q.id) <= (c.queued_at, c.id)) end as position`;
const FULL_COLUMNS = sql`${SUMMARY_COLUMNS}, c.report, c.previous, c.changes`;

const failureOf = (code: keyof typeof CHECK_FAILURES) => ({
  code,
  sentence: CHECK_FAILURES[code],
});

function summaryOf(row: z.infer<typeof SummaryRow>): CheckSummary {
  return {
    id: row.id,
    domain: row.domain,
    unicode: unicodeOf(row.domain),
    state: row.state,
    position: row.position,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    verdict: row.verdict,
    failure: row.failure === null ? null : failureOf(row.failure),
  };
}

function checkOf(row: z.infer<typeof FullRow>): LiveCheck {
  const summary = summaryOf(row);
  const { previous } = row;
  if (row.report === null) return { ...summary, report: null, previous, changes: null };
  const report = CheckReport.safeParse(JSON.parse(row.report));
  if (!report.success)
    return {
      ...summary,
      failure: failureOf("older_version"),
      report: null,
      previous,
      changes: null,
    };
  const changes = row.changes === null ? null : readChanges(row.changes);
  return { ...summary, report: report.data, previous, changes };
}

const readChanges = (text: string): CheckChange[] | null => {
  const changes = z.array(CheckChange).safeParse(JSON.parse(text));
  return changes.success ? changes.data : null;
};

/** The first check that `which` selects, with its report. */
async function findCheck(db: Db, which: SQL): Promise<LiveCheck | null> {
  const rows = await db.execute(sql`select ${FULL_COLUMNS} from checks.checks c where ${which}`);
  const [row] = z.array(FullRow).parse(rows);
  return row === undefined ? null : checkOf(row);
}

/** The same without its report, which may be large. */
async function findSummary(db: Db, which: SQL): Promise<CheckSummary | null> {
  const rows = await db.execute(sql`select ${SUMMARY_COLUMNS} from checks.checks c where ${which}`);
  const [row] = z.array(SummaryRow).parse(rows);
  return row === undefined ? null : summaryOf(row);
}

const withId = (id: string) => sql`c.id = ${id}`;
const newestDone = (domain: string) => sql`
  c.domain = ${domain} and c.state = 'done' order by c.finished_at desc, c.id limit 1`;

/** A check with its report, as long as it is kept; null where there is none of that id. */
export const checkById = async (db: Db, id: string): Promise<LiveCheck | null> =>
  CHECK_ID.test(id) ? findCheck(db, withId(id)) : null;

/** How far a check is, without its report. */
export const checkSummary = async (db: Db, id: string): Promise<CheckSummary | null> =>
  CHECK_ID.test(id) ? findSummary(db, withId(id)) : null;

/**
 * The newest finished check of a domain that has a report; null where none is kept.
 *
 * @param domain A-labels, lower case, no final dot.
 */
export const latestCheck = (db: Db, domain: string): Promise<LiveCheck | null> =>
  findCheck(db, newestDone(domain));

/** The same without its report, for badges and monitors. */
export const latestSummary = (db: Db, domain: string): Promise<CheckSummary | null> =>
  findSummary(db, newestDone(domain));

/** The newest check of a domain if it ended without a report; null where a later one has one. */
export async function latestFailure(db: Db, domain: string): Promise<CheckSummary | null> {
  const newest = await findSummary(
    db,
    sql`c.domain = ${domain} and c.state in ('done', 'failed')
      order by c.finished_at desc, c.id limit 1`,
  );
  return newest?.state === "failed" ? newest : null;
}

/** The check of a domain that waits or runs; null where there is none. */
export const checkInFlight = (db: Db, domain: string): Promise<CheckSummary | null> =>
  findSummary(db, sql`c.domain = ${domain} and c.state in ('queued', 'running')`);

/** The answer to a wish for a check without making one: in flight already, or just finished. */
export type Existing = { id: string; how: "joined" | "reused" };

const ExistingRow = z.array(z.object({ id: z.string(), state: CheckState }));

/** A check of the domain that is in flight, or one that is younger than `reuseMs`. */
export async function existingCheck(
  db: Pick<Db, "execute">,
  domain: string,
  reuseMs: number,
): Promise<Existing | null> {
  const rows = ExistingRow.parse(
    await db.execute(sql`
      select id, state from checks.checks
      where domain = ${domain} and (state in ('queued', 'running') or (state = 'done'
        and finished_at > clock_timestamp() - make_interval(secs => ${reuseMs / 1000}::float8)))
      order by state in ('queued', 'running') desc, finished_at desc limit 1`),
  );
  const [row] = rows;
  if (row === undefined) return null;
  return { id: row.id, how: row.state === "done" ? "reused" : "joined" };
}

/** Puts a check in the queue, unless there is one of the domain already or the queue is full. */
export async function enqueue(
  db: Db,
  domain: string,
  { queueLength, reuseMs }: { queueLength: number; reuseMs: number },
): Promise<Result<Existing | { id: string; how: "queued" }, { code: "queue_full" }>> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${QUEUE_LOCK})`);
    const there = await existingCheck(tx, domain, reuseMs);
    if (there !== null) return ok(there);
    const id = newId();
    const rows = await tx.execute(sql`
      insert into checks.checks (id, domain, queued_at)
      select ${id}, ${domain}, clock_timestamp()
      where (select count(*) from checks.checks where state = 'queued') < ${queueLength}
      returning pg_notify(${CHECK_CHANNEL}, id)`);
    return rows.length === 0 ? err({ code: "queue_full" }) : ok({ id, how: "queued" });
  });
}

const EventRow = z.array(z.object({ sequence: z.number().int(), progress: z.string() }));

/** What a check told after `sequence`, in order. */
export async function eventsAfter(
  db: Db,
  id: string,
  sequence: number,
): Promise<{ sequence: number; progress: CheckProgress }[]> {
  const rows = EventRow.parse(
    await db.execute(sql`
      select sequence, progress from checks.events
      where "check" = ${id} and sequence > ${sequence} order by sequence limit 1000`),
  );
  return rows.map((row) => ({
    sequence: row.sequence,
    progress: CheckProgress.parse(JSON.parse(row.progress)),
  }));
}
