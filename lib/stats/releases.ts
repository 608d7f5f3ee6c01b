import { and, asc, desc, eq, isNotNull, lte, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { currentRevisions, releases, releaseTables } from "@/db/schema/published";
import { Release, ReleaseTable } from "@/lib/model/release";
import { baseOf, lastDaySeen, revisionsSeen } from "./horizon";
import { remembered } from "./remembered";

/** Releases a list shows at most; one a day fills it in decades. */
const MAX_RELEASES = 5_000;

const columns = {
  id: releases.id,
  revision: releases.revision,
  kind: releases.kind,
  title: releases.title,
  authors: releases.authors,
  asOf: releases.asOf,
  asOfPrecision: releases.asOfPrecision,
  asOfNotBefore: releases.asOfNotBefore,
  month: releases.month,
  monthInferred: releases.monthInferred,
  postedAt: releases.postedAt,
  sourceTitle: releases.sourceTitle,
  sourceUrl: releases.sourceUrl,
  altSourceUrl: releases.altSourceUrl,
  derivedFrom: releases.derivedFrom,
  notes: releases.notes,
  contentSha256: releases.contentSha256,
  publishedAt: sql<string>`to_char(${releases.publishedAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
};

const isCurrent = and(
  eq(currentRevisions.release, releases.id),
  eq(currentRevisions.revision, releases.revision),
);

/** Current revision of every release, newest first; the undated ones, which are later, lead. */
export async function listReleases(handle: Db): Promise<Release[]> {
  const db = baseOf(handle);
  const pins = revisionsSeen(handle);
  if (pins !== undefined) {
    const found = pins.map(({ release, revision }) => releaseById(db, release, revision));
    return (await Promise.all(found)).filter((release) => release !== null);
  }
  const day = lastDaySeen(handle);
  const releases = await remembered(db, ["releases"], () => askReleases(db));
  return releases.filter(({ asOf }) => day === undefined || (asOf !== null && asOf <= day));
}

async function askReleases(db: Db): Promise<Release[]> {
  const rows = await db
    .select(columns)
    .from(releases)
    .innerJoin(currentRevisions, isCurrent)
    .orderBy(
      sql`coalesce(${releases.asOf}, ${releases.asOfNotBefore}) desc nulls last`,
      asc(releases.id),
    )
    .limit(MAX_RELEASES);
  return z.array(Release).parse(rows);
}

/** One release in its current revision, or in the one named; null when there is none. */
export async function releaseById(db: Db, id: string, revision?: number): Promise<Release | null> {
  const current = (await listReleases(db)).find((release) => release.id === id);
  if (revision === undefined || current?.revision === revision) return current ?? null;
  const [row] = await db
    .select(columns)
    .from(releases)
    .where(and(eq(releases.id, id), eq(releases.revision, revision)))
    .limit(1);
  return row === undefined ? null : Release.parse(row);
}

/** The revisions of a release, oldest first, with when each was published. */
export async function revisionsOf(
  db: Db,
  id: string,
): Promise<Pick<Release, "revision" | "publishedAt" | "contentSha256">[]> {
  const rows = await db
    .select({
      revision: releases.revision,
      publishedAt: columns.publishedAt,
      contentSha256: releases.contentSha256,
    })
    .from(releases)
    .where(eq(releases.id, id))
    .orderBy(asc(releases.revision))
    .limit(MAX_RELEASES);
  return z
    .array(Release.pick({ revision: true, publishedAt: true, contentSha256: true }))
    .parse(rows);
}

/** A dataset's table in some release, with what a footnote needs of that release. */
export const PlacedTable = ReleaseTable.extend({
  release: z.string(),
  revision: z.int(),
  releaseTitle: z.string(),
  sourceUrl: z.string().nullable(),
  derivedFrom: z.string().nullable(),
  asOfNotBefore: z.iso.date().nullable(),
  monthInferred: z.boolean(),
  postedAt: z.iso.date().nullable(),
  kind: Release.shape.kind,
});
export type PlacedTable = z.infer<typeof PlacedTable>;

/** Which tables are asked for. */
export interface TableQuery {
  dataset?: string;
  release?: string;
  revision?: number;
  edition?: string;
  /** Only dated tables of that day or before. */
  asOf?: string;
  limit?: number;
}

/** Tables of current revisions (or the one named), newest first, undated ones last. */
export async function listTables(handle: Db, query: TableQuery): Promise<PlacedTable[]> {
  const pins = revisionsSeen(handle);
  if (pins !== undefined) {
    const of = pins.filter(({ release }) => (query.release ?? release) === release);
    const tables = of.map((pin) => tablesOf(baseOf(handle), { ...query, ...pin }));
    return (await Promise.all(tables)).flat();
  }
  const day = lastDaySeen(handle);
  if (day === undefined) return tablesOf(handle, query);
  const { limit = MAX_RELEASES, ...rest } = query;
  const tables = await tablesOf(baseOf(handle), rest);
  return tables.filter(({ asOf }) => asOf !== null && asOf <= day).slice(0, limit);
}

async function tablesOf(db: Db, query: TableQuery): Promise<PlacedTable[]> {
  const { release, revision, asOf, edition, limit = MAX_RELEASES } = query;
  // Days are the visitor's; the tables of a dataset are few.
  if (asOf !== undefined) return askTables(db, query);
  const dataset = query.dataset === undefined ? {} : { dataset: query.dataset };
  const tables = await remembered(db, ["tables", query.dataset], () => askTables(db, dataset));
  const found = tables.filter(
    (table) =>
      (edition === undefined || table.edition === edition) &&
      (release === undefined || table.release === release) &&
      (revision === undefined || table.revision === revision),
  );
  // None of a named revision, or more than are remembered: only the database knows.
  const isUnknown = (found.length === 0 && revision !== undefined) || tables.length >= MAX_RELEASES;
  return isUnknown ? askTables(db, query) : found.slice(0, limit);
}

async function askTables(db: Db, query: TableQuery): Promise<PlacedTable[]> {
  const rows = await db
    .select({
      dataset: releaseTables.dataset,
      edition: releaseTables.edition,
      asOf: releaseTables.asOf,
      asOfPrecision: releaseTables.asOfPrecision,
      complete: releaseTables.complete,
      other: releaseTables.other,
      sourceTitle: releaseTables.sourceTitle,
      caution: releaseTables.caution,
      release: releases.id,
      revision: releases.revision,
      releaseTitle: releases.title,
      sourceUrl: releases.sourceUrl,
      derivedFrom: releases.derivedFrom,
      asOfNotBefore: releases.asOfNotBefore,
      monthInferred: releases.monthInferred,
      postedAt: releases.postedAt,
      kind: releases.kind,
    })
    .from(releaseTables)
    .innerJoin(
      releases,
      and(eq(releases.id, releaseTables.release), eq(releases.revision, releaseTables.revision)),
    )
    .leftJoin(currentRevisions, isCurrent)
    .where(
      and(
        query.dataset === undefined ? undefined : eq(releaseTables.dataset, query.dataset),
        query.release === undefined ? undefined : eq(releaseTables.release, query.release),
        query.revision === undefined
          ? isNotNull(currentRevisions.revision)
          : eq(releases.revision, query.revision),
        query.edition === undefined ? undefined : eq(releaseTables.edition, query.edition),
        query.asOf === undefined ? undefined : lte(releaseTables.asOf, query.asOf),
      ),
    )
    .orderBy(
      sql`${releaseTables.asOf} desc nulls last`,
      desc(releases.asOfNotBefore),
      asc(releaseTables.dataset),
      asc(releaseTables.edition),
    )
    .limit(Math.min(query.limit ?? MAX_RELEASES, MAX_RELEASES))
    .prepare("tables")
    .execute();
  return z.array(PlacedTable).parse(rows);
}
