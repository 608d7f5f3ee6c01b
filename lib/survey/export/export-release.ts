import { mkdir, readFile, rename } from "node:fs/promises";
import path from "node:path";
import type { Db } from "@/db/client";
import {
  type ExportedFile,
  ExportManifest,
  exportFolderOf,
  MANIFEST_FILE,
  SUMS_FILE,
} from "@/lib/model/release-export";
import { err, ok, type Result } from "@/lib/result";
import { type NoDuckDb, openDuckDb } from "./duckdb";
import { FolderWriter, inspectFolder, isDiskFull, type Sum, sumOf } from "./folder";
import { type OwnRevision, readRevision, recordExport } from "./store";
import { sumsFile, writeRelease } from "./write-release";

/** What came of it. */
export type ExportOutcome = {
  /** `restored`: files that had been lost were written again, byte for byte. */
  state: "written" | "restored" | "unchanged";
  files: readonly ExportedFile[];
};

/** Why nothing was written. */
export type ExportRefusal =
  | NoDuckDb
  | { code: "disk_full"; folder: string }
  /** What lies there, or was published, has other bytes than this would have. Nothing is touched. */
  | { code: "differs"; what: string };

/** What exporting works with. */
export type ExportIo = {
  db: Db;
  /** Every release has a folder below. */
  root: string;
};

/**
 * Writes a revision's files, once: into a folder of its own that gets its name when all is on the disk,
 * then into the database, which tells readers. What was exported is compared and left alone.
 */
export async function exportRelease(
  { db, root }: ExportIo,
  { release, revision, files: recorded }: OwnRevision,
): Promise<Result<ExportOutcome, ExportRefusal>> {
  const name = exportFolderOf(release, revision);
  const final = path.join(root, name);
  const found = await inspectFolder(final);
  if (found.state === "whole") {
    const files = await filesOf(final, found.sums);
    const { head } = await readRevision(db, release, revision);
    if (files === null || files.contentSha256 !== head.contentSha256)
      return err({ code: "differs", what: `${final} holds files of other figures` });
    if (recorded === null) {
      // Killed between the two: the folder is whole, and nobody was told.
      await recordExport(db, release, revision, files.all);
      return ok({ state: "written", files: files.all });
    }
    const other = firstOther(recorded, files.all);
    if (other !== null)
      return err({ code: "differs", what: `${other} in ${final} is not as it was published` });
    return ok({ state: "unchanged", files: recorded });
  }
  if (found.state === "damaged" && recorded === null)
    return err({ code: "differs", what: `${final} is not of this export: ${found.what}` });

  await mkdir(root, { recursive: true });
  if (isDiskFull(root)) return err({ code: "disk_full", folder: root });
  const writer = await FolderWriter.begin(root, name);
  try {
    const duck = await openDuckDb(writer.folder);
    if (!duck.ok) return duck;
    let written: ExportedFile[];
    try {
      written = await writeRelease(
        { db, duck: duck.value, folder: writer.folder },
        release,
        revision,
      );
    } finally {
      duck.value.close();
    }
    const files = [...written, sumsFile(SUMS_FILE, written)];
    const other = recorded === null ? null : firstOther(recorded, files);
    if (other !== null)
      return err({
        code: "differs",
        what: `${other} of ${release} r${revision} would be written with other bytes than were published, as by another version of DuckDB or of the columns`,
      });
    // Only what is known to be damaged, and is about to be replaced by what was published.
    if (found.state === "damaged") await rename(final, path.join(writer.folder, "damaged"));
    if (!(await writer.finish(written)).ok)
      return err({ code: "differs", what: `${final} was made by another process` });
    if (recorded === null) await recordExport(db, release, revision, files);
    return ok({ state: recorded === null ? "written" : "restored", files });
  } finally {
    await writer.discard();
  }
}

/** The first file that is not the same in both; null where all are. */
function firstOther(one: readonly ExportedFile[], other: readonly ExportedFile[]): string | null {
  const sums = new Map(other.map(({ name, sha256 }) => [name, sha256]));
  const differs = one.find(({ name, sha256 }) => sums.get(name) !== sha256);
  if (differs !== undefined) return differs.name;
  const names = new Set(one.map(({ name }) => name));
  return other.find(({ name }) => !names.has(name))?.name ?? null;
}

/** The files of a whole folder by its manifest; null where the manifest is not one of ours. */
async function filesOf(
  folder: string,
  sums: readonly Sum[],
): Promise<{ contentSha256: string; all: ExportedFile[] } | null> {
  const file = path.join(folder, MANIFEST_FILE);
  const text = await readFile(file, "utf8").catch(() => "null");
  const manifest = ExportManifest.safeParse(parsed(text));
  if (!manifest.success) return null;
  const { files, contentSha256 } = manifest.data;
  const about = { dataset: null, rows: null };
  const listed: ExportedFile[] = [
    ...files.map(({ columns: _, ...one }) => one),
    { name: MANIFEST_FILE, ...about, format: "json", ...(await sumOf(file)) },
  ];
  const sumOfName = new Map(sums.map(({ name, sha256 }) => [name, sha256]));
  if (listed.length !== sums.length) return null;
  if (listed.some(({ name, sha256 }) => sumOfName.get(name) !== sha256)) return null;
  return { contentSha256, all: [...listed, sumsFile(SUMS_FILE, listed)] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
