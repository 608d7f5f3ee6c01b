import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Db } from "@/db/client";
import { err, ok, type Result } from "@/lib/result";
import { copyOut, type Tx } from "./copy-out";
import { type DuckDb, type NoDuckDb, openDuckDb, sqlText } from "./duckdb";
import { FolderWriter, inspectFolder, isDiskFull, sumOf } from "./folder";
import { DOMAINS, type SnapshotTable, sharedTables } from "./snapshot-tables";

/** Domains of one file: some tens of megabytes on the way, and a unit of work for many readers. */
const DOMAINS_PER_PART = 500_000;
const ALL_HASHES = 2 ** 32;

/** One file of a snapshot. */
export type SnapshotFile = { name: string; rows: number; bytes: number; sha256: string };

/** What came of it. */
export type SnapshotOutcome =
  | { state: "written"; folder: string; files: readonly SnapshotFile[] }
  | { state: "unchanged"; folder: string };

/** Why there is none. */
export type SnapshotRefusal =
  | NoDuckDb
  | { code: "no_such_run"; run: number }
  | { code: "not_complete"; run: number }
  /** A later run has changed the states: what this one left is not to be had any more. */
  | { code: "overtaken"; run: number; by: number }
  | { code: "disk_full"; folder: string }
  | { code: "differs"; what: string };

/** What snapshots are written with. */
export type SnapshotIo = {
  db: Db;
  /** Every snapshot has a folder below; nothing of it is for the public. */
  root: string;
  now: () => Date;
  /** Domains of one file; half a million unless told. */
  domainsPerPart?: number;
};

type RunRow = { day: string; state: string; methodVersion: string; by: number | null };

/**
 * Writes the states that a run's figures were counted from, one row a domain, as Parquet: for counting
 * them again by another engine, and for questions that no table answers. One state of the database is
 * seen throughout; it is refused once a later run has written to it.
 */
export async function exportSnapshot(
  io: SnapshotIo,
  run: number,
): Promise<Result<SnapshotOutcome, SnapshotRefusal>> {
  const { db, root } = io;
  return db.$client.begin("isolation level repeatable read read only", async (tx) => {
    await tx`set local statement_timeout = 0`;
    const [found] = await tx<RunRow[]>`
      select day::text, state, method_version as "methodVersion",
        (select min(c.run) from scan.coverage c where c.run > r.id) as by
      from scan.runs r where id = ${run}`;
    if (found === undefined) return err({ code: "no_such_run" as const, run });
    const name = snapshotName(found.day, run);
    const folder = path.join(root, name);
    const before = await inspectFolder(folder, "names");
    if (before.state === "whole") return ok({ state: "unchanged" as const, folder });
    if (before.state === "damaged")
      return err({ code: "differs" as const, what: `${folder} is damaged: ${before.what}` });
    if (found.state !== "complete") return err({ code: "not_complete" as const, run });
    if (found.by !== null) return err({ code: "overtaken" as const, run, by: found.by });
    await mkdir(root, { recursive: true });
    const writer = await FolderWriter.begin(root, name);
    try {
      const duck = await openDuckDb(writer.folder);
      if (!duck.ok) return duck;
      const files: SnapshotFile[] = [];
      try {
        for (const part of await partsOf(tx, found.day, io.domainsPerPart ?? DOMAINS_PER_PART)) {
          if (isDiskFull(root)) return err({ code: "disk_full" as const, folder: root });
          files.push(await writePart(tx, duck.value, writer.folder, part));
        }
      } finally {
        duck.value.close();
      }
      const manifest = path.join(writer.folder, "manifest.json");
      const about = { format: 1, run, day: found.day, methodVersion: found.methodVersion };
      const how = { takenAt: io.now().toISOString(), writtenBy: duck.value.version };
      await writeFile(manifest, `${JSON.stringify({ ...about, ...how, files }, null, 2)}\n`);
      const all = [...files, { name: "manifest.json", ...(await sumOf(manifest)) }];
      if (!(await writer.finish(all)).ok)
        return err({ code: "differs" as const, what: `${folder} was made by another process` });
      return ok({ state: "written" as const, folder, files });
    } finally {
      await writer.discard();
    }
  });
}

const snapshotName = (day: string, run: number): string => `${day}-run${run}`;
const SNAPSHOT_NAME = /^\d{4}-\d{2}-\d{2}-run\d+$/;

/** Keeps so many snapshots, the newest; they are a gigabyte a day at 25 million domains. */
export async function keepSnapshots(root: string, most: number): Promise<string[]> {
  const names = (await readdir(root).catch(() => [])).filter((name) => SNAPSHOT_NAME.test(name));
  const numberOf = (name: string) => Number(name.slice(name.indexOf("run") + 3));
  const old = names.sort((a, b) => numberOf(b) - numberOf(a)).slice(most);
  for (const name of old) await rm(path.join(root, name), { recursive: true, force: true });
  return old;
}

type Part = { file: string; table: SnapshotTable };

async function partsOf(tx: Tx, day: string, domainsPerPart: number): Promise<Part[]> {
  const [row] = await tx<{ domains: number }[]>`
    select count(*)::float8 as domains from scan.domains`;
  const parts = Math.max(1, Math.ceil((row?.domains ?? 0) / domainsPerPart));
  const bound = (part: number) => Math.floor((part * ALL_HASHES) / parts);
  const domains = Array.from({ length: parts }, (_, i) => ({
    file: `domains-${String(i).padStart(4, "0")}.parquet`,
    table: {
      ...DOMAINS,
      sql: `${DOMAINS.sql} where d.hash >= ${bound(i)} and d.hash < ${bound(i + 1)} order by d.hash, d.name`,
    },
  }));
  return [
    ...domains,
    ...sharedTables(day).map((table) => ({ file: `${table.name}.parquet`, table })),
  ];
}

/** One query's rows, by way of a file of their own, which is gone when the next one begins. */
async function writePart(
  tx: Tx,
  duck: DuckDb,
  folder: string,
  { file, table }: Part,
): Promise<SnapshotFile> {
  const rows = path.join(folder, "rows.csv");
  await copyOut(tx, table.sql, rows);
  const columns = table.columns.map(([name, type]) => `"${name}": '${type}'`).join(", ");
  const target = path.join(folder, file);
  await duck.run(`
    copy (select * from read_csv(${sqlText(rows)}, header = false, auto_detect = false,
      columns = {${columns}}, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false))
    to ${sqlText(target)} (format parquet, compression zstd)`);
  await rm(rows);
  const [counted] = await duck.rows(`select count(*) as n from read_parquet(${sqlText(target)})`);
  return { name: file, rows: Number(counted?.n ?? 0), ...(await sumOf(target)) };
}
