import { and, asc, desc, eq, gte, isNotNull, isNull, lte, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { currentRevisions, figures, releases } from "@/db/schema/published";
import { type Dataset, type RowOf, rowSchema } from "@/lib/model/dataset";
import { baseOf, lastDaySeen, revisionsSeen } from "./horizon";
import { remembered } from "./remembered";

/** Rows that are asked for at once, and most of a dataset that are remembered. */
export const MAX_ROWS = 10_000;
/** Whoever asks for more rows than this wants them grouped by the database. */
const FAR_TOO_MANY_ROWS = 200_000;

/** Joins rows of figures with `currentRevisions`: their revision is the one that stands. */
export const isCurrentRevision = and(
  eq(currentRevisions.release, figures.release),
  eq(currentRevisions.revision, figures.revision),
);

/** A calendar period in UTC; weeks start on Monday. */
export type Period = "day" | "week" | "month" | "year";

/** Which rows of a dataset are asked for; everything is optional and narrows. */
export interface FigureQuery {
  /** Only this release, in its current revision unless `revision` names another. */
  release?: string;
  revision?: number;
  edition?: string;
  /** true: only dated rows, false: only undated ones. */
  dated?: boolean;
  /** Inclusive days; both exclude undated rows. */
  start?: string;
  end?: string;
  /**
   * Of each such period only the last table (largest date), whole: one of each closed dimension's
   * values, so that a list of providers never mixes two reports. Undated rows stay out.
   */
  lastOf?: Period;
  /** For each dimension the values wanted; an empty list matches nothing. */
  dimensions?: Readonly<Record<string, readonly (string | number)[]>>;
  /** `date`: oldest first, then the source's order; `newest`: the other way round by date. */
  order?: "date" | "newest";
  /** A measure: rows in which it is largest come first, whatever their date. */
  largest?: string;
  offset?: number;
  limit?: number;
}

/** Names of the dimensions that take one of a closed list of words. */
const closedDimensions = (dataset: Dataset): string[] =>
  Object.entries(dataset.dimensions)
    .filter(([, { schema }]) => schema instanceof z.ZodEnum)
    .map(([name]) => name);

/** Place of a row's table among those of its period, 1 for the last. */
function recency(dataset: Dataset, period: Period | undefined): SQL<number> {
  if (period === undefined) return sql<number>`1`;
  const by = [
    sql`date_trunc(${period}, ${figures.asOf}::timestamp)`,
    ...closedDimensions(dataset).map((name) => sql`${figures.dimensions} ->> ${name}`),
  ];
  const newestFirst = sql`${figures.asOf} desc, ${figures.release} desc, ${figures.edition} desc`;
  return sql<number>`dense_rank() over (partition by ${sql.join(by, sql`, `)} order by ${newestFirst})`;
}

/** The dataset's rows in the wanted releases and dates, before its dimensions narrow them. */
const inScope = (db: Db, dataset: Dataset, query: FigureQuery) =>
  db
    .select({
      release: figures.release,
      revision: figures.revision,
      edition: figures.edition,
      position: figures.position,
      asOf: figures.asOf,
      asOfPrecision: figures.asOfPrecision,
      asOfNotBefore: releases.asOfNotBefore,
      flags: figures.flags,
      kind: releases.kind,
      dimensions: figures.dimensions,
      measures: figures.measures,
      recency: recency(dataset, query.lastOf).as("recency"),
    })
    .from(figures)
    .innerJoin(
      releases,
      and(eq(releases.id, figures.release), eq(releases.revision, figures.revision)),
    )
    .leftJoin(currentRevisions, isCurrentRevision)
    .where(
      and(
        eq(figures.dataset, dataset.id),
        query.release === undefined ? undefined : eq(figures.release, query.release),
        query.revision === undefined
          ? isNotNull(currentRevisions.revision)
          : eq(figures.revision, query.revision),
        query.edition === undefined ? undefined : eq(figures.edition, query.edition),
        query.dated === undefined && query.lastOf === undefined
          ? undefined
          : query.dated === false
            ? isNull(figures.asOf)
            : isNotNull(figures.asOf),
        query.start === undefined ? undefined : gte(figures.asOf, query.start),
        query.end === undefined ? undefined : lte(figures.asOf, query.end),
      ),
    )
    .as("in_scope");
type InScope = ReturnType<typeof inScope>;

const narrowed = (rows: InScope, query: FigureQuery): SQL | undefined =>
  and(
    query.lastOf === undefined ? undefined : eq(rows.recency, 1),
    ...Object.entries(query.dimensions ?? {}).flatMap(([name, values]) => [
      // Not `in`, whose text has a parameter for each value: the statements kept must be few.
      sql`${rows.dimensions} ->> ${name} = any(${sql.param(values.map(String))}::text[])`,
      // Says nothing more, but in a form that the index of dimensions answers.
      sql`${rows.dimensions} @> any(${sql.param(valuesInJson(name, values))}::jsonb[])`,
    ]),
  );

/** What a dimension may hold where its text is one of these. */
const valuesInJson = (name: string, values: readonly (string | number)[]): string[] =>
  values.flatMap((value) => {
    const text = String(value);
    const isNumber = text !== "" && String(Number(text)) === text;
    const isMark = text === "true" || text === "false";
    return [text, ...(isNumber ? [Number(text)] : []), ...(isMark ? [text === "true"] : [])].map(
      (one) => JSON.stringify({ [name]: one }),
    );
  });

/** The dated rows before the undated, then release, edition and the source's own order. */
const ordering = (rows: InScope, query: FigureQuery) => [
  ...(query.largest === undefined
    ? []
    : [sql`(${rows.measures} ->> ${query.largest})::float8 desc nulls last`]),
  query.order === "newest" ? sql`${rows.asOf} desc nulls last` : sql`${rows.asOf} asc nulls last`,
  asc(rows.asOfNotBefore),
  asc(rows.release),
  asc(rows.edition),
  asc(rows.position),
];

/** Asks the database for rows, and parses them by the dataset's schema. */
async function askFigures<S extends Dataset>(
  db: Db,
  dataset: S,
  query: FigureQuery = {},
): Promise<RowOf<S>[]> {
  const scope = inScope(db, dataset, query);
  const rows = await db
    .select({
      release: scope.release,
      revision: scope.revision,
      edition: scope.edition,
      asOf: scope.asOf,
      asOfPrecision: scope.asOfPrecision,
      asOfNotBefore: scope.asOfNotBefore,
      flags: scope.flags,
      kind: scope.kind,
      dimensions: scope.dimensions,
      measures: scope.measures,
    })
    .from(scope)
    .where(narrowed(scope, query))
    .orderBy(...ordering(scope, query))
    .offset(query.offset ?? 0)
    .limit(query.limit ?? MAX_ROWS)
    .prepare("figures")
    .execute();
  const parsed = z
    .array(rowSchema(dataset))
    .parse(
      rows.map(({ dimensions, measures, ...row }) => ({ ...row, ...dimensions, ...measures })),
    );
  return parsed as RowOf<S>[];
}

/** What the database's `where` says, of a row of a current revision. */
function matches(row: Readonly<Record<string, unknown>>, query: FigureQuery): boolean {
  const { release, revision, edition, dated, start, end, dimensions = {} } = query;
  const { asOf } = row as { asOf: string | null };
  return (
    (release === undefined || row.release === release) &&
    (revision === undefined || row.revision === revision) &&
    (edition === undefined || row.edition === edition) &&
    (dated === undefined || dated === (asOf !== null)) &&
    (start === undefined || (asOf !== null && asOf >= start)) &&
    (end === undefined || (asOf !== null && asOf <= end)) &&
    Object.entries(dimensions).every(([name, values]) => {
      const own = row[name] ?? null;
      return own !== null && values.some((value) => String(value) === String(own));
    })
  );
}

/**
 * The matching rows of current revisions, without offset and limit, from what is remembered of the
 * dataset; null for a question that only the database answers, as where there are too many rows.
 */
async function recall<S extends Dataset>(
  db: Db,
  dataset: S,
  query: FigureQuery,
): Promise<RowOf<S>[] | null> {
  const isOrdered = query.order === "newest" || query.largest !== undefined;
  if (query.lastOf !== undefined || isOrdered) return null;
  const all = await remembered(db, ["figures", dataset.id], async () => {
    const rows = await askFigures(db, dataset);
    if (rows.length >= MAX_ROWS) return null;
    for (const row of rows) Object.freeze(row);
    return rows;
  });
  if (all === null) return null;
  const found = all.filter((row) => matches(row, query));
  // None of a named revision: it may be one that is not current.
  return found.length === 0 && query.revision !== undefined ? null : found;
}

/** The handle behind one that sees up to a day, and the question without what is after it. */
function withinSight(handle: Db, query: FigureQuery): { db: Db; query: FigureQuery } {
  const day = lastDaySeen(handle);
  if (day === undefined) return { db: handle, query };
  const end = query.end === undefined || query.end > day ? day : query.end;
  return { db: baseOf(handle), query: { ...query, end } };
}

/**
 * Rows of one dataset from current revisions (or the one named, or those that the handle sees alone),
 * parsed by its schema.
 *
 * @returns at most `limit` rows; all there are where no limit is given, and never fewer than that.
 * @throws where that is more than anybody can want: the question should have named dates or names.
 */
export async function figuresOf<S extends Dataset>(
  handle: Db,
  dataset: S,
  asked: FigureQuery = {},
): Promise<RowOf<S>[]> {
  const pins = revisionsSeen(handle);
  if (pins !== undefined) {
    const of = pins.filter(({ release }) => (asked.release ?? release) === release);
    const rows = of.map((pin) => figuresOf(baseOf(handle), dataset, { ...asked, ...pin }));
    return (await Promise.all(rows)).flat();
  }
  const { db, query } = withinSight(handle, asked);
  const { offset = 0, limit } = query;
  const recalled = await recall(db, dataset, query);
  if (recalled !== null)
    return recalled.slice(offset, limit === undefined ? undefined : offset + limit);
  return limit === undefined
    ? askAllFigures(db, dataset, query, offset)
    : askFigures(db, dataset, { ...query, limit: Math.min(limit, MAX_ROWS) });
}

/** Part after part, to the end. */
async function askAllFigures<S extends Dataset>(
  db: Db,
  dataset: S,
  query: FigureQuery,
  from: number,
): Promise<RowOf<S>[]> {
  const all: RowOf<S>[] = [];
  for (let offset = from; ; offset += MAX_ROWS) {
    const part = await askFigures(db, dataset, { ...query, offset, limit: MAX_ROWS });
    for (const row of part) all.push(row);
    if (part.length < MAX_ROWS) return all;
    if (all.length >= FAR_TOO_MANY_ROWS) throw new Error(`too many rows of ${dataset.id} at once`);
  }
}

/** Number of rows that `figuresOf` would find without its limit and offset. */
export async function countFigures(
  handle: Db,
  dataset: Dataset,
  asked: FigureQuery = {},
): Promise<number> {
  const { db, query } = withinSight(handle, asked);
  const recalled = await recall(db, dataset, query);
  if (recalled !== null) return recalled.length;
  const scope = inScope(db, dataset, query);
  const [row] = await db
    .select({ rows: sql<number>`count(*)::int` })
    .from(scope)
    .where(narrowed(scope, query))
    .prepare("count")
    .execute();
  return row?.rows ?? 0;
}

/** First and last date of a dataset's figures, null where none is dated. */
export async function datesOf(
  db: Db,
  dataset: Dataset,
): Promise<{ first: string; last: string } | null> {
  const [row] = await db
    .select({
      first: sql<string | null>`min(${figures.asOf})`,
      last: sql<string | null>`max(${figures.asOf})`,
    })
    .from(figures)
    .innerJoin(currentRevisions, isCurrentRevision)
    .where(eq(figures.dataset, dataset.id))
    .orderBy(desc(sql`1`))
    .prepare("dates")
    .execute();
  return row?.first == null || row.last == null ? null : { first: row.first, last: row.last };
}
