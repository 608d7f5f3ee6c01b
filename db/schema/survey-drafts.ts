import {
  boolean,
  date,
  doublePrecision,
  foreignKey,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import type { Figure, ReleaseDraft } from "@/lib/model/release";
import type { DraftCounts, DraftInputs } from "@/lib/model/survey-draft";
import { datePrecision } from "./published";
import { runs } from "./scan-runs";

/** What aggregating makes and publishing takes: releases that are computed, and not checked yet. */
export const tally = pgSchema("tally");

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** One row a run that was aggregated; repeating it replaces the row. */
export const drafts = tally.table("drafts", {
  run: integer()
    .primaryKey()
    .references(() => runs.id),
  methodVersion: text("method_version").notNull(),
  computedAt: moment("computed_at").notNull(),
  release: jsonb().$type<ReleaseDraft["release"]>().notNull(),
  counts: jsonb().$type<DraftCounts>().notNull(),
  inputs: jsonb().$type<DraftInputs>().notNull(),
  /** Set by publishing, in its own transaction: later runs count their changes from here. */
  publishedAt: moment("published_at"),
});

/** One row a dataset within a draft. */
export const draftTables = tally.table(
  "draft_tables",
  {
    run: integer().notNull(),
    /** Place within the draft, from 0. */
    position: integer().notNull(),
    dataset: text().notNull(),
    edition: text().notNull(),
    asOf: date("as_of"),
    asOfPrecision: datePrecision("as_of_precision").notNull(),
    complete: boolean(),
    other: doublePrecision(),
    sourceTitle: text("source_title"),
    caution: text(),
    rows: jsonb().$type<Figure[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.run, table.position] }),
    foreignKey({ columns: [table.run], foreignColumns: [drafts.run] }).onDelete("cascade"),
  ],
);
