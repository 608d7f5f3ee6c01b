import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { currentRevisions, figures, releases } from "@/db/schema/published";
import type { Dataset } from "@/lib/model/dataset";
import { isCurrentRevision } from "./figures";
import { baseOf } from "./horizon";
import { remembered } from "./remembered";

/** How far a dataset's figures reach. */
export const Coverage = z.object({
  dataset: z.string(),
  firstDate: z.iso.date().nullable(),
  lastDate: z.iso.date().nullable(),
  rows: z.int(),
  undatedRows: z.int(),
  releases: z.int(),
  /** When the newest of those releases was published here, ISO 8601 in UTC. */
  lastPublished: z.iso.datetime(),
});
export type Coverage = z.infer<typeof Coverage>;

/** Datasets there can be at most; the model has some dozens. */
const MAX_DATASETS = 1_000;
/** Values of a dimension that a list shows at most. */
const MAX_VALUES = 5_000;

const utc = (time: unknown) =>
  sql<string>`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const inRelease = and(eq(releases.id, figures.release), eq(releases.revision, figures.revision));

/** Narrows coverage to one dataset, or to one release's revision. */
interface CoverageQuery {
  dataset?: string;
  release?: string;
  revision?: number;
}

/**
 * Coverage of every dataset that has figures, by id, over current revisions.
 *
 * @param only one dataset, or one release's revision (current or not).
 */
export async function coverage(db: Db, only: CoverageQuery = {}): Promise<Coverage[]> {
  // Releases are the visitor's choice; datasets are few.
  return only.release === undefined && only.revision === undefined
    ? remembered(db, ["coverage", only.dataset], () => askCoverage(db, only))
    : askCoverage(db, only);
}

async function askCoverage(db: Db, only: CoverageQuery): Promise<Coverage[]> {
  const rows = await db
    .select({
      dataset: figures.dataset,
      firstDate: sql<string | null>`min(${figures.asOf})::text`,
      lastDate: sql<string | null>`max(${figures.asOf})::text`,
      rows: sql<number>`count(*)::int`,
      undatedRows: sql<number>`(count(*) filter (where ${figures.asOf} is null))::int`,
      releases: sql<number>`count(distinct ${figures.release})::int`,
      lastPublished: utc(sql`max(${releases.publishedAt})`),
    })
    .from(figures)
    .innerJoin(releases, inRelease)
    .leftJoin(currentRevisions, isCurrentRevision)
    .where(
      and(
        only.dataset === undefined ? undefined : eq(figures.dataset, only.dataset),
        only.release === undefined ? undefined : eq(figures.release, only.release),
        only.revision === undefined
          ? isNotNull(currentRevisions.revision)
          : eq(figures.revision, only.revision),
      ),
    )
    .groupBy(figures.dataset)
    .orderBy(asc(figures.dataset))
    .limit(MAX_DATASETS)
    .prepare("coverage")
    .execute();
  return z.array(Coverage).parse(rows);
}

const DimensionValue = z.object({ value: z.string(), rows: z.int() });

/** The values a dimension takes in current figures with their number of rows, in order. */
export async function dimensionValues(
  db: Db,
  dataset: Dataset,
  dimension: string,
  among?: readonly (string | number)[],
): Promise<z.infer<typeof DimensionValue>[]> {
  const value = sql<string>`${figures.dimensions} ->> ${sql.raw(`'${dimension.replaceAll("'", "''")}'`)}`;
  const rows = await db
    .select({ value, rows: sql<number>`count(*)::int` })
    .from(figures)
    .innerJoin(currentRevisions, isCurrentRevision)
    .where(
      and(
        eq(figures.dataset, dataset.id),
        among === undefined ? undefined : inArray(value, among.map(String)),
      ),
    )
    .groupBy(value)
    .orderBy(asc(value))
    .limit(MAX_VALUES);
  return z.array(DimensionValue).parse(rows);
}

/** What readers see right now: changes whenever anything is published. */
export interface PublicationState {
  /** Hash over the current revisions' content. */
  id: string;
  /** When the newest of them was published, ISO 8601 in UTC; null before the first. */
  lastPublished: string | null;
}

/** The state of what is published; equal ids mean equal answers to every question. */
export const publicationState = (handle: Db): Promise<PublicationState> =>
  remembered(baseOf(handle), ["state"], () => askState(baseOf(handle)));

async function askState(db: Db): Promise<PublicationState> {
  const [row] = await db
    .select({
      id: sql<string>`md5(coalesce(string_agg(${releases.id} || ':' || ${releases.revision} || ':' || ${releases.contentSha256}, ',' order by ${releases.id}), ''))`,
      lastPublished: utc(sql`max(${releases.publishedAt})`),
    })
    .from(releases)
    .innerJoin(
      currentRevisions,
      and(
        eq(currentRevisions.release, releases.id),
        eq(currentRevisions.revision, releases.revision),
      ),
    );
  return { id: row?.id ?? "", lastPublished: row?.lastPublished ?? null };
}
