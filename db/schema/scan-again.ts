import { sql } from "drizzle-orm";
import { bigint, index, integer, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { scan } from "./scan";
import { hosts, hostVerdict } from "./scan-state";

/** What is looked at again beside the daily pass: changed delegations, and hosts with a DANE problem. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** Domains whose NS or DS records a zone file shows changed, until a run has taken them up. */
export const rescans = scan.table(
  "rescans",
  {
    name: text().primaryKey(),
    hash: bigint({ mode: "number" }).notNull(),
    ds: text().notNull(),
    import: integer().notNull(),
    noticedAt: moment("noticed_at").notNull(),
  },
  (table) => [index("rescans_noticed").on(table.noticedAt)],
);

/**
 * One row a DANE problem of a host, from the first look that showed it to the one that showed it mended.
 * A problem is confirmed by how many looks showed it (`failures`) and over how long (`since` to
 * `last_failed_at`); what could not be told counts for neither.
 */
export const hostProblems = scan.table(
  "host_problems",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    host: integer()
      .notNull()
      .references(() => hosts.id),
    /** As the last look that showed a problem saw it. */
    verdict: hostVerdict().notNull(),
    since: moment("since").notNull(),
    failures: integer().notNull(),
    lastFailedAt: moment("last_failed_at").notNull(),
    /** The last look, whatever it came to. */
    lookedAt: moment("looked_at").notNull(),
    /** When it is looked at beside the daily pass; null where that is enough. */
    nextLookAt: moment("next_look_at"),
    /** Null while it lasts. */
    mendedAt: moment("mended_at"),
    /** What the host was seen as then. */
    mendedAs: hostVerdict("mended_as"),
    holder: text(),
    heldUntil: moment("held_until"),
  },
  (table) => [
    uniqueIndex("host_problems_open").on(table.host).where(sql`mended_at is null`),
    index("host_problems_due").on(table.nextLookAt).where(sql`next_look_at is not null`),
    index("host_problems_host").on(table.host),
  ],
);
