import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { MailReason, OutboxChannel, OutboxState } from "@/lib/model/outbox";
import type { TokenPurpose, WatchConditionKind } from "@/lib/model/watch";
import { optOutKind } from "./checks";

/** Mail to those who run mail, the watches they keep, and their wish to get none. */
export const notices = pgSchema("notices");

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** Whoever does not want unasked mail: a domain with all below it, or an address range. */
export const noticeOptOuts = notices.table(
  "opt_outs",
  {
    kind: optOutKind().notNull(),
    value: text().notNull(),
    /** How it was shown; never published. */
    note: text(),
    createdAt: moment("created_at").notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.kind, table.value] })],
);

/** Every message that leaves: why, how far it is, and what became of it. */
export const outbox = notices.table(
  "outbox",
  {
    id: text().primaryKey(),
    channel: text().$type<OutboxChannel>().notNull(),
    reason: text().$type<MailReason>().notNull(),
    /** What it is about: a watch, a domain. */
    about: text().notNull(),
    /** A mail address or a URL; null once it is forgotten. */
    recipient: text(),
    subject: text().notNull(),
    /** Null once it is sent or given up. */
    body: text(),
    /** JSON: the links to mint for it when it is sent. They never rest in this table. */
    links: text(),
    /** Signs a webhook's body. */
    secret: text(),
    state: text().$type<OutboxState>().notNull(),
    attempts: integer().notNull().default(0),
    createdAt: moment("created_at").notNull(),
    /** Not before, and not after. */
    nextAt: moment("next_at").notNull(),
    giveUpAt: moment("give_up_at").notNull(),
    holder: text(),
    leaseUntil: moment("lease_until"),
    endedAt: moment("ended_at"),
    /** What the relay or the webhook last said, printable. */
    answer: text(),
  },
  (table) => [
    index("outbox_waiting").on(table.nextAt, table.id).where(sql`state = 'waiting'`),
    index("outbox_held").on(table.leaseUntil).where(sql`state in ('claimed', 'handed_over')`),
    index("outbox_ended").on(table.endedAt),
  ],
);

/** Secret links by their SHA-256: what each may do, and until when. */
export const tokens = notices.table(
  "tokens",
  {
    hash: text().primaryKey(),
    purpose: text().$type<TokenPurpose>().notNull(),
    subject: text().notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [
    index("tokens_of").on(table.purpose, table.subject),
    index("tokens_expired").on(table.expiresAt),
  ],
);

/** Whoever keeps watches: a mail address that was shown to be theirs. */
export const accounts = notices.table("accounts", {
  id: text().primaryKey(),
  mail: text().notNull().unique(),
  seenAt: moment("seen_at").notNull(),
});

/** One domain or host that somebody watches. */
export const watches = notices.table(
  "watches",
  {
    id: text().primaryKey(),
    account: text()
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** A-labels, lower case, no final dot. */
    domain: text().notNull(),
    createdAt: moment("created_at").notNull(),
    /** What the TXT record has to hold. */
    proofCode: text("proof_code").notNull(),
    provenAt: moment("proven_at"),
    /** `dns`, `postmaster` or `account`: how control was shown. */
    provenHow: text("proven_how"),
    byMail: boolean("by_mail").notNull().default(true),
    webhook: text(),
    webhookSecret: text("webhook_secret"),
    hasFeed: boolean("has_feed").notNull().default(false),
    /** When it is looked at next, and the check that was asked for. */
    nextAt: moment("next_at").notNull(),
    check: text("check"),
    checkedAt: moment("checked_at"),
    verdict: text(),
    /** Hosts that had working DANE, so that its loss can be told. */
    protectedHosts: text("protected_hosts").array().notNull().default(sql`'{}'`),
    /** Why the last check was refused; null where it was not. */
    refusal: text(),
  },
  (table) => [
    uniqueIndex("watches_of").on(table.account, table.domain),
    index("watches_due").on(table.nextAt).where(sql`proven_at is not null`),
  ],
);

/** What is wrong, or will be, at one watched domain. */
export const watchConditions = notices.table(
  "watch_conditions",
  {
    watch: text()
      .notNull()
      .references(() => watches.id, { onDelete: "cascade" }),
    kind: text().$type<WatchConditionKind>().notNull(),
    /** The host or zone that it is about. */
    subject: text().notNull(),
    sentence: text().notNull(),
    since: moment("since").notNull(),
    seen: integer().notNull(),
    told: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.watch, table.kind, table.subject] })],
);

/** What was told of a watch, for its page and its feed. */
export const watchEvents = notices.table(
  "watch_events",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    watch: text()
      .notNull()
      .references(() => watches.id, { onDelete: "cascade" }),
    at: moment("at").notNull(),
    title: text().notNull(),
    text: text().notNull(),
  },
  (table) => [index("watch_events_of").on(table.watch, table.at)],
);
