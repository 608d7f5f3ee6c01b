import { sql } from "drizzle-orm";
import {
  boolean,
  char,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgSchema,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import { DATE_PRECISIONS } from "@/lib/model/calendar";
import { FIGURE_FLAGS } from "@/lib/model/flags";
import { RELEASE_KINDS } from "@/lib/model/release";
import type { ReleaseManifest } from "@/lib/model/release-manifest";

/** What readers see. Rows are inserted by publishing and never updated; the pointer alone moves. */
export const published = pgSchema("published");

export const releaseKind = pgEnum("release_kind", RELEASE_KINDS);
export const datePrecision = pgEnum("date_precision", DATE_PRECISIONS);
export const figureFlag = pgEnum("figure_flag", FIGURE_FLAGS);

/** One row a release and revision, with its provenance. */
export const releases = published.table(
  "releases",
  {
    id: text().notNull(),
    revision: integer().notNull(),
    kind: releaseKind().notNull(),
    title: text().notNull(),
    authors: text().array().notNull(),
    asOf: date("as_of"),
    asOfPrecision: datePrecision("as_of_precision").notNull(),
    asOfNotBefore: date("as_of_not_before"),
    month: char({ length: 7 }),
    monthInferred: boolean("month_inferred").notNull(),
    postedAt: date("posted_at"),
    sourceTitle: text("source_title").notNull(),
    sourceUrl: text("source_url"),
    altSourceUrl: text("alt_source_url"),
    derivedFrom: text("derived_from"),
    notes: text(),
    contentSha256: char("content_sha256", { length: 64 }).notNull(),
    publishedAt: timestamp("published_at", { withTimezone: true, mode: "string" })
      .notNull()
      .default(sql`now()`),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.revision] }),
    index("releases_as_of").on(table.asOf),
  ],
);

/** What a revision of our own survey's releases was made with, and how its gates judged it. */
export const manifests = published.table(
  "manifests",
  {
    release: text().notNull(),
    revision: integer().notNull(),
    manifest: jsonb().$type<ReleaseManifest>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.release, table.revision] }),
    foreignKey({
      columns: [table.release, table.revision],
      foreignColumns: [releases.id, releases.revision],
    }),
  ],
);

/** Which revision of each release readers see; moved in the transaction that publishes it. */
export const currentRevisions = published.table(
  "current_revisions",
  { release: text().primaryKey(), revision: integer().notNull() },
  (table) => [
    foreignKey({
      columns: [table.release, table.revision],
      foreignColumns: [releases.id, releases.revision],
    }),
  ],
);

/** One dataset's table within a release: date and caveats of its own. */
export const releaseTables = published.table(
  "tables",
  {
    release: text().notNull(),
    revision: integer().notNull(),
    dataset: text().notNull(),
    edition: text().notNull(),
    asOf: date("as_of"),
    asOfPrecision: datePrecision("as_of_precision").notNull(),
    complete: boolean(),
    other: doublePrecision(),
    sourceTitle: text("source_title"),
    caution: text(),
  },
  (table) => [
    primaryKey({ columns: [table.release, table.revision, table.dataset, table.edition] }),
    foreignKey({
      columns: [table.release, table.revision],
      foreignColumns: [releases.id, releases.revision],
    }),
    index("tables_dataset").on(table.dataset, table.asOf),
  ],
);

/** One row of a table; `as_of` is the figure's own date (row, else table, else release). */
export const figures = published.table(
  "figures",
  {
    release: text().notNull(),
    revision: integer().notNull(),
    dataset: text().notNull(),
    edition: text().notNull(),
    /** Place in the source's order, from 0. */
    position: integer().notNull(),
    asOf: date("as_of"),
    asOfPrecision: datePrecision("as_of_precision").notNull(),
    dimensions: jsonb().$type<Record<string, unknown>>().notNull(),
    measures: jsonb().$type<Record<string, unknown>>().notNull(),
    flags: figureFlag().array().notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.release, table.revision, table.dataset, table.edition, table.position],
    }),
    foreignKey({
      columns: [table.release, table.revision, table.dataset, table.edition],
      foreignColumns: [
        releaseTables.release,
        releaseTables.revision,
        releaseTables.dataset,
        releaseTables.edition,
      ],
    }),
    index("figures_dataset_as_of").on(table.dataset, table.asOf),
    index("figures_dimensions").using("gin", table.dimensions),
  ],
);
