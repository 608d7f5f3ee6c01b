import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "@/lib/result";
import { buildPool, type PoolCounts, type PoolError } from "./build-pool";
import { type ImportIo, sourcesFolder } from "./import-source";
import { DiskFull } from "./name-file";
import {
  allCurrentImports,
  importsOfPool,
  namesFilesToKeep,
  newestPool,
  type PoolRow,
  recordPool,
} from "./store";

/** What came of bringing the pool up to date. */
export type Refreshed = {
  isNew: boolean;
  pool: Pick<PoolRow, "file" | "sizeBytes">;
  counts: PoolCounts;
};

/** Why there is no new pool; the one before stays in use. */
export type RefreshError =
  | PoolError
  | { code: "nothing_imported" }
  | { code: "disk_full"; detail: string };

const POOLS = "pools";

/**
 * Builds the candidates anew from the last good import of every source, unless they are built from
 * just these. The former pool's file stays one turn longer, for who is reading it.
 */
export async function refreshPool(
  io: ImportIo,
  onProgress: (names: number, remaining: number) => void = () => {},
): Promise<Result<Refreshed, RefreshError>> {
  const current = await allCurrentImports(io.db);
  if (current.length === 0) return err({ code: "nothing_imported" });
  const ids = current.map(({ id }) => id).sort((a, b) => a - b);
  const before = await newestPool(io.db);
  if (before !== null && (await isFor(io, before, ids))) {
    const { unknown, seen, notSeen } = before;
    return ok({ isNew: false, pool: before, counts: { unknown, seen, not_seen: notSeen } });
  }
  await mkdir(path.join(io.folder, POOLS), { recursive: true });
  const file = path.join(POOLS, `${randomUUID()}.pool`);
  const inputs = current.flatMap(({ id, source, kind, dataAt, finishedAt, namesFile }) =>
    namesFile === null
      ? []
      : [
          {
            importId: id,
            source,
            kind,
            dataAt: dataAt ?? finishedAt,
            file: path.join(io.folder, namesFile),
          },
        ],
  );
  // Names that several sources have make it a little less.
  const total = current.reduce((sum, { names }) => sum + (names ?? 0), 0);
  const built = await buildOrFull(path.join(io.folder, file), inputs, (names) =>
    onProgress(names, Math.max(0, total - names)),
  );
  if (!built.ok) {
    // Without its damaged file the source is read again when it is next imported.
    const damaged = built.error.code === "names_damaged" ? built.error.source : null;
    const file = inputs.find(({ source }) => source === damaged)?.file;
    if (file !== undefined) await rm(file, { force: true });
    return built;
  }
  const { unknown, seen, not_seen: notSeen } = built.value;
  const { size: sizeBytes } = await stat(path.join(io.folder, file));
  const builtAt = io.now().toISOString();
  await recordPool(io.db, { builtAt, file, sizeBytes, unknown, seen, notSeen }, ids);
  await removeLeftovers(io, new Set([file, ...(before === null ? [] : [before.file])]));
  return ok({ isNew: true, pool: { file, sizeBytes }, counts: built.value });
}

async function isFor(io: ImportIo, pool: PoolRow, ids: readonly number[]): Promise<boolean> {
  const built = await importsOfPool(io.db, pool.id);
  if (built.length !== ids.length || built.some((id, at) => id !== ids[at])) return false;
  try {
    return (await stat(path.join(io.folder, pool.file))).size === pool.sizeBytes;
  } catch {
    return false;
  }
}

async function buildOrFull(
  ...[file, inputs, onProgress]: Parameters<typeof buildPool>
): Promise<Result<PoolCounts, RefreshError>> {
  try {
    return await buildPool(file, inputs, onProgress);
  } catch (cause) {
    if (cause instanceof DiskFull) return err({ code: "disk_full", detail: cause.message });
    throw cause;
  }
}

/** Removes files that no row needs: older days', and what an interrupted import left. */
async function removeLeftovers(io: ImportIo, poolsToKeep: ReadonlySet<string>): Promise<void> {
  const names = await namesFilesToKeep(io.db);
  for (const [folder, keep] of [
    [sourcesFolder(io.folder), names],
    [path.join(io.folder, POOLS), poolsToKeep],
  ] as const)
    for (const file of await readdir(folder)) {
      const place = path.join(folder, file);
      if (!keep.has(path.relative(io.folder, place))) await rm(place, { force: true });
    }
}
