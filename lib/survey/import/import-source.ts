import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Db } from "@/db/client";
import type { InputFault } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import { changedDelegations } from "./changed-delegations";
import type { DownloadError, Downloaded, Validators } from "./download";
import { faultAt, quoted } from "./input-fault";
import { readInput } from "./input-stream";
import { DiskFull } from "./name-file";
import { NameSorter } from "./name-sorter";
import {
  type InputFormat,
  type ReadProgress,
  readSource,
  type SourceContents,
} from "./read-source";
import {
  type Attempt,
  type CurrentImport,
  currentImportOf,
  publicSuffixListText,
  recordAccepted,
  recordFailure,
  recordUnchanged,
} from "./store";
import { recordRescans } from "./store-rescans";

/** Where a source's content comes from. */
export type Origin =
  | { file: string }
  | {
      /** For rows and reports, without anything secret. */
      place: string;
      fetch: (
        file: string,
        known: Validators | undefined,
      ) => Promise<Result<Downloaded, { code: string }>>;
    };

/** A source to import. */
export type SourceRequest = {
  /** Its name, the same from day to day. */
  source: string;
  origin: Origin;
  format: InputFormat;
  /** Takes it however far its size is off the last good import's. */
  anySize?: boolean;
};

/** The folder beside the database, the database, and the clock. */
export type ImportIo = { db: Db; folder: string; now: () => Date };

/** What came of an import. */
export type Imported =
  | { outcome: "unchanged"; names: number }
  | {
      outcome: "accepted";
      importId: number;
      contents: SourceContents;
      /** Signed delegations that differ from the last good import's, which the scan looks at first. */
      changed: number;
    };

/** Why nothing came of it; whatever was current before still is. */
export type ImportError =
  | { code: "refused"; place: string; fault: InputFault }
  | { code: "not_had"; place: string; error: { code: string } }
  | { code: "disk_full"; place: string; detail: string };

const SOURCES = "sources";
/** What a day changes in a list of names is below one in a hundred. */
const MOST_OFF_SIZE = 0.05;
/** Of one zone file: where a registry changes more in a day, the daily pass is soon enough. */
const MOST_CHANGED = 100_000;
/** Shorter lists are a person's own, and change as they like. */
const LEAST_COMPARED = 1_000;

/** Files of names, below the survey's folder. */
export const sourcesFolder = (folder: string): string => path.join(folder, SOURCES);

/**
 * Imports one source: gets it, reads it whole, and makes it the current one. A malformed or
 * truncated input is refused whole and recorded with line and field, and so is one of another size than
 * the last good import's; one that has not changed, and
 * was read under the same public suffix list, is not read again. Safe to repeat and to interrupt.
 */
export async function importSource(
  io: ImportIo,
  request: SourceRequest,
  onProgress?: (progress: ReadProgress) => void,
): Promise<Result<Imported, ImportError>> {
  await mkdir(sourcesFolder(io.folder), { recursive: true });
  const startedAt = io.now().toISOString();
  const place = "file" in request.origin ? request.origin.file : request.origin.place;
  const attempt = (): Attempt => ({
    source: request.source,
    kind: request.format.kind,
    location: place,
    startedAt,
    finishedAt: io.now().toISOString(),
  });
  const namesFile = path.join(SOURCES, `${randomUUID()}.names`);
  const fetched = path.join(io.folder, `${namesFile}.input`);
  try {
    const current = await currentImportOf(io.db, request.source);
    const had = await obtain(request, fetched, knownStill(io, request, current));
    if (!had.ok) {
      await recordFailure(io.db, attempt(), failureOf(had.error.error));
      return err({ code: "not_had", place, error: had.error.error });
    }
    if (had.value === "unchanged") return unchanged(io, request, current);
    const sorter = new NameSorter(path.join(io.folder, namesFile));
    const read = await readOrDiscard(had.value.file, request.format, sorter, onProgress);
    if (!read.ok) return await refused(io, attempt(), read.error);
    const sizeOff = sizeFault(request, current, read.value.sorted.names);
    if (sizeOff !== null) {
      await sorter.remove();
      return await refused(io, attempt(), sizeOff);
    }
    const { dataAt, etag, lastModified } = had.value;
    const provenance = { dataAt, etag, lastModified, namesFile };
    const importId = await recordAccepted(io.db, attempt(), read.value, provenance);
    const changed = await noteChanged(io, current, importId, namesFile);
    return ok({ outcome: "accepted", importId, contents: read.value, changed });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!(cause instanceof DiskFull) && code !== "ENOSPC") throw cause;
    const detail = cause instanceof DiskFull ? cause.message : "the disk is full";
    await recordFailure(io.db, attempt(), failureOf({ code: "disk_full" }));
    return err({ code: "disk_full", place, detail });
  } finally {
    await rm(fetched, { force: true });
  }
}

