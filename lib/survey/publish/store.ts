import { and, desc, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { currentRevisions, figures, releases, releaseTables } from "@/db/schema/published";
import type { ReleaseDraft } from "@/lib/model/release";
import { RELEASE_CHANNEL } from "@/lib/model/release";
import { contentSha256 } from "./content-hash";

/** Any number that nothing else locks: publishing is one at a time. */
const PUBLISH_LOCK = 7_671;
/** Rows an INSERT statement takes; PostgreSQL allows 65,535 parameters. */
const ROWS_PER_INSERT = 2_000;

type Transaction = Parameters<Parameters<Db["transaction"]>[0]>[0];

async function insertRevision(
  tx: Transaction,
  draft: ReleaseDraft,
  revision: number,
  hash: string,
) {
  const { id: release } = draft.release;
  await tx.insert(releases).values({ ...draft.release, revision, contentSha256: hash });
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

/**
 * Publishes drafts in one transaction: new content becomes a revision and the pointer moves to it,
 * content already current is left alone. Readers and caches are told by NOTIFY on commit.
 */
export async function publishDrafts(
  db: Db,
  drafts: readonly ReleaseDraft[],
): Promise<{ published: number; unchanged: number }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${PUBLISH_LOCK})`);
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
    for (const { draft, hash } of changed) {
      const [newest] = await tx
        .select({ revision: releases.revision })
        .from(releases)
        .where(eq(releases.id, draft.release.id))
        .orderBy(desc(releases.revision))
        .limit(1);
      await insertRevision(tx, draft, (newest?.revision ?? 0) + 1, hash);
    }
    if (changed.length > 0) {
      const ids = changed.slice(0, 100).map(({ draft }) => draft.release.id);
      await tx.execute(
        sql`select pg_notify(${RELEASE_CHANNEL}, ${JSON.stringify({ releases: ids })})`,
      );
    }
    return { published: changed.length, unchanged: drafts.length - changed.length };
  });
}
