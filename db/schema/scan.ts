import {
  bigint,
  boolean,
  char,
  index,
  integer,
  pgEnum,
  pgSchema,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import { IMPORT_OUTCOMES, INPUT_KINDS } from "@/lib/model/survey-input";

/** What the survey works on. Names of candidates lie in files beside it (decision 0020). */
export const scan = pgSchema("scan");

export const inputKind = pgEnum("input_kind", INPUT_KINDS);
export const importOutcome = pgEnum("import_outcome", IMPORT_OUTCOMES);

const count = (name: string) => bigint(name, { mode: "number" });
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** One row an attempt to import a source; a row is never changed. */
export const imports = scan.table(
  "imports",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** The source's name, the same from day to day. */
    source: text().notNull(),
    kind: inputKind().notNull(),
    /** Path or address it was read from, without anything secret. */
    location: text().notNull(),
    outcome: importOutcome().notNull(),
    startedAt: moment("started_at").notNull(),
    finishedAt: moment("finished_at").notNull(),
    /** When the content was true: Last-Modified, or the file's own time. */
    dataAt: moment("data_at"),
    etag: text(),
    lastModified: text("last_modified"),
    /** Of the file as it came, compressed or not. */
    sizeBytes: count("size_bytes"),
    sha256: char({ length: 64 }),
    textBytes: count("text_bytes"),
    lines: count("lines"),
    /** Package, version and date of the list that names were reduced by. */
    publicSuffixList: text("public_suffix_list").notNull(),
    names: count("names"),
    /** Null where the source says nothing of DS. */
    withDs: count("with_ds"),
    repeated: count("repeated"),
    reduced: count("reduced"),
    suffixes: count("suffixes"),
    deeper: count("deeper"),
    unusual: count("unusual"),
    unlisted: count("unlisted"),
    dsWithoutNs: count("ds_without_ns"),
    outOfZone: count("out_of_zone"),
    zoneApex: text("zone_apex"),
    zoneSerial: count("zone_serial"),
    isClosedBySoa: boolean("is_closed_by_soa"),
    /** Its names, below the survey's folder. */
    namesFile: text("names_file"),
    faultCode: text("fault_code"),
    faultLine: count("fault_line"),
    faultField: text("fault_field"),
    faultDetail: text("fault_detail"),
  },
  (table) => [index("imports_source").on(table.source, table.id)],
);

/** The last good import of each source; a refused one leaves it where it is. */
export const currentImports = scan.table("current_imports", {
  source: text().primaryKey(),
  import: integer()
    .notNull()
    .references(() => imports.id),
  /** When the source was last seen to hold this very content. */
  checkedAt: moment("checked_at").notNull(),
});

/** How much of a TLD an import covers. */
export const importCoverage = scan.table(
  "import_coverage",
  {
    import: integer()
      .notNull()
      .references(() => imports.id),
    tld: text().notNull(),
    names: count("names").notNull(),
    /** Null where the source says nothing of DS. */
    withDs: count("with_ds"),
    /** The import is this TLD's own zone file, and so all of its delegations. */
    isZone: boolean("is_zone").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.import, table.tld] }),
    index("import_coverage_tld").on(table.tld),
  ],
);

/** One row a file of candidates that was built; the newest is in use. */
export const pools = scan.table("pools", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  builtAt: moment("built_at").notNull(),
  /** Below the survey's folder. */
  file: text().notNull(),
  sizeBytes: count("size_bytes").notNull(),
  /** Candidates with DS in a zone file, in one without DS, and in lists alone. */
  seen: count("seen").notNull(),
  notSeen: count("not_seen").notNull(),
  unknown: count("unknown").notNull(),
});

/** What a pool was built from. */
export const poolImports = scan.table(
  "pool_imports",
  {
    pool: integer()
      .notNull()
      .references(() => pools.id),
    import: integer()
      .notNull()
      .references(() => imports.id),
  },
  (table) => [primaryKey({ columns: [table.pool, table.import] })],
);