/** What a zone file shows changed is looked at ahead of its turn; a first file shows nothing. */
async function noteChanged(
  { db, folder, now }: ImportIo,
  before: CurrentImport | null,
  importId: number,
  namesFile: string,
): Promise<number> {
  if (before?.kind !== "zone" || before.namesFile === null) return 0;
  const files = [before.namesFile, namesFile].map((file) => path.join(folder, file));
  const [was = "", is = ""] = files;
  const changed = await changedDelegations(was, is, MOST_CHANGED);
  if (changed === null) return 0;
  await recordRescans(db, changed, { importId, at: now().toISOString() });
  return changed.length;
}

async function refused(
  { db }: ImportIo,
  attempt: Attempt,
  fault: InputFault,
): Promise<Result<never, ImportError>> {
  const { code, line, field, detail } = fault;
  const columns = { faultCode: code, faultLine: line, faultField: field, faultDetail: detail };
  await recordFailure(db, attempt, { outcome: "refused", ...columns });
  return err({ code: "refused", place: attempt.location, fault });
}

/** A list that was cut off where a line ends is whole by its form: only its size tells. */
function sizeFault(
  { anySize = false }: SourceRequest,
  current: CurrentImport | null,
  names: number,
): InputFault | null {
  const before = current?.names ?? 0;
  if (anySize || before < LEAST_COMPARED || Math.abs(names - before) <= MOST_OFF_SIZE * before)
    return null;
  const detail = `${names} names, where the last good copy had ${before}: more than ${MOST_OFF_SIZE * 100} % off its size`;
  return faultAt("size_off", null, null, detail);
}

const failureOf = ({ code }: { code: string }) => ({
  outcome: "failed" as const,
  faultCode: code,
  faultLine: null,
  faultField: null,
  faultDetail: "",
});

/** What need not be read again: its names are there, and would be read and reduced in the same way. */
function knownStill(
  { folder }: ImportIo,
  { format }: SourceRequest,
  current: CurrentImport | null,
): CurrentImport | null {
  const namesFile = current?.kind === format.kind ? current.namesFile : null;
  if (namesFile === null || current?.publicSuffixList !== publicSuffixListText) return null;
  return existsSync(path.join(folder, namesFile)) ? current : null;
}

async function unchanged(
  io: ImportIo,
  { source }: SourceRequest,
  current: CurrentImport | null,
): Promise<Result<Imported, ImportError>> {
  await recordUnchanged(io.db, source, io.now().toISOString());
  return ok({ outcome: "unchanged", names: current?.names ?? 0 });
}

type Had = { file: string; dataAt: string | null } & Validators;

/** Gets the content as a file; "unchanged" where it is what the current import read. */
async function obtain(
  { origin }: SourceRequest,
  fetched: string,
  known: CurrentImport | null,
): Promise<Result<Had | "unchanged", { error: DownloadError | { code: string } }>> {
  if ("file" in origin) return ok(await onDisk(origin.file, known));
  const { etag = null, lastModified = null } = known ?? {};
  const validators = etag === null && lastModified === null ? undefined : { etag, lastModified };
  const got = await origin.fetch(fetched, validators);
  if (!got.ok) return err({ error: got.error });
  if (!got.value.isNew) return ok("unchanged");
  if (await hasSameContent(fetched, known)) return ok("unchanged");
  const time = Date.parse(got.value.validators.lastModified ?? "");
  const dataAt = Number.isNaN(time) ? null : new Date(time).toISOString();
  return ok({ file: fetched, dataAt, ...got.value.validators });
}

async function onDisk(file: string, known: CurrentImport | null): Promise<Had | "unchanged"> {
  const had = { file, dataAt: null, etag: null, lastModified: null };
  try {
    const { mtime } = await stat(file);
    if (await hasSameContent(file, known)) return "unchanged";
    return { ...had, dataAt: mtime.toISOString() };
  } catch {
    return had; // Reading it will say why.
  }
}

/** Hashes a file only where its size makes it likely. */
async function hasSameContent(file: string, known: CurrentImport | null): Promise<boolean> {
  if (known === null || (await stat(file)).size !== known.sizeBytes) return false;
  const read = await readInput(file, () => null, { mayUnpack: false });
  return read.ok && read.value.sha256 === known.sha256;
}

/** Reads a source; nothing is left on the disk where that fails. */
async function readOrDiscard(
  file: string,
  format: InputFormat,
  sorter: NameSorter,
  onProgress?: (progress: ReadProgress) => void,
): Promise<Result<SourceContents, InputFault>> {
  let isRead = false;
  try {
    const read = await readSource(file, format, sorter, onProgress);
    if (!read.ok) return read;
    const { zone } = read.value;
    if (format.kind === "zone" && format.origin !== null && zone?.apex !== format.origin) {
      await sorter.remove();
      const detail = `the file is of ${quoted(zone?.apex ?? "")}, not of ${quoted(format.origin)}`;
      return err(faultAt("soa_of_other_zone", null, "SOA", detail));
    }
    isRead = true;
    return read;
  } finally {
    if (!isRead) await sorter.discard();
  }
}
