import type { BarListProps, BarListRow } from "@/components/charts/bar-list";
import type { Db } from "@/db/client";
import type { Columns } from "@/lib/model/column";
import type { Dataset, RowOf } from "@/lib/model/dataset";
import { type FigureQuery, figuresOf } from "@/lib/stats/figures";
import { listTables, type PlacedTable } from "@/lib/stats/releases";
import { type SummedRow, summedBy } from "@/lib/stats/summed";
import {
  derivedFigure,
  type FigureRow,
  figureOf,
  type PageFigure,
  tableSource,
} from "./page-figure";

/** Bars that a drawing has room for. */
export const MOST_BARS = 20;

/** How a figure of a dataset's newest table is told and drawn. */
export interface BarsOf<R> {
  id?: string;
  title: (rows: readonly R[], table: PlacedTable) => string;
  subtitle: string;
  /** Headings of the bars. */
  labelTitle: string;
  valueTitle: string;
  bar: (row: R) => Pick<BarListRow, "id" | "label" | "value"> & Partial<BarListRow>;
  tone?: BarListProps["tone"];
  format?: BarListProps["format"];
  /** The value of a full bar; the largest unless given. */
  fullAt?: number;
  caveats?: readonly string[];
  /** Rows that have a bar; all unless told. The table has the others too. */
  isDrawn?: (row: R) => boolean;
}

const newestTable = async (db: Db, dataset: Dataset): Promise<PlacedTable | undefined> =>
  (await listTables(db, { dataset: dataset.id, limit: 1 }))[0];

/** The words and bars of a figure of a table's rows. */
function wordsOf<R extends FigureRow>(words: BarsOf<R>, rows: readonly R[], table: PlacedTable) {
  const { id, subtitle, labelTitle, valueTitle, bar, caveats = [] } = words;
  const title = words.title(rows, table);
  const drawn = rows.filter(words.isDrawn ?? (() => true));
  return {
    ...(id === undefined ? {} : { id }),
    ...{ title, subtitle, query: `release=${table.release}` },
    caveats: [...caveats, ...(table.caution === null ? [] : [table.caution])],
    chart:
      drawn.length === 0
        ? null
        : {
            kind: "bars" as const,
            list: {
              ...{ caption: title, labelTitle, valueTitle },
              ...(words.tone === undefined ? {} : { tone: words.tone }),
              ...(words.format === undefined ? {} : { format: words.format }),
              ...(words.fullAt === undefined ? {} : { fullAt: words.fullAt }),
              rows: drawn.slice(0, MOST_BARS).map((row) => ({ flags: row.flags, ...bar(row) })),
            },
          },
  };
}

/**
 * A figure of a dataset's newest table, a bar a row.
 *
 * @param query narrows the rows, or says in which order they come.
 * @param isWanted narrows them by what is no dimension.
 * @returns null where nothing was published of it.
 */
export async function latestBars<S extends Dataset>(
  db: Db,
  dataset: S,
  words: BarsOf<RowOf<S> & FigureRow>,
  query: Pick<FigureQuery, "largest" | "dimensions"> = {},
  isWanted: (row: RowOf<S>) => boolean = () => true,
): Promise<PageFigure | null> {
  const table = await newestTable(db, dataset);
  if (table === undefined) return null;
  const { release, revision, edition } = table;
  const rows = (await figuresOf(db, dataset, {
    ...{ release, revision, edition },
    ...query,
  }).then((all) => all.filter(isWanted))) as (RowOf<S> & FigureRow)[];
  if (rows.length === 0) return null;
  const told = { ...wordsOf(words, rows, table), ...sourceWords(dataset, table) };
  return figureOf(dataset, rows, told, table);
}

/** A published table's own note of where it is from; releases of ours are named by their rows. */
const sourceWords = (dataset: Dataset, table: PlacedTable) =>
  table.kind === "survey_run" ? {} : { source: tableSource(dataset, table) };

/**
 * The same of a table whose rows are added up by some of its dimensions, as those with a line for each TLD.
 *
 * @param measure the measure that is added up; it keeps its name in the rows.
 */
export async function latestSums<
  S extends Dataset,
  D extends keyof S["dimensions"] & string,
  M extends keyof S["measures"] & string,
>(
  db: Db,
  dataset: S,
  { by, measure }: { by: readonly D[]; measure: M },
  words: BarsOf<SummedRow<S, D> & FigureRow>,
): Promise<PageFigure | null> {
  const table = await newestTable(db, dataset);
  if (table === undefined) return null;
  const { release, revision, edition, kind } = table;
  const { asOf, asOfPrecision, asOfNotBefore } = table;
  const summed = await summedBy(db, dataset, table, by, measure);
  const rows = summed.map((row) => ({
    ...{ release, revision, edition, kind, asOf, asOfPrecision, asOfNotBefore, flags: [] },
    ...{ ...row, [measure]: row.sum },
  })) as (SummedRow<S, D> & FigureRow)[];
  if (rows.length === 0) return null;
  const [dimensions, measures]: [Columns, Columns] = [dataset.dimensions, dataset.measures];
  const own = {
    dimensions: Object.fromEntries(by.flatMap((name) => pair(dimensions, name))),
    measures: Object.fromEntries(pair(measures, measure)),
  };
  const { query: _, ...told } = wordsOf(words, rows, table);
  return derivedFigure(dataset, rows, own, { ...told, inputs: [{ release, revision }] }, table);
}

const pair = (columns: Columns, name: string) => {
  const column = columns[name];
  return column === undefined ? [] : [[name, column] as const];
};
