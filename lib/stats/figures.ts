import {
  and,
  asc,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lte,
  type SQL,
  sql,
} from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { currentRevisions, figures, releases } from "@/db/schema/published";
import { type Dataset, type RowOf, rowSchema } from "@/lib/model/dataset";

/** Most rows one question returns; a page or an API answer never needs more at once. */
export const MAX_ROWS = 10_000;

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
  /** For each dimension the values wanted; an empty list matches nothing. */
  dimensions?: Readonly<Record<string, readonly (string | number)[]>>;
  /** `date`: oldest first, then the source's order; `newest`: the other way round by date. */
  order?: "date" | "newest";
  offset?: number;
  limit?: number;
}

const columns = {
  release: figures.release,
  revision: figures.revision,
  edition: figures.edition,
  asOf: figures.asOf,
  asOfPrecision: figures.asOfPrecision,
  asOfNotBefore: releases.asOfNotBefore,
  flags: figures.flags,
  dimensions: figures.dimensions,
  measures: figures.measures,
};

function conditions(dataset: Dataset, query: FigureQuery): SQL | undefined {
  const wanted = Object.entries(query.dimensions ?? {}).map(([name, values]) =>
    inArray(sql`${figures.dimensions} ->> ${name}`, values.map(String)),
  );
  return and(
    eq(figures.dataset, dataset.id),
    query.release === undefined ? undefined : eq(figures.release, query.release),
    query.revision === undefined
      ? isNotNull(currentRevisions.revision)
      : eq(figures.revision, query.revision),
    query.edition === undefined ? undefined : eq(figures.edition, query.edition),
    query.dated === undefined
      ? undefined
      : query.dated
        ? isNotNull(figures.asOf)
        : isNull(figures.asOf),
    query.start === undefined ? undefined : gte(figures.asOf, query.start),
    query.end === undefined ? undefined : lte(figures.asOf, query.end),
    ...wanted,
  );
}

/** The dated rows before the undated, then release, edition and the source's own order. */
const ordering = (query: FigureQuery) => [
  query.order === "newest"
    ? sql`${figures.asOf} desc nulls last`
    : sql`${figures.asOf} asc nulls last`,
  asc(releases.asOfNotBefore),
  asc(figures.release),
  asc(figures.edition),
  asc(figures.position),
];

/**
 * Rows of one dataset from current revisions (or the one named), parsed by its schema.
 *
 * @returns at most `limit` rows, `MAX_ROWS` unless told.
 */
export async function figuresOf<S extends Dataset>(
  db: Db,
  dataset: S,
  query: FigureQuery = {},
): Promise<RowOf<S>[]> {
  const rows = await db
    .select(columns)
    .from(figures)
    .innerJoin(
      releases,
      and(eq(releases.id, figures.release), eq(releases.revision, figures.revision)),
    )
    .leftJoin(
      currentRevisions,
      and(
        eq(currentRevisions.release, figures.release),
        eq(currentRevisions.revision, figures.revision),
      ),
    )
    .where(conditions(dataset, query))
    .orderBy(...ordering(query))
    .offset(query.offset ?? 0)
    .limit(Math.min(query.limit ?? MAX_ROWS, MAX_ROWS));
  const parsed = z
    .array(rowSchema(dataset))
    .parse(
      rows.map(({ dimensions, measures, ...row }) => ({ ...row, ...dimensions, ...measures })),
    );
  return parsed as RowOf<S>[];
}

/** Number of rows that `figuresOf` would find without its limit and offset. */
export async function countFigures(
  db: Db,
  dataset: Dataset,
  query: FigureQuery = {},
): Promise<number> {
  const [row] = await db
    .select({ rows: sql<number>`count(*)::int` })
    .from(figures)
    .innerJoin(
      releases,
      and(eq(releases.id, figures.release), eq(releases.revision, figures.revision)),
    )
    .leftJoin(
      currentRevisions,
      and(
        eq(currentRevisions.release, figures.release),
        eq(currentRevisions.revision, figures.revision),
      ),
    )
    .where(conditions(dataset, query));
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
    .innerJoin(
      currentRevisions,
      and(
        eq(currentRevisions.release, figures.release),
        eq(currentRevisions.revision, figures.revision),
      ),
    )
    .where(eq(figures.dataset, dataset.id))
    .orderBy(desc(sql`1`));
  return row?.first == null || row.last == null ? null : { first: row.first, last: row.last };
}
