import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import type { NoticeMode } from "@/lib/model/incident";
import { moment, msOf } from "../moment-store";
import { addMessage } from "../outbox-store";
import type { Contact, Incident } from "./incident";
import { NOTICE_LIMITS } from "./incident-limits";
import type { EarlierNotice } from "./notice-policy";
import { NOTICE_STOP_PATH } from "./notice-words";

type Queries = Pick<Db, "execute">;

const DAY_MS = 86_400_000;
/** What is older no clause asks for: a series of mails and its pauses, twice the time of suppression. */
const HISTORY_MS = 2 * NOTICE_LIMITS.suppressMs;

const Earlier = z.object({
  series: z.string(),
  operator: z.string(),
  recipient: z.string().nullable(),
  at_ms: z.number(),
  fate: z.enum(["told", "bounced", "lost"]),
});

/**
 * Notices of some operators, and to some recipients. What a relay refused for good has bounced; what
 * could not leave in time, or was withdrawn, was told to nobody.
 */
export async function earlierNotices(
  db: Queries,
  mode: NoticeMode,
  { operators, recipients }: { operators: readonly string[]; recipients: readonly string[] },
  now: number,
): Promise<EarlierNotice[]> {
  const rows = z.array(Earlier).parse(
    await db.execute(sql`
      select n.series, n.operator, n.recipient, ${msOf(sql`n.at`)} as at_ms, case
        when n.bounced_at is not null or o.state = 'refused' then 'bounced'
        when o.state in ('failed', 'withdrawn') then 'lost' else 'told' end as fate
      from notices.operator_notices n left join notices.outbox o on o.id = n.id
      where n.mode = ${mode} and n.at > ${moment(now - HISTORY_MS)} and (
        n.operator in (select jsonb_array_elements_text(${JSON.stringify(operators)}::jsonb))
        or n.recipient in (select jsonb_array_elements_text(${JSON.stringify(recipients)}::jsonb)))
      order by n.at, n.id`),
  );
  return rows.map(({ at_ms: atMs, ...row }) => ({ ...row, atMs }));
}

const Count = z.array(z.object({ count: z.number() }));

/** Notices of all operators on the day (UTC) of a moment. */
export async function noticesOnDay(db: Queries, mode: NoticeMode, now: number): Promise<number> {
  const from = Math.floor(now / DAY_MS) * DAY_MS;
  const rows = await db.execute(sql`
    select count(*)::int as count from notices.operator_notices
    where mode = ${mode} and at >= ${moment(from)} and at < ${moment(from + DAY_MS)}`);
  return Count.parse(rows)[0]?.count ?? 0;
}

/** Those of some recipients, by their SHA-256, that asked for no notices. */
export async function stoppedRecipients(
  db: Queries,
  recipients: readonly string[],
): Promise<Set<string>> {
  const rows = await db.execute(sql`
    select recipient from notices.stops
    where recipient in (select jsonb_array_elements_text(${JSON.stringify(recipients)}::jsonb))`);
  return new Set(
    z
      .array(z.object({ recipient: z.string() }))
      .parse(rows)
      .map(({ recipient }) => recipient),
  );
}

/** Notes that an address wants no notices, for good. */
export async function addStop(
  db: Queries,
  recipient: string,
  isOneClick: boolean,
  now: number,
): Promise<void> {
  await db.execute(sql`
    insert into notices.stops (recipient, at, is_one_click)
    values (${recipient}, ${moment(now)}, ${isOneClick}) on conflict do nothing`);
}

/** Has one process at a time decide about notices, until its transaction ends. */
export async function lockNotices(db: Queries): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('notices.operator_notices'))`);
}

/** A notice as it was decided on. */
export type NewNotice = {
  incident: Incident;
  contact: Contact;
  stage: number;
  subject: string;
  body: string;
};

/**
 * Writes a notice down, and unless it is a dry one puts it into the outbox; in the transaction that
 * decided on it, so that there is both or neither.
 */
export async function addNotice(
  db: Queries,
  mode: NoticeMode,
  { incident, contact, stage, subject, body }: NewNotice,
  now: number,
): Promise<string> {
  const { id: about, series, operator } = incident;
  const { address, recipient, kind } = contact;
  const id =
    mode === "dry"
      ? randomBytes(16).toString("hex")
      : await addMessage(
          db,
          {
            ...{ channel: "mail", reason: "operator_notice", about, recipient: address },
            ...{ subject, body, keepTryingMs: NOTICE_LIMITS.keepTryingMs },
            links: {
              link: null,
              stop: {
                path: NOTICE_STOP_PATH,
                purpose: "notice_stop",
                subject: JSON.stringify({ recipient, operator }),
              },
            },
          },
          now,
        );
  await db.execute(sql`
    insert into notices.operator_notices (id, mode, incident, series, operator, stage, contact,
      recipient, at)
    values (${id}, ${mode}, ${about}, ${series}, ${operator}, ${stage}, ${kind}, ${recipient},
      ${moment(now)})`);
  return id;
}

/**
 * Takes back what has not left yet and should not any more: the fault is mended, or who was to get it
 * wants none. What a process works on just now goes out.
 */
export async function withdrawNotices(db: Queries, now: number): Promise<void> {
  await db.execute(sql`
    update notices.outbox o set state = 'withdrawn', ended_at = ${moment(now)}, body = null,
      links = null, answer = 'it is mended, or not wanted'
    from notices.operator_notices n join notices.incidents i on i.id = n.incident
    where o.id = n.id and o.state = 'waiting' and (i.mended_at is not null
      or n.recipient in (select recipient from notices.stops)
      or n.operator in (select value from notices.opt_outs where kind = 'domain'))`);
}

/** Notes that a notice came back; false where no such notice was sent. */
export async function noteBounce(db: Queries, id: string, now: number): Promise<boolean> {
  const rows = await db.execute(sql`
    update notices.operator_notices set bounced_at = coalesce(bounced_at, ${moment(now)})
    where id = ${id} and mode = 'live' returning id`);
  return rows.length === 1;
}

/** Forgets to whom notices went, by their SHA-256 too. */
export async function forgetNoticeRecipients(
  db: Queries,
  keepMs: number,
  now: number,
): Promise<void> {
  await db.execute(sql`
    update notices.operator_notices set recipient = null
    where recipient is not null and at < ${moment(now - keepMs)}`);
}
