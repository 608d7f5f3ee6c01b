import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { type MailReason, MailReason as MailReasons, OutboxChannel } from "@/lib/model/outbox";
import { TokenPurpose } from "@/lib/model/watch";
import { moment, msOf } from "./moment-store";

type Queries = Pick<Db, "execute">;

/**
 * Secret links that a message holds. Their tokens are made when it is sent, so that no secret waits
 * in the table: the body has `{link}` and `{stop}` where the addresses belong.
 */
const Links = z.object({
  link: z
    .object({
      path: z.string(),
      purpose: TokenPurpose,
      subject: z.string(),
      lifetimeMs: z.number(),
    })
    .nullable(),
  stop: z
    .object({
      path: z.string(),
      subject: z.string(),
      /** `watch_stop` unless told. */
      purpose: TokenPurpose.optional(),
    })
    .nullable(),
});
export type OutboxLinks = z.infer<typeof Links>;

/** A message to be sent. */
export type NewMessage = {
  channel: OutboxChannel;
  reason: MailReason;
  about: string;
  recipient: string;
  subject: string;
  body: string;
  links?: OutboxLinks;
  secret?: string;
  /** A message that could not be sent for so long is given up, in milliseconds. */
  keepTryingMs: number;
};

/** A message that this process works on. */
const Claimed = z.object({
  id: z.string(),
  channel: OutboxChannel,
  reason: MailReasons,
  recipient: z.string(),
  subject: z.string(),
  body: z.string(),
  links: z.string().nullable(),
  secret: z.string().nullable(),
  attempts: z.number().int(),
  created_ms: z.number(),
  give_up_ms: z.number(),
});

export type ClaimedMessage = Omit<
  z.infer<typeof Claimed>,
  "links" | "created_ms" | "give_up_ms"
> & {
  links: OutboxLinks | null;
  createdMs: number;
  giveUpMs: number;
  holder: string;
};

/** Puts a message into the outbox, in the transaction of whatever it tells of. */
export async function addMessage(db: Queries, message: NewMessage, now: number): Promise<string> {
  const id = randomBytes(16).toString("hex");
  const { channel, reason, about, recipient, subject, body, keepTryingMs } = message;
  await db.execute(sql`
    insert into notices.outbox (id, channel, reason, about, recipient, subject, body, links, secret,
      state, created_at, next_at, give_up_at)
    values (${id}, ${channel}, ${reason}, ${about}, ${recipient}, ${subject}, ${body},
      ${message.links === undefined ? null : JSON.stringify(message.links)},
      ${message.secret ?? null}, 'waiting', ${moment(now)}, ${moment(now)},
      ${moment(now + keepTryingMs)})`);
  return id;
}

/** Takes the message that is due longest; null where none is. No other process gets it meanwhile. */
export async function claimMessage(
  db: Queries,
  holder: string,
  leaseMs: number,
  now: number,
): Promise<ClaimedMessage | null> {
  const rows = z.array(Claimed).parse(
    await db.execute(sql`
      update notices.outbox set state = 'claimed', holder = ${holder}, attempts = attempts + 1,
        lease_until = ${moment(now + leaseMs)}
      where id = (select id from notices.outbox where state = 'waiting' and next_at <= ${moment(now)}
                  order by next_at, id limit 1 for update skip locked)
      returning id, channel, reason, recipient, subject, body, links, secret, attempts,
        ${msOf(sql`created_at`)} as created_ms, ${msOf(sql`give_up_at`)} as give_up_ms`),
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { created_ms: createdMs, give_up_ms: giveUpMs, links, ...claimed } = row;
  const parsed = links === null ? null : Links.parse(JSON.parse(links));
  return { ...claimed, links: parsed, createdMs, giveUpMs, holder };
}

type Held = Pick<ClaimedMessage, "id" | "holder">;

/** Writes down that the last octet goes out now; false where the message is no longer this process's. */
export async function handOver(db: Queries, { id, holder }: Held, now: number): Promise<boolean> {
  const rows = await db.execute(sql`
    update notices.outbox set state = 'handed_over'
    where id = ${id} and holder = ${holder} and state = 'claimed' and lease_until > ${moment(now)}
    returning id`);
  return rows.length === 1;
}

/** Writes down what became of it. Its text is forgotten then. */
export async function endMessage(
  db: Queries,
  { id, holder }: Held,
  state: "sent" | "refused" | "failed" | "unsure",
  answer: string,
  now: number,
): Promise<void> {
  await db.execute(sql`
    update notices.outbox set state = ${state}, answer = ${answer}, ended_at = ${moment(now)},
      body = null, links = null, secret = null, holder = null, lease_until = null
    where id = ${id} and holder = ${holder}`);
}

/** Lets it wait for another attempt. */
export async function postponeMessage(
  db: Queries,
  { id, holder }: Held,
  answer: string,
  nextMs: number,
): Promise<void> {
  await db.execute(sql`
    update notices.outbox set state = 'waiting', answer = ${answer}, next_at = ${moment(nextMs)},
      holder = null, lease_until = null
    where id = ${id} and holder = ${holder}`);
}

/**
 * Sees to messages whose process was lost. What the relay had not wholly goes out again; what it may
 * have does not (a webhook's receiver knows a second copy by its id, and gets one).
 */
export async function recoverMessages(db: Queries, now: number): Promise<void> {
  await db.execute(sql`
    update notices.outbox set state = 'waiting', holder = null, lease_until = null
    where state = 'claimed' and lease_until < ${moment(now)}`);
  await db.execute(sql`
    update notices.outbox set state = 'unsure', ended_at = ${moment(now)}, body = null,
      links = null, secret = null, holder = null, lease_until = null,
      answer = 'the process ended while the relay had the whole message'
    where state = 'handed_over' and lease_until < ${moment(now)}`);
}

/** Forgets to whom messages went; that they went, why, and what became of them stays. */
export async function forgetRecipients(db: Queries, keepMs: number, now: number): Promise<void> {
  await db.execute(sql`
    update notices.outbox set recipient = null, about = '', subject = '', answer = null
    where ended_at < ${moment(now - keepMs)} and recipient is not null`);
}
