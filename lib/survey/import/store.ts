import { and, asc, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { currentImports, importCoverage, imports, poolImports, pools } from "@/db/schema/scan";
import { PUBLIC_SUFFIX_LIST } from "./public-suffix";
import type { SourceContents } from "./read-source";

/** Any number that nothing else locks, the queue of live checks (7,673) least of all: one import at a time. */
const IMPORT_LOCK = 7_676;
/** Rows an INSERT statement takes. */
const ROWS_PER_INSERT = 2_000;
/** More sources than a pool can have. */
const MAX_SOURCES = 20_000;

/** The public suffix list as rows and reports name it. */
export const publicSuffixListText = `${PUBLIC_SUFFIX_LIST.package} ${PUBLIC_SUFFIX_LIST.version} of ${PUBLIC_SUFFIX_LIST.date}`;

/** A row of `imports` as it is written. */
type NewImport = typeof imports.$inferInsert;

/** What every row says, whatever came of the attempt. */
export type Attempt = Pick<NewImport, "source" | "kind" | "location" | "startedAt" | "finishedAt">;

/** Where an accepted import came from and where its names are. */
export type Provenance = {
  dataAt: string | null;
  etag: string | null;
  lastModified: string | null;
  namesFile: string;
};

/** Why an attempt came to nothing. */
export type Failure = {
  outcome: "refused" | "failed";
  faultCode: string;
  faultLine: number | null;
  faultField: string | null;
  faultDetail: string;
};

/** The last good import of a source. */
export type CurrentImport = {
  id: number;
  source: string;
  kind: (typeof imports.kind.enumValues)[number];
  location: string;
  dataAt: string | null;
  finishedAt: string;
  checkedAt: string;
  etag: string | null;
  lastModified: string | null;
  sizeBytes: number | null;
  sha256: string | null;
  publicSuffixList: string;
  names: number | null;
  withDs: number | null;
  namesFile: string | null;
};

const CURRENT_COLUMNS = {
  id: imports.id,
  source: imports.source,
  kind: imports.kind,
  location: imports.location,
  dataAt: imports.dataAt,
  finishedAt: imports.finishedAt,
  checkedAt: currentImports.checkedAt,
  etag: imports.etag,
  lastModified: imports.lastModified,
  sizeBytes: imports.sizeBytes,
  sha256: imports.sha256,
  publicSuffixList: imports.publicSuffixList,
  names: imports.names,
  withDs: imports.withDs,
  namesFile: imports.namesFile,
};

/**
 * Does `work` while no other import runs on this database.
 *
 * @returns null when another one does.
 */
export async function underImportLock<T>(db: Db, work: () => Promise<T>): Promise<T | null> {
  const connection = await db.$client.reserve();
  try {
    const [row] = await connection`select pg_try_advisory_lock(${IMPORT_LOCK}) as locked`;
    if (row?.locked !== true) return null;
    try {
      return await work();
    } finally {
      await connection`select pg_advisory_unlock(${IMPORT_LOCK})`;
    }
  } finally {
    connection.release();
  }
}

/** The last good import of one source. */
export async function currentImportOf(db: Db, source: string): Promise<CurrentImport | null> {
  const [row] = await db
    .select(CURRENT_COLUMNS)
    .from(currentImports)
    .innerJoin(imports, eq(imports.id, currentImports.import))
    .where(eq(currentImports.source, source));
  return row === undefined ? null : withIsoTimes(row);
}

/** The last good import of every source, oldest content first: of two zone files the later counts. */
export async function allCurrentImports(db: Db): Promise<CurrentImport[]> {
  const rows = await db
    .select(CURRENT_COLUMNS)
    .from(currentImports)
    .innerJoin(imports, eq(imports.id, currentImports.import))
    .orderBy(sql`${imports.dataAt} asc nulls first`, asc(imports.id))
    .limit(MAX_SOURCES);
  return rows.map(withIsoTimes);
}

/** PostgreSQL writes a moment as `2026-11-26 02:35:06.5+00`; everything of ours as ISO 8601. */
const isoTime = (text: string): string => new Date(text).toISOString();

const withIsoTimes = (row: CurrentImport): CurrentImport => ({
  ...row,
  dataAt: row.dataAt === null ? null : isoTime(row.dataAt),
  finishedAt: isoTime(row.finishedAt),
  checkedAt: isoTime(row.checkedAt),
});

/** Writes an accepted import with its coverage, and makes it the source's current one. */
export async function recordAccepted(
  db: Db,
  attempt: Attempt,
  contents: SourceContents,
  { namesFile, ...provenance }: Provenance,
): Promise<number> {
  const { stream, sorted, passed, zone } = contents;
  const isZone = zone !== null;
  const tallies = [...sorted.tally];
  const withDs = tallies.reduce((sum, [, tally]) => sum + tally.withDs, 0);
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(imports)
      .values({
        ...attempt,
        ...provenance,
        ...passed,
        namesFile,
        outcome: "accepted",
        sizeBytes: stream.sizeBytes,
        sha256: stream.sha256,
        textBytes: stream.textBytes,
        lines: contents.lines,
        publicSuffixList: publicSuffixListText,
        names: sorted.names,
        withDs: isZone ? withDs : null,
        repeated: sorted.repeated,
        dsWithoutNs: sorted.dsWithoutNs,
        outOfZone: zone?.outOfZone ?? null,
        zoneApex: zone?.apex ?? null,
        zoneSerial: zone?.serial ?? null,
        isClosedBySoa: zone?.isClosedBySoa ?? null,
      })
      .returning({ id: imports.id });
    const id = row?.id ?? 0;
    const coverage = tallies.map(([tld, tally]) => ({
      import: id,
      tld,
      names: tally.names,
      withDs: isZone ? tally.withDs : null,
      isZone: zone?.apex === tld,
    }));
    for (let start = 0; start < coverage.length; start += ROWS_PER_INSERT)
      await tx.insert(importCoverage).values(coverage.slice(start, start + ROWS_PER_INSERT));
    const current = { import: id, checkedAt: attempt.finishedAt };
    await tx
      .insert(currentImports)
      .values({ source: attempt.source, ...current })
      .onConflictDoUpdate({ target: currentImports.source, set: current });
    return id;
  });
}

