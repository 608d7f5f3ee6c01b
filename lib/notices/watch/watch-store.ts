import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { CheckRefusalCode } from "@/lib/model/check-refusals";
import { DomainVerdict } from "@/lib/model/check-verdicts";
import { WatchConditionKind } from "@/lib/model/watch";
import { err, ok, type Result } from "@/lib/result";
import { moment, msOf } from "../moment-store";
import { newWebhookSecret } from "../webhook/sign-webhook";

type Queries = Pick<Db, "execute">;

const ms = z.number();
const Watch = z.object({
  id: z.string(),
  account: z.string(),
  domain: z.string(),
  proofCode: z.string(),
  provenMs: ms.nullable(),
  byMail: z.boolean(),
  webhook: z.string().nullable(),
  webhookSecret: z.string().nullable(),
  hasFeed: z.boolean(),
  check: z.string().nullable(),
  checkedMs: ms.nullable(),
  verdict: DomainVerdict.nullable(),
  protectedHosts: z.array(z.string()),
  refusal: CheckRefusalCode.nullable(),
});
/** One domain or host that somebody watches. Times are Unix time in milliseconds. */
export type Watch = z.infer<typeof Watch>;

const COLUMNS = sql`
  id, account, domain, proof_code as "proofCode", ${msOf(sql`proven_at`)} as "provenMs",
  by_mail as "byMail", webhook, webhook_secret as "webhookSecret", has_feed as "hasFeed", "check",
  ${msOf(sql`checked_at`)} as "checkedMs", verdict, protected_hosts as "protectedHosts", refusal`;

const watchesIn = (rows: unknown): Watch[] => z.array(Watch).parse(rows);

const WATCH_ID = /^[0-9a-f]{24}$/;

/** Watches that one account can have. */
export const MOST_WATCHES = 50;

/** All watches of an account, by name. */
export async function watchesOf(db: Queries, account: string): Promise<Watch[]> {
  return watchesIn(
    await db.execute(sql`
      select ${COLUMNS} from notices.watches where account = ${account}
      order by domain limit ${MOST_WATCHES}`),
  );
}

/** @param id as a form has it. @returns one watch of an account; null for another's. */
export async function watchOf(db: Queries, account: string, id: string): Promise<Watch | null> {
  if (!WATCH_ID.test(id)) return null;
  const rows = await db.execute(sql`
    select ${COLUMNS} from notices.watches where account = ${account} and id = ${id}`);
  return watchesIn(rows)[0] ?? null;
}

/** One watch, for whoever holds a link to it. */
export async function watchById(db: Queries, id: string): Promise<Watch | null> {
  return (
    watchesIn(await db.execute(sql`select ${COLUMNS} from notices.watches where id = ${id}`))[0] ??
    null
  );
}

/** Adds a watch; the one of that name that is there already stays. */
export async function addWatch(
  db: Queries,
  { account, domain }: { account: string; domain: string },
  now: number,
): Promise<Result<Watch, "too_many">> {
  const id = randomBytes(12).toString("hex");
  const code = randomBytes(16).toString("hex");
  await db.execute(sql`
    insert into notices.watches (id, account, domain, created_at, proof_code, next_at)
    select ${id}, ${account}, ${domain}, ${moment(now)}, ${code}, ${moment(now)}
    where (select count(*) from notices.watches where account = ${account}) < ${MOST_WATCHES}
    on conflict (account, domain) do nothing`);
  const [watch] = watchesIn(
    await db.execute(sql`
      select ${COLUMNS} from notices.watches where account = ${account} and domain = ${domain}`),
  );
  return watch === undefined ? err("too_many") : ok(watch);
}

/** Writes down that the name was shown to be theirs; the first check is due at once. */
export async function proveWatch(
  db: Queries,
  id: string,
  how: "dns" | "postmaster" | "account",
  now: number,
): Promise<boolean> {
  const rows = await db.execute(sql`
    update notices.watches set proven_at = ${moment(now)}, proven_how = ${how}, next_at = ${moment(now)}
    where id = ${id} and proven_at is null returning id`);
  return rows.length === 1;
}

/** Where news goes. A new webhook gets a new secret. */
export async function setChannels(
  db: Queries,
  watch: Pick<Watch, "id" | "webhook" | "webhookSecret">,
  { byMail, webhook }: { byMail: boolean; webhook: string | null },
): Promise<void> {
  const isSame = webhook === watch.webhook;
  const secret = webhook === null ? null : isSame ? watch.webhookSecret : newWebhookSecret();
  await db.execute(sql`
    update notices.watches set by_mail = ${byMail}, webhook = ${webhook}, webhook_secret = ${secret}
    where id = ${watch.id}`);
}

/** Whether the watch has a feed, whose address is a token of its own. */
export async function setFeed(db: Queries, id: string, hasFeed: boolean): Promise<void> {
  await db.execute(sql`update notices.watches set has_feed = ${hasFeed} where id = ${id}`);
}

/** Ends mail of a watch. */
export async function stopMail(db: Queries, id: string): Promise<boolean> {
  const rows = await db.execute(
    sql`update notices.watches set by_mail = false where id = ${id} returning id`,
  );
  return rows.length === 1;
}

/** Removes a watch with everything that was kept of it, and its secret links. */
export async function removeWatch(db: Db, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`delete from notices.watches where id = ${id}`);
    await tx.execute(sql`
      delete from notices.tokens where subject = ${id}
        and purpose in ('watch_proof', 'watch_stop', 'watch_feed')`);
    await tx.execute(sql`
      delete from notices.outbox where about = ${id} and state = 'waiting'`);
  });
}

const Event = z.object({ id: z.coerce.number(), atMs: ms, title: z.string(), text: z.string() });
/** Something that was told of a watch. */
export type WatchEvent = z.infer<typeof Event>;

/** What was told of a watch, newest first. */
export async function eventsOfWatch(db: Queries, id: string, limit: number): Promise<WatchEvent[]> {
  const rows = await db.execute(sql`
    select id, ${msOf(sql`at`)} as "atMs", title, text from notices.watch_events
    where watch = ${id} order by at desc, id desc limit ${limit}`);
  return z.array(Event).parse(rows);
}

const Condition = z.object({
  kind: WatchConditionKind,
  subject: z.string(),
  sentence: z.string(),
  since: ms,
  seen: z.number().int(),
  told: z.boolean(),
});

/** What is known to be wrong at a watched name. */
export async function conditionsOfWatch(db: Queries, id: string) {
  const rows = await db.execute(sql`
    select kind, subject, sentence, ${msOf(sql`since`)} as since, seen, told
    from notices.watch_conditions where watch = ${id} order by since, kind, subject limit 500`);
  return z.array(Condition).parse(rows);
}
