import { createHash, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { TOKEN, type TokenPurpose } from "@/lib/model/watch";
import { moment } from "./moment-store";

type Queries = Pick<Db, "execute">;

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
const Rows = z.array(z.object({ subject: z.string() }));

/**
 * Makes a secret of 256 random bits that may do one thing. The table has its SHA-256 only: whoever
 * reads the database can use none.
 */
export async function mintToken(
  db: Queries,
  { purpose, subject, lifetimeMs }: { purpose: TokenPurpose; subject: string; lifetimeMs: number },
  now: number,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await db.execute(sql`
    insert into notices.tokens (hash, purpose, subject, expires_at)
    values (${hashOf(token)}, ${purpose}, ${subject}, ${moment(now + lifetimeMs)})`);
  return token;
}

/** What a token is about, while it is valid; null where it is not. Using it changes nothing. */
export async function tokenSubject(
  db: Queries,
  purpose: TokenPurpose,
  token: string,
  now: number,
): Promise<string | null> {
  if (!TOKEN.test(token)) return null;
  const rows = await db.execute(sql`
    select subject from notices.tokens where hash = ${hashOf(token)}
      and purpose = ${purpose} and expires_at > ${moment(now)}`);
  return Rows.parse(rows)[0]?.subject ?? null;
}

/** The same, and the token is used up: of any number of attempts one gets an answer. */
export async function spendToken(
  db: Queries,
  purpose: TokenPurpose,
  token: string,
  now: number,
): Promise<string | null> {
  if (!TOKEN.test(token)) return null;
  const rows = await db.execute(sql`
    delete from notices.tokens where hash = ${hashOf(token)} and purpose = ${purpose}
    returning case when expires_at > ${moment(now)} then subject end as subject`);
  return z.array(z.object({ subject: z.string().nullable() })).parse(rows)[0]?.subject ?? null;
}

/** Ends all tokens of a purpose and subject. */
export async function revokeTokens(
  db: Queries,
  purpose: TokenPurpose,
  subject: string,
): Promise<void> {
  await db.execute(
    sql`delete from notices.tokens where purpose = ${purpose} and subject = ${subject}`,
  );
}