/** Writes an attempt that came to nothing; the source's current import stays. */
export async function recordFailure(db: Db, attempt: Attempt, failure: Failure): Promise<void> {
  await db
    .insert(imports)
    .values({ ...attempt, ...failure, publicSuffixList: publicSuffixListText });
}

/** Notes that a source still holds the content of its current import. */
export async function recordUnchanged(db: Db, source: string, checkedAt: string): Promise<void> {
  await db.update(currentImports).set({ checkedAt }).where(eq(currentImports.source, source));
}

/** A built file of candidates. */
export type PoolRow = typeof pools.$inferSelect;

/** The pool in use. */
export async function newestPool(db: Db): Promise<PoolRow | null> {
  const [row] = await db.select().from(pools).orderBy(desc(pools.id)).limit(1);
  return row === undefined ? null : { ...row, builtAt: isoTime(row.builtAt) };
}

/** The imports a pool was built from, in rising order. */
export async function importsOfPool(db: Db, pool: number): Promise<number[]> {
  const rows = await db
    .select({ id: poolImports.import })
    .from(poolImports)
    .where(eq(poolImports.pool, pool))
    .orderBy(asc(poolImports.import))
    .limit(MAX_SOURCES);
  return rows.map(({ id }) => id);
}

/** Puts a pool in use. */
export async function recordPool(
  db: Db,
  pool: Omit<PoolRow, "id">,
  importIds: readonly number[],
): Promise<number> {
  return db.transaction(async (tx) => {
    const [row] = await tx.insert(pools).values(pool).returning({ id: pools.id });
    const id = row?.id ?? 0;
    for (let start = 0; start < importIds.length; start += ROWS_PER_INSERT) {
      const part = importIds.slice(start, start + ROWS_PER_INSERT);
      await tx.insert(poolImports).values(part.map((one) => ({ pool: id, import: one })));
    }
    return id;
  });
}

/** Files of names to keep: of each source the current import's and the one before. */
export async function namesFilesToKeep(db: Db): Promise<Set<string>> {
  const ranked = db
    .select({
      file: imports.namesFile,
      rank: sql<number>`row_number() over (partition by ${imports.source} order by ${imports.id} desc)`.as(
        "rank",
      ),
    })
    .from(imports)
    .where(eq(imports.outcome, "accepted"))
    .as("ranked");
  const rows = await db.select({ file: ranked.file }).from(ranked).where(sql`${ranked.rank} <= 2`);
  return new Set(rows.flatMap(({ file }) => (file === null ? [] : [file])));
}

/** An attempt that came to nothing after the source's last good import. */
export type OpenFailure = {
  source: string;
  finishedAt: string;
  outcome: string;
  faultCode: string | null;
  faultLine: number | null;
  faultField: string | null;
  faultDetail: string | null;
};

/** The newest failure of each source that has not been mended since, by source. */
export async function openFailures(db: Db): Promise<OpenFailure[]> {
  const newest = db
    .select({ newestId: sql<number>`max(${imports.id})`.as("newest_id") })
    .from(imports)
    .groupBy(imports.source)
    .as("newest");
  const rows = await db
    .select({
      source: imports.source,
      finishedAt: imports.finishedAt,
      outcome: imports.outcome,
      faultCode: imports.faultCode,
      faultLine: imports.faultLine,
      faultField: imports.faultField,
      faultDetail: imports.faultDetail,
    })
    .from(imports)
    .innerJoin(newest, eq(newest.newestId, imports.id))
    .leftJoin(currentImports, eq(currentImports.source, imports.source))
    .where(
      and(
        inArray(imports.outcome, ["refused", "failed"]),
        // A source seen unchanged since then is as good as mended.
        sql`(${currentImports.checkedAt} is null or ${gt(imports.finishedAt, currentImports.checkedAt)})`,
      ),
    )
    .orderBy(asc(imports.source))
    .limit(MAX_SOURCES);
  return rows.map((row) => ({ ...row, finishedAt: isoTime(row.finishedAt) }));
}
