import { z } from "zod";
import type { Db } from "@/db/client";
import { Figure, RELEASE_CHANNEL, Release } from "@/lib/model/release";
import { ExportedFile } from "@/lib/model/release-export";
import { ReleaseManifest } from "@/lib/model/release-manifest";

/** Any number that nothing else locks: one process exports. */
const EXPORT_LOCK = 7_678;
/** Revisions that are looked for at most: one a day fills it in decades. */
const MOST_REVISIONS = 10_000;

/** Does `work` while no other process exports; null where one does. */
export async function underExportLock<T>(db: Db, work: () => Promise<T>): Promise<T | null> {
  const connection = await db.$client.reserve();
  try {
    const [row] = await connection`select pg_try_advisory_lock(${EXPORT_LOCK}) as locked`;
    if (row?.locked !== true) return null;
    try {
      return await work();
    } finally {
      await connection`select pg_advisory_unlock(${EXPORT_LOCK})`;
    }
  } finally {
    connection.release();
  }
}

/** A revision of a release of our own survey. */
export type OwnRevision = {
  release: string;
  revision: number;
  /** Its run. */
  run: number;
  /** The files that were written of it; null until then. */
  files: ExportedFile[] | null;
};

/** Every revision of our own survey's releases, oldest first; of one release where it is named. */
export async function ownRevisions(db: Db, release: string | null = null): Promise<OwnRevision[]> {
  const rows = await db.$client<OwnRevision[]>`
    select r.id as release, r.revision, (m.manifest ->> 'run')::int as run, e.files
    from published.releases r
    join published.manifests m on m.release = r.id and m.revision = r.revision
    left join published.exports e on e.release = r.id and e.revision = r.revision
    where r.kind = 'survey_run' and (${release}::text is null or r.id = ${release}::text)
    order by r.as_of, r.id, r.revision limit ${MOST_REVISIONS}`;
  return rows.map(({ files, ...row }) => ({
    ...row,
    files: files === null ? null : z.array(ExportedFile).parse(files),
  }));
}

const Head = Release.pick({
  id: true,
  revision: true,
  kind: true,
  title: true,
  asOf: true,
  asOfNotBefore: true,
  contentSha256: true,
});
/** What files say of their release. */
export type ReleaseHead = z.infer<typeof Head>;

/** A revision and with what it was made. */
export async function readRevision(
  db: Db,
  release: string,
  revision: number,
): Promise<{ head: ReleaseHead; manifest: ReleaseManifest }> {
  const [row] = await db.$client<Record<string, unknown>[]>`
    select r.id, r.revision, r.kind, r.title, r.as_of as "asOf",
      r.as_of_not_before as "asOfNotBefore", r.content_sha256 as "contentSha256", m.manifest
    from published.releases r
    join published.manifests m on m.release = r.id and m.revision = r.revision
    where r.id = ${release} and r.revision = ${revision}`;
  if (row === undefined) throw new Error(`there is no ${release} revision ${revision}`);
  return { head: Head.parse(row), manifest: ReleaseManifest.parse(row.manifest) };
}

/** The datasets that a revision has, by name. */
export async function datasetsOf(db: Db, release: string, revision: number): Promise<string[]> {
  const rows = await db.$client<{ dataset: string }[]>`
    select distinct dataset from published.tables
    where release = ${release} and revision = ${revision} order by 1 limit 1000`;
  return rows.map(({ dataset }) => dataset);
}

const ExportRow = Figure.required({ asOf: true, asOfPrecision: true }).extend({
  edition: z.string(),
});
/** One row as it was published, with the edition of its table. */
export type ExportRow = z.infer<typeof ExportRow>;

/** All rows of a dataset within a revision, in the order in which they were published. */
export async function rowsOf(
  db: Db,
  release: string,
  revision: number,
  dataset: string,
): Promise<ExportRow[]> {
  const rows = await db.$client<Record<string, unknown>[]>`
    select edition, as_of as "asOf", as_of_precision as "asOfPrecision", dimensions, measures,
      array_to_json(flags) as flags
    from published.figures
    where release = ${release} and revision = ${revision} and dataset = ${dataset}
    order by edition, position`;
  return z.array(ExportRow).parse(rows);
}

/** Notes that a revision's files lie there, and tells readers and caches, in one transaction. */
export async function recordExport(
  db: Db,
  release: string,
  revision: number,
  files: readonly ExportedFile[],
): Promise<void> {
  await db.$client.begin(async (tx) => {
    await tx`
      insert into published.exports (release, revision, files)
      values (${release}, ${revision}, ${JSON.stringify(files)}::text::jsonb)`;
    await tx`select pg_notify(${RELEASE_CHANNEL}, ${JSON.stringify({ releases: [release] })})`;
  });
}
