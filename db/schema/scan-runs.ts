import {
  bigint,
  date,
  index,
  integer,
  jsonb,
  pgEnum,
  primaryKey,
  smallint,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import { BATCH_KINDS, BATCH_STATES, type BatchTally, RUN_STATES } from "@/lib/model/survey-scan";
import { pools, scan } from "./scan";
import { dnssecStatus } from "./scan-state";

/** How far the survey is: runs, the batches they consist of, and what became of each. */

export const runState = pgEnum("run_state", RUN_STATES);
export const batchKind = pgEnum("batch_kind", BATCH_KINDS);
export const batchState = pgEnum("batch_state", BATCH_STATES);

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** One row a pass over all candidates. */
export const runs = scan.table("runs", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  day: date().notNull(),
  pool: integer()
    .notNull()
    .references(() => pools.id),
  state: runState().notNull(),
  methodVersion: text("method_version").notNull(),
  startedAt: moment("started_at").notNull(),
  finishedAt: moment("finished_at"),
  /** The hash from which candidates are still to be put into batches; null once all are. */
  nextHash: bigint("next_hash", { mode: "number" }),
  nextBatch: integer("next_batch").notNull(),
});

/** One row a part of a run that is leased as a whole. */
export const batches = scan.table(
  "batches",
  {
    run: integer()
      .notNull()
      .references(() => runs.id),
    number: integer().notNull(),
    kind: batchKind().notNull(),
    state: batchState().notNull(),
    /** Rises with each lease: what an earlier holder brings is refused. */
    fence: integer().notNull(),
    holder: text(),
    leasedUntil: moment("leased_until"),
    queuedAt: moment("queued_at").notNull(),
    doneAt: moment("done_at"),
    /** The range of hashes it stands for, both included; null where it is names alone. */
    fromHash: bigint("from_hash", { mode: "number" }),
    toHash: bigint("to_hash", { mode: "number" }),
    size: integer().notNull(),
    /** A line each: name, hash, DS state, attempt; null once done. */
    names: text(),
  },
  (table) => [
    primaryKey({ columns: [table.run, table.number] }),
    index("batches_open").on(table.state, table.leasedUntil),
  ],
);

/** One row a batch that was done: what came of its names. */
export const coverage = scan.table(
  "coverage",
  {
    run: integer().notNull(),
    batch: integer().notNull(),
    at: moment("at").notNull(),
    holder: text().notNull(),
    durationMs: integer("duration_ms").notNull(),
    size: integer().notNull(),
    tally: jsonb().$type<BatchTally>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.batch] })],
);

/** Domains that failed for now, until they are asked again. */
export const retries = scan.table(
  "retries",
  {
    run: integer().notNull(),
    hash: bigint({ mode: "number" }).notNull(),
    name: text().notNull(),
    ds: text().notNull(),
    /** The attempt that is due, from 1. */
    attempt: smallint().notNull(),
    dueAt: moment("due_at").notNull(),
    operator: text(),
  },
  (table) => [
    primaryKey({ columns: [table.run, table.name] }),
    index("retries_due").on(table.run, table.dueAt),
  ],
);

/** Where the resolver's AD bit and our validator said different things. */
export const disagreements = scan.table(
  "disagreements",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    run: integer().notNull(),
    batch: integer().notNull(),
    at: moment("at").notNull(),
    domain: text().notNull(),
    /** `mx.example.nl. TLSA`. */
    question: text().notNull(),
    /** By the AD bit; null where the resolver answered with an error. */
    quick: dnssecStatus(),
    validated: dnssecStatus().notNull(),
    reason: text(),
  },
  (table) => [index("disagreements_run").on(table.run)],
);
