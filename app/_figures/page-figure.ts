import type { z } from "zod";
import type { FigureChart } from "@/components/charts/figure-chart";
import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import type { Column, ColumnKind, Columns } from "@/lib/model/column";
import { COMMON_COLUMNS, type Dataset, type DatasetSource } from "@/lib/model/dataset";
import type { FigureFlag } from "@/lib/model/flags";
import { isLabRelease, type ReleaseKind } from "@/lib/model/release";
import { LAB_DATA, OWN_SURVEY, sourceOfKind } from "@/lib/model/sources";

/** A column of a figure's rows: the names in JSON, in snake_case in CSV. */
export interface FigureColumn extends Pick<Column, "title" | "unit" | "description"> {
  name: string;
  kind: ColumnKind | "list";
}

/** One row of a figure; every figure's rows say of when they are and what to mind. */
export interface FigureRow extends Readonly<Record<string, unknown>> {
  release: string;
  revision: number;
  edition: string;
  asOf: IsoDate | null;
  asOfPrecision: DatePrecision;
  asOfNotBefore: IsoDate | null;
  flags: readonly FigureFlag[];
  kind?: ReleaseKind;
}

/** One chart or table of a page in its present state: what the page draws and its files hold. */
export interface PageFigure {
  /** Its anchor on the page, and the parameter `figure` of the page's files. */
  id: string;
  dataset: Dataset;
  /** The finding or subject, a sentence. */
  title: string;
  subtitle: string;
  /** Date of what is shown: of the newest point of a series. */
  asOf: IsoDate | null;
  asOfPrecision: DatePrecision;
  asOfNotBefore: IsoDate | null;
  source: { name: string; url: string | null };
  caveats: readonly string[];
  /** What was corrected of what it is made of; a page that says its caveats elsewhere still shows these. */
  corrections: readonly string[];
  columns: readonly FigureColumn[];
  /** Which of the columns say what a row is of, and which say how much. */
  dimensions: readonly string[];
  measures: readonly string[];
  rows: readonly FigureRow[];
  /** The parameters that give the same rows from the API; null where no one question does. */
  query: string | null;
  chart: FigureChart | null;
  /** The revisions that it is made of, where they are not those of its rows. */
  inputs?: readonly { release: string; revision: number }[];
  /** The sentence to print, of a figure whose rows the dataset's own sentence does not put in words. */
  said?: string;
}

const commonColumns: readonly FigureColumn[] = Object.entries(COMMON_COLUMNS).map(
  ([name, schema]) => ({
    name,
    title: name,
    kind: name === "flags" ? "list" : name === "revision" ? "number" : "text",
    unit: null,
    description: (schema as z.ZodType).meta()?.description ?? "",
  }),
);

const ownColumns = (columns: Columns): FigureColumn[] =>
  Object.entries(columns).map(([name, { title, kind, unit, description }]) => ({
    ...{ name, title, kind, unit, description },
  }));

type Words = Pick<PageFigure, "title" | "subtitle"> &
  Partial<Pick<PageFigure, "id" | "caveats" | "query" | "chart" | "source" | "said" | "inputs">>;

type Dated = Pick<PageFigure, "asOf" | "asOfPrecision" | "asOfNotBefore">;

/** The newest dated row, else the last: the source's order is by date. */
export const newestOf = <R extends { asOf: IsoDate | null }>(rows: readonly R[]): R | undefined =>
  rows.filter(({ asOf }) => asOf !== null).at(-1) ?? rows.at(-1);

const datesOf = (row: FigureRow | undefined): Dated => ({
  asOf: row?.asOf ?? null,
  asOfPrecision: row?.asOfPrecision ?? "unknown",
  asOfNotBefore: row?.asOfNotBefore ?? null,
});

const named = ({ name, authors, url }: DatasetSource): PageFigure["source"] => ({
  name: authors === null ? name : `${name}, ${authors}`,
  url,
});

