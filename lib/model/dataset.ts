import { z } from "zod";
import { DatePrecision, IsoDate } from "./calendar";
import type { Columns } from "./column";
import { FigureFlag } from "./flags";
import { ReleaseKind } from "./release";

/** Where a dataset's published figures come from; pages print it beside every figure. */
export interface DatasetSource {
  name: string;
  authors: string | null;
  url: string;
}

/**
 * A dataset, described once. Pages, charts, tables, JSON, CSV, OpenAPI and citations derive from it.
 * A null measure means "not measured", 0 a measured zero.
 */
export interface Dataset<D extends Columns = Columns, M extends Columns = Columns> {
  /** Stable id, kebab-case: the path in the API. */
  id: string;
  title: string;
  /** What one row counts, as words after a number. */
  unit: string;
  /** One sentence: what the figures say. */
  summary: string;
  /** Exactly what is counted. */
  definition: string;
  /** What shares are taken of, or null where there is none. */
  denominator: string | null;
  source: DatasetSource;
  /** Changes when the same name starts to count something else. */
  definitionVersion: string;
  /** What it means that a date, a row or a value is missing. */
  gap: string;
  /** Page where people see it. */
  page: string;
  /** A series has one row per date (and dimension); a table is read release by release. */
  shape: "series" | "table";
  dimensions: D;
  measures: M;
  /** The measure that a chart draws and a sentence quotes. */
  mainMeasure: string;
  /**
   * What one row says, to follow “In December 2023,”: columns stand in braces, counts and shares as
   * they are written for people, names of things in words.
   */
  sentence: string;
}

/** Checks nothing at run time; gives a definition its exact type. */
export const defineDataset = <const D extends Columns, const M extends Columns>(
  dataset: Dataset<D, M> & { mainMeasure: keyof M },
): Dataset<D, M> => dataset;

/** Columns that every dataset's rows have, before its own dimensions and measures. */
export const COMMON_COLUMNS = {
  release: z.string().meta({ description: "Id of the release that published the figure" }),
  revision: z
    .int()
    .positive()
    .meta({ description: "Revision of that release; a revision never changes" }),
  edition: z.string().meta({
    description:
      "Which of a release's tables this row is from; `main` unless a release prints several",
  }),
  asOf: IsoDate.nullable().meta({
    description: "Date of the figure; null when the source gives none",
  }),
  asOfPrecision: DatePrecision,
  asOfNotBefore: IsoDate.nullable().meta({
    description: "For an undated figure, the earliest date it can be of, where that is known",
  }),
  flags: z.array(FigureFlag).meta({
    description:
      "b break, p provisional, e approximate, u low reliability, l lower bound, i partial list",
  }),
  kind: ReleaseKind.meta({
    description:
      "Whose figure it is: published_report, quoted from its source, or survey_run, measured by this site's own survey; figures of both make two series, never one",
  }),
} as const;

type ValuesOf<C extends Columns> = { [K in keyof C]: z.output<C[K]["schema"]> };
type CommonRow = { [K in keyof typeof COMMON_COLUMNS]: z.output<(typeof COMMON_COLUMNS)[K]> };

/** One row of a dataset as pages and the API get it. */
export type RowOf<S> =
  S extends Dataset<infer D, infer M> ? CommonRow & ValuesOf<D> & ValuesOf<M> : never;

const schemas = (columns: Columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, { schema }]) => [name, schema]));

/** Schema of a dataset's dimensions alone, strict: the key of a row. */
export const dimensionsSchema = (dataset: Dataset) => z.strictObject(schemas(dataset.dimensions));
/** Schema of a dataset's measures alone, strict. */
export const measuresSchema = (dataset: Dataset) => z.strictObject(schemas(dataset.measures));

const makeRowSchema = (dataset: Dataset) =>
  z.object({ ...COMMON_COLUMNS, ...schemas(dataset.dimensions), ...schemas(dataset.measures) });
/** A schema compiles itself when it first parses, which takes longer than most answers do. */
const rowSchemas = new WeakMap<Dataset, ReturnType<typeof makeRowSchema>>();

/** Schema of one row of `dataset`: the common columns, then dimensions, then measures. */
export function rowSchema(dataset: Dataset): ReturnType<typeof makeRowSchema> {
  const made = rowSchemas.get(dataset) ?? makeRowSchema(dataset);
  rowSchemas.set(dataset, made);
  return made;
}

/** Names of a dataset's columns in the order in which tables, JSON and CSV give them. */
export const columnNames = (dataset: Dataset): string[] => [
  ...Object.keys(COMMON_COLUMNS),
  ...Object.keys(dataset.dimensions),
  ...Object.keys(dataset.measures),
];
