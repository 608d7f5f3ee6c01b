import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import type { CheckRefusalCode } from "@/lib/model/check-refusals";
import type { DomainVerdict } from "@/lib/model/check-verdicts";
import { moment } from "../moment-store";
import type { KeptCondition } from "./settle-watch";

type Queries = Pick<Db, "execute">;

const Due = z.array(z.object({ id: z.string(), domain: z.string() }));
const Asked = z.array(z.object({ id: z.string(), check: z.string() }));
const AT_ONE_TURN = 50;

/** Watches whose next check is due, longest first. */
export async function dueWatches(db: Queries, now: number) {
  return Due.parse(
    await db.execute(sql`
      select id, domain from notices.watches
      where proven_at is not null and "check" is null and next_at <= ${moment(now)}
      order by next_at, id limit ${AT_ONE_TURN}`),
  );
}

/** Watches whose check was asked for. */
export async function askedWatches(db: Queries) {
  return Asked.parse(
    await db.execute(sql`
      select id, "check" from notices.watches where "check" is not null
      order by next_at, id limit ${AT_ONE_TURN}`),
  );
}

/** Notes the check that a watch waits for. */
export async function noteCheck(db: Queries, id: string, check: string): Promise<void> {
  await db.execute(sql`
    update notices.watches set "check" = ${check}, refusal = null where id = ${id} and "check" is null`);
}

/** Lets a watch wait, with why its check was refused. */
export async function postponeWatch(
  db: Queries,
  id: string,
  refusal: CheckRefusalCode | null,
  nextMs: number,
): Promise<void> {
  await db.execute(sql`
    update notices.watches set "check" = null, refusal = ${refusal}, next_at = ${moment(nextMs)}
    where id = ${id}`);
}

/** Takes a watch for the result of a check; false where another process has it or had it. */
export async function lockWatch(db: Queries, id: string, check: string): Promise<boolean> {
  const rows = await db.execute(sql`
    select id from notices.watches where id = ${id} and "check" = ${check} for update skip locked`);
  return rows.length === 1;
}

/** Writes down what a check came to. */
export async function concludeWatch(
  db: Queries,
  id: string,
  result: {
    checkedMs: number;
    verdict: DomainVerdict;
    protectedHosts: readonly string[];
    nextMs: number;
    kept: readonly KeptCondition[];
  },
): Promise<void> {
  await db.execute(sql`
    update notices.watches set "check" = null, checked_at = ${moment(result.checkedMs)},
      verdict = ${result.verdict}, next_at = ${moment(result.nextMs)},
      protected_hosts = array(select jsonb_array_elements_text(${JSON.stringify(result.protectedHosts)}::jsonb))
    where id = ${id}`);
  await db.execute(sql`delete from notices.watch_conditions where watch = ${id}`);
  for (const { kind, subject, sentence, since, seen, told } of result.kept)
    await db.execute(sql`
      insert into notices.watch_conditions (watch, kind, subject, sentence, since, seen, told)
      values (${id}, ${kind}, ${subject}, ${sentence}, ${moment(since)}, ${seen}, ${told})`);
}

/** Writes down what is told, for the page and the feed. */
export async function addWatchEvent(
  db: Queries,
  watch: string,
  { title, text }: { title: string; text: string },
  now: number,
): Promise<void> {
  await db.execute(sql`
    insert into notices.watch_events (watch, at, title, text)
    values (${watch}, ${moment(now)}, ${title}, ${text})`);
}

/** News that went out for a watch by mail since a moment. */
export async function mailsOfWatch(db: Queries, watch: string, sinceMs: number): Promise<number> {
  const rows = await db.execute(sql`
    select count(*)::int as count from notices.outbox
    where about = ${watch} and channel = 'mail' and reason = 'watch_news' and created_at > ${moment(sinceMs)}`);
  return z.array(z.object({ count: z.number() })).parse(rows)[0]?.count ?? 0;
}
