import { createHash } from "node:crypto";
import { and, asc, eq } from "drizzle-orm";
import type { Db } from "@/db/client";
import { figures } from "@/db/schema/published";
import { canonicalJson } from "@/lib/model/canonical-json";
import type { Release } from "@/lib/model/release";
import { RevisionFile } from "@/lib/model/release-file";
import { baseOf } from "./horizon";
import { listTables, releaseById } from "./releases";
import { remembered } from "./remembered";

/** Rows of one release at most; the largest so far has some hundreds. */
const MAX_ROWS = 100_000;

const keyOf = ({ dataset, edition }: { dataset: string; edition: string }) =>
  `${dataset} ${edition}`;

/** All that a revision of a release holds, as the bytes of its file; null where there is none. */
export async function revisionFile(
  handle: Db,
  id: string,
  revision: number,
): Promise<{ text: string; release: Release } | null> {
  const db = baseOf(handle);
  const release = await releaseById(db, id, revision);
  if (release === null) return null;
  const [tables, rows] = await Promise.all([
    listTables(db, { release: id, revision }),
    db
      .select({
        dataset: figures.dataset,
        edition: figures.edition,
        asOf: figures.asOf,
        asOfPrecision: figures.asOfPrecision,
        dimensions: figures.dimensions,
        measures: figures.measures,
        flags: figures.flags,
      })
      .from(figures)
      .where(and(eq(figures.release, id), eq(figures.revision, revision)))
      .orderBy(asc(figures.dataset), asc(figures.edition), asc(figures.position))
      .limit(MAX_ROWS),
  ]);
  const byTable = Map.groupBy(rows, keyOf);
  const file = RevisionFile.parse({
    format: 1,
    release,
    tables: tables
      .map((table) => ({ ...table, rows: byTable.get(keyOf(table)) ?? [] }))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  });
  return { text: `${canonicalJson(file)}\n`, release };
}

/** SHA-256 (hex) of a revision's file; null where there is none. */
export const revisionFileSha256 = (
  handle: Db,
  id: string,
  revision: number,
): Promise<string | null> =>
  remembered(baseOf(handle), ["release-file", id, String(revision)], async () => {
    const file = await revisionFile(handle, id, revision);
    return file === null ? null : createHash("sha256").update(file.text).digest("hex");
  });
