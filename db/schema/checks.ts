import { sql } from "drizzle-orm";
import {
  index,
  integer,
  pgEnum,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { CHECK_FAILURE_CODES, CHECK_STATES } from "@/lib/model/live-check";
import { OPT_OUT_KINDS } from "@/lib/model/opt-out";

/** Checks that visitors ask for: the queue, results until they are purged, and the limits. */
export const checks = pgSchema("checks");

export const checkState = pgEnum("check_state", CHECK_STATES);
export const checkFailure = pgEnum("check_failure", CHECK_FAILURE_CODES);
export const optOutKind = pgEnum("opt_out_kind", OPT_OUT_KINDS);

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** One row a check. Who asked for it is not kept. */
export const liveChecks = checks.table(
  "checks",
  {
    id: text().primaryKey(),
    /** A-labels, lower case, no final dot. */
    domain: text().notNull(),
    state: checkState().notNull().default("queued"),
    queuedAt: moment("queued_at").notNull().default(sql`now()`),
    startedAt: moment("started_at"),
    finishedAt: moment("finished_at"),
    /** The process that runs it, and until when it is believed to be alive. */
    holder: text(),
    leaseUntil: moment("lease_until"),
    /** How often it was begun. */
    attempts: integer().notNull().default(0),
    failure: checkFailure(),
    verdict: text(),
    /** JSON as it was made. Text, since strangers' words in it could be refused by `jsonb`. */
    report: text(),
    /** The check that `changes` (JSON) compares with; that one may be purged before. */
    previous: text(),
    changes: text(),
  },
  (table) => [
    // Identical checks in flight are one.
    uniqueIndex("checks_in_flight").on(table.domain).where(sql`state in ('queued', 'running')`),
    index("checks_queue").on(table.queuedAt, table.id).where(sql`state = 'queued'`),
    index("checks_running").on(table.leaseUntil).where(sql`state = 'running'`),
    index("checks_latest").on(table.domain, table.finishedAt),
    index("checks_finished").on(table.finishedAt),
  ],
);

/** What a check told while it ran; kept for a few minutes, for streams that are resumed. */
export const checkEvents = checks.table(
  "events",
  {
    check: text()
      .notNull()
      .references(() => liveChecks.id, { onDelete: "cascade" }),
    sequence: integer().notNull(),
    progress: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.check, table.sequence] })],
);

/** Rate limits shared by all processes: a key is used up until that moment, and then forgotten. */
export const limits = checks.table("limits", {
  key: text().primaryKey(),
  usedUntil: moment("used_until").notNull(),
});

/** Whoever does not want to be checked: a domain with all below it, or an address range. */
export const optOuts = checks.table(
  "opt_outs",
  {
    kind: optOutKind().notNull(),
    value: text().notNull(),
    /** Who asked for it, and why; never shown. */
    note: text(),
    createdAt: moment("created_at").notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.kind, table.value] })],
);
