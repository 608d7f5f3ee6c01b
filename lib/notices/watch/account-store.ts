import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { moment } from "../moment-store";

type Queries = Pick<Db, "execute">;

const Account = z.object({ id: z.string(), mail: z.string() });
/** Whoever keeps watches. */
export type Account = z.infer<typeof Account>;

/** The account of a mail address that was just shown to be somebody's; made where there is none. */
export async function enterAccount(db: Queries, mail: string, now: number): Promise<Account> {
  const id = randomBytes(12).toString("hex");
  const rows = await db.execute(sql`
    insert into notices.accounts (id, mail, seen_at) values (${id}, ${mail}, ${moment(now)})
    on conflict (mail) do update set seen_at = excluded.seen_at returning id, mail`);
  const [account] = z.array(Account).parse(rows);
  if (account === undefined) throw new Error("an account was neither made nor found");
  return account;
}

/** The account of an id; null once it is gone. */
export async function accountById(db: Queries, id: string): Promise<Account | null> {
  const rows = await db.execute(sql`select id, mail from notices.accounts where id = ${id}`);
  return z.array(Account).parse(rows)[0] ?? null;
}

/** How long things are kept that nobody uses, in milliseconds. */
export type Retention = { unproven: number; emptyAccount: number; events: number };

/** Forgets links that are over, watches that nobody showed to be theirs, and accounts without any. */
export async function forgetUnusedAccounts(
  db: Queries,
  keep: Retention,
  now: number,
): Promise<void> {
  await db.execute(sql`delete from notices.tokens where expires_at < ${moment(now)}`);
  await db.execute(sql`
    delete from notices.watches where proven_at is null and created_at < ${moment(now - keep.unproven)}`);
  await db.execute(sql`
    delete from notices.watch_events where at < ${moment(now - keep.events)}`);
  await db.execute(sql`
    delete from notices.accounts a where seen_at < ${moment(now - keep.emptyAccount)}
      and not exists (select 1 from notices.watches w where w.account = a.id)`);
}