/** What rows of ours are of: the survey, or a lab. */
const ownSourceOf = (own: readonly FigureRow[]): DatasetSource =>
  own.some(({ release }) => isLabRelease(release)) ? LAB_DATA : OWN_SURVEY;

/** Whose the rows are; where both others and our own survey have some, both are named. */
function sourceOf({ source }: Dataset, rows: readonly FigureRow[]): PageFigure["source"] {
  const own = rows.filter(({ kind }) => kind === "survey_run");
  if (own.length === 0) return named(source);
  const ours = ownSourceOf(own);
  if (own.length === rows.length) return named(ours);
  const theirs = named(source);
  return { name: `${theirs.name}; and ${ours.name}`, url: theirs.url };
}

/** That a series of our own begins among somebody else's, and is not the same one. */
function seriesBreak({ source }: Dataset, rows: readonly FigureRow[]): string[] {
  const own = rows.filter(({ kind }) => kind === "survey_run");
  if (own.length === 0 || own.length === rows.length) return [];
  const [first] = own.flatMap(({ asOf }) => (asOf === null ? [] : [asOf])).sort();
  if (first === undefined) return [];
  return [
    `Two series: from ${first} on the figures are of ${ownSourceOf(own).name}, the others of the ${source.name}. They count other names in another way, so that a step between them is no change.`,
  ];
}

/** All that is to be minded of a figure. */
export const caveatsOf = ({
  caveats,
  corrections,
}: Pick<PageFigure, "caveats" | "corrections">): string[] => [...caveats, ...corrections];

/** That figures come from a corrected release, once for each. */
const correctionsOf = (rows: readonly { release: string; revision: number }[]): string[] =>
  [...new Map(rows.map(({ release, revision }) => [release, revision]))]
    .filter(([, revision]) => revision > 1)
    .map(
      ([release, revision]) =>
        `Corrected: release ${release} stands in revision ${revision}; see /corrections.`,
    );

/** A figure that shows rows of one dataset as they were published. */
export function figureOf(
  dataset: Dataset,
  rows: readonly FigureRow[],
  words: Words,
  dated: Dated | undefined = newestOf(rows),
): PageFigure {
  return {
    id: dataset.id,
    dataset,
    source: sourceOf(dataset, rows),
    columns: [...commonColumns, ...ownColumns(dataset.dimensions), ...ownColumns(dataset.measures)],
    dimensions: Object.keys(dataset.dimensions),
    measures: Object.keys(dataset.measures),
    rows,
    query: "",
    chart: null,
    ...words,
    caveats: [...(words.caveats ?? []), ...seriesBreak(dataset, rows)],
    corrections: correctionsOf(words.inputs ?? rows),
    ...datesOf(dated as FigureRow | undefined),
  };
}

/** A figure whose rows a question of `lib/stats` put together: it names its own columns. */
export function derivedFigure(
  dataset: Dataset,
  rows: readonly FigureRow[],
  own: { dimensions: Columns; measures: Columns },
  words: Words,
  dated: Dated,
): PageFigure {
  return {
    ...figureOf(dataset, rows, words, dated),
    query: words.query ?? null,
    columns: [...commonColumns, ...ownColumns(own.dimensions), ...ownColumns(own.measures)],
    dimensions: Object.keys(own.dimensions),
    measures: Object.keys(own.measures),
  };
}

/** A published table's note as a figure's source, where it names one of its own. */
export const tableSource = (
  dataset: Dataset,
  {
    kind,
    release,
    sourceTitle,
    sourceUrl,
  }: {
    kind: ReleaseKind;
    release: string;
    sourceTitle: string | null;
    sourceUrl: string | null;
  },
): PageFigure["source"] => {
  const whose = named(sourceOfKind(dataset.source, kind, release));
  return { name: sourceTitle ?? whose.name, url: sourceUrl ?? whose.url };
};
