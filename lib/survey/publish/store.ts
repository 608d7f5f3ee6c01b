import { and, desc, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import {
  currentRevisions,
  figures,
  manifests,
  releases,
  releaseTables,
} from "@/db/schema/published";
import { publications } from "@/db/schema/survey-publications";
import type { ReleaseDraft } from "@/lib/model/release";
import { RELEASE_CHANNEL } from "@/lib/model/release";
import type { ReleaseManifest } from "@/lib/model/release-manifest";
import { contentSha256 } from "./content-hash";

/** Any number that nothing else locks: publishing is one at a time. */
const PUBLISH_LOCK = 7_671;
/** Rows an INSERT statement takes; PostgreSQL allows 65,535 parameters. */
const ROWS_PER_INSERT = 2_000;

/** A transaction under way. */
export type Transaction = Parameters<Parameters<Db["transaction"]>[0]>[0];

async function insertRevision(
  tx: Transaction,
  draft: ReleaseDraft,
  revision: number,
  hash: string,
  manifest: ReleaseManifest | null,
) {
  const { id: release } = draft.release;
  await tx.insert(releases).values({ ...draft.release, revision, contentSha256: hash });
  if (manifest !== null) await tx.insert(manifests).values({ release, revision, manifest });
  if (draft.tables.length > 0) {
    await tx
      .insert(releaseTables)
      .values(draft.tables.map(({ rows: _, ...table }) => ({ ...table, release, revision })));
  }
  const rows = draft.tables.flatMap(({ dataset, edition, asOf, asOfPrecision, rows }) =>
    rows.map((row, position) => ({
      release,
      revision,
      dataset,
      edition,
      position,
      asOf: row.asOf === undefined ? asOf : row.asOf,
      asOfPrecision: row.asOfPrecision ?? asOfPrecision,
      dimensions: row.dimensions,
      measures: row.measures,
      flags: row.flags,
    })),
  );
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await tx.insert(figures).values(rows.slice(start, start + ROWS_PER_INSERT));
  }
  await tx
    .insert(currentRevisions)
    .values({ release, revision })
    .onConflictDoUpdate({ target: currentRevisions.release, set: { revision } });
}

/** Nobody else publishes until the transaction ends. */
const lockPublishing = (tx: Transaction) =>
  tx.execute(sql`select pg_advisory_xact_lock(${PUBLISH_LOCK})`);

/** The revision that readers see of a release, with its content's hash; null before the first. */
export async function currentRevision(
  db: Pick<Db, "select">,
  release: string,
): Promise<{ revision: number; contentSha256: string } | null> {
  const [row] = await db
    .select({ revision: releases.revision, contentSha256: releases.contentSha256 })
    .from(releases)
    .innerJoin(
      currentRevisions,
      and(
        eq(currentRevisions.release, releases.id),
        eq(currentRevisions.revision, releases.revision),
      ),
    )
    .where(eq(releases.id, release));
  return row ?? null;
}

/** Adds a draft as the next revision of its release, and moves the pointer to it. */
async function publishNext(
  tx: Transaction,
  draft: ReleaseDraft,
  hash: string,
  manifest: ReleaseManifest | null,
): Promise<number> {
  const [newest] = await tx
    .select({ revision: releases.revision })
    .from(releases)
    .where(eq(releases.id, draft.release.id))
    .orderBy(desc(releases.revision))
    .limit(1);
  const revision = (newest?.revision ?? 0) + 1;
  await insertRevision(tx, draft, revision, hash, manifest);
  return revision;
}

/**
 * Tells readers and caches on commit. The planner is told first: it knows nothing of fresh tables until
 * the server comes round to it by itself, and the first questions would take seconds.
 */
async function tellReaders(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`analyze ${releases}, ${currentRevisions}, ${releaseTables}, ${figures}`);
  await tx.execute(sql`select pg_notify(${RELEASE_CHANNEL}, ${JSON.stringify({ releases: ids })})`);
}

/**
 * Publishes drafts in one transaction: new content becomes a revision and the pointer moves to it,
 * content already current is left alone. Readers and caches are told by NOTIFY on commit.
 */
export async function publishDrafts(
  db: Db,
  drafts: readonly ReleaseDraft[],
): Promise<{ published: number; unchanged: number }> {
  return db.transaction(async (tx) => {
    await lockPublishing(tx);
    const current = await tx
      .select({ id: releases.id, hash: releases.contentSha256 })
      .from(releases)
      .innerJoin(
        currentRevisions,
        and(
          eq(currentRevisions.release, releases.id),
          eq(currentRevisions.revision, releases.revision),
        ),
      );
    const currentHashes = new Map(current.map(({ id, hash }) => [id, hash]));
    const changed = drafts
      .map((draft) => ({ draft, hash: contentSha256(draft) }))
      .filter(({ draft, hash }) => currentHashes.get(draft.release.id) !== hash);
    for (const { draft, hash } of changed) await publishNext(tx, draft, hash, null);
    if (changed.length > 0) {
      const ids = changed.slice(0, 100).map(({ draft }) => draft.release.id);
      await tellReaders(tx, ids);
    }
    return { published: changed.length, unchanged: drafts.length - changed.length };
  });
}

/**
 * Publishes one draft of our own survey with its manifest, in one transaction with the moved pointer,
 * the notice and whatever `within` writes.
 *
 * @param over the revision that it is to replace, 0 for none; null is returned, and nothing written, where
 * another one is current by then.
 */
export async function publishWithManifest(
  db: Db,
  draft: ReleaseDraft,
  manifest: ReleaseManifest,
  over: number,
  within: (tx: Transaction, revision: number) => Promise<void>,
): Promise<number | null> {
  return db.transaction(async (tx) => {
    await lockPublishing(tx);
    const current = await currentRevision(tx, draft.release.id);
    if ((current?.revision ?? 0) !== over) return null;
    const revision = await publishNext(tx, draft, contentSha256(draft), manifest);
    await within(tx, revision);
    await tellReaders(tx, [draft.release.id]);
    return revision;
  });
}

/** Ends an attempt to publish a run, in the transaction that publishes it. */
export async function endPublication(
  tx: Transaction,
  id: number,
  ended: Pick<
    typeof publications.$inferInsert,
    "state" | "finishedAt" | "revision" | "facts" | "gates" | "reason" | "override"
  >,
): Promise<void> {
  await tx.update(publications).set(ended).where(eq(publications.id, id));
}
