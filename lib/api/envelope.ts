import { z } from "zod";
import { DatePrecision, IsoDate } from "@/lib/model/calendar";
import { EVENT_KINDS } from "@/lib/model/events";
import { FigureFlag } from "@/lib/model/flags";
import { RELEASE_KINDS } from "@/lib/model/release";
import { INTERVALS } from "./parameters";

/** Something an answer has to tell beside its rows. */
export const Message = z
  .object({
    level: z
      .enum(["info", "warning"])
      .meta({ description: "warning: the answer may not be what was meant" }),
    text: z.string(),
  })
  .meta({ id: "Message" });
export type Message = z.infer<typeof Message>;

/** One published table that rows of the answer come from, with its provenance. */
export const TableNote = z
  .object({
    release: z.string(),
    revision: z.int(),
    edition: z.string(),
    kind: z.enum(RELEASE_KINDS),
    releaseTitle: z.string(),
    asOf: IsoDate.nullable(),
    asOfPrecision: DatePrecision,
    asOfNotBefore: IsoDate.nullable(),
    monthInferred: z
      .boolean()
      .meta({ description: "The month reported on is implied, not stated" }),
    postedAt: IsoDate.nullable(),
    complete: z.boolean().nullable().meta({
      description: "Whether the source's list is whole; null where the question does not arise",
    }),
    other: z
      .number()
      .nullable()
      .meta({ description: "What the source's own list leaves over, under the main measure" }),
    caution: z.string().nullable().meta({ description: "The table's footnote" }),
    sourceTitle: z
      .string()
      .nullable()
      .meta({ description: "What the source calls this table, where it differs" }),
    sourceUrl: z.string().nullable(),
    derivedFrom: z.string().nullable().meta({
      description: "The later report in which these figures stand as last month's",
    }),
  })
  .meta({ id: "TableNote", description: "A published table and where it comes from" });
export type TableNote = z.infer<typeof TableNote>;

const Event = z
  .object({
    kind: z.enum(EVENT_KINDS),
    date: IsoDate.nullable(),
    when: z.string(),
    title: z.string(),
    detail: z.string(),
    dimensions: z.record(z.string(), z.string()),
    sourceUrl: z.string(),
  })
  .meta({ id: "SeriesEvent", description: "A stated cause, break or change of coverage" });

export const DATASET_STATUSES = ["supported", "upcoming", "deprecated"] as const;

/** Who published the figures. */
export const Source = z
  .object({ name: z.string(), authors: z.string().nullable(), url: z.string() })
  .meta({ id: "Source", description: "Who published the figures" });

/** What stands beside every dataset's rows. */
export const DatasetMeta = z
  .object({
    dataset: z.string().meta({ description: "Id of the dataset" }),
    title: z.string().meta({ description: "Its name for people" }),
    definition: z.string().meta({ description: "Exactly what is counted" }),
    definitionVersion: z.string().meta({
      description: "Changes when the same name starts to count something else",
    }),
    schemaVersion: z.string().meta({ description: "Version of the answer's shape, semver" }),
    status: z.enum(DATASET_STATUSES).meta({
      description: "supported: has figures; upcoming: defined, nothing published yet",
    }),
    dateRange: z.array(z.object({ start: IsoDate, end: IsoDate })).meta({
      description: "The inclusive days that were asked for, resolved; empty when nothing is dated",
    }),
    aggInterval: z
      .enum(INTERVALS)
      .nullable()
      .meta({ description: "The interval asked for; null: as published" }),
    aggregation: z
      .literal("last")
      .nullable()
      .meta({ description: "How an interval is made: its last published table" }),
    unit: z.string().meta({ description: "What one row counts" }),
    denominator: z
      .string()
      .nullable()
      .meta({ description: "What shares are taken of; null where there is none" }),
    coverage: z
      .object({
        statement: z.string(),
        firstDate: IsoDate.nullable(),
        lastDate: IsoDate.nullable(),
        rows: z
          .int()
          .meta({ description: "All rows of the dataset (or of the release asked for)" }),
        undatedRows: z.int(),
        releases: z.int(),
      })
      .meta({ description: "How far the dataset reaches, all releases together" }),
    quality: z
      .object({
        flags: z
          .array(z.object({ flag: FigureFlag, word: z.string(), meaning: z.string() }))
          .meta({ description: "Flags that occur in this answer" }),
        events: z
          .array(Event)
          .meta({ description: "What sources state about how the series moves" }),
      })
      .meta({ description: "What to know before trusting a row" }),
    gap: z.string().meta({ description: "What it means that a date, row or value is missing" }),
    tables: z.array(TableNote).meta({ description: "Tables that this answer's rows come from" }),
    rows: z.int().meta({ description: "Rows in this answer" }),
    totalRows: z.int().meta({ description: "Rows that match, on all pages" }),
    source: Source,
    lastUpdated: z.iso.datetime().nullable().meta({
      description: "When this site last published figures of the dataset; figures have asOf",
    }),
    nextUpdate: z.iso
      .datetime()
      .nullable()
      .meta({ description: "null: published history, no update is promised" }),
    citation: z.string().meta({ description: "How to cite this answer" }),
    license: z.string().nullable().meta({ description: "SPDX id; null: none is claimed" }),
    licenseStatement: z.string().meta({ description: "The same in a sentence" }),
    messages: z.array(Message).meta({
      description: "What the rows cannot say: what was left out, and why nothing matched",
    }),
  })
  .meta({ id: "DatasetMeta" });
export type DatasetMeta = z.infer<typeof DatasetMeta>;

const link = (description: string) => z.string().meta({ description });

/** Where to go from a dataset's answer; absolute URLs. */
export const DatasetLinks = z
  .object({
    self: link("This answer"),
    next: z.string().nullable().meta({ description: "The next rows; null on the last page" }),
    meta: link("Definition, columns, parameters and values of the dataset"),
    json: link("This question's answer as JSON"),
    csv: link("This question's answer as CSV"),
    page: link("The page for people"),
    openapi: link("The OpenAPI document"),
  })
  .meta({ id: "DatasetLinks" });
export type DatasetLinks = z.infer<typeof DatasetLinks>;

/** What stands beside answers that are not a dataset's rows. */
export const PlainMeta = z
  .object({
    schemaVersion: z.string(),
    lastUpdated: z.iso.datetime().nullable(),
    license: z.string().nullable(),
    licenseStatement: z.string(),
    messages: z.array(Message),
  })
  .meta({ id: "PlainMeta" });
export type PlainMeta = z.infer<typeof PlainMeta>;

/** Links of such answers. */
export const PlainLinks = z
  .object({ self: z.string(), next: z.string().nullable(), openapi: z.string() })
  .meta({ id: "PlainLinks" });
export type PlainLinks = z.infer<typeof PlainLinks>;
