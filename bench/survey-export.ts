/**
 * Measures the export: rows a second into a snapshot and octets a domain; the twelve plain passes of
 * `survey-aggregate` in DuckDB over that snapshot against PostgreSQL over the states, and the recount of
 * twelve datasets against the aggregates that it compares with; COPY through postgres.js against psql, of
 * the same rows over TCP, in turns. Prints figures and ratios; fails under a target. `--domains=2000000`
 * for more.
 */
import { spawn } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { connect, type Db } from "@/db/client";
import { migrate } from "@/db/migrate";
import { computeDraft } from "@/lib/survey/aggregate/draft";
import { copyOut } from "@/lib/survey/export/copy-out";
import { openDuckDb } from "@/lib/survey/export/duckdb";
import { exportRelease } from "@/lib/survey/export/export-release";
import { recountByDuckDb } from "@/lib/survey/export/recount-engines";
import { exportSnapshot } from "@/lib/survey/export/snapshot";
import { ownRevisions } from "@/lib/survey/export/store";
import { publishSynthetic } from "@/scripts/testing/synthetic-release";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";
import { leastMs, PLAIN_COLUMNS, plainPass } from "./plain-passes";

const ROUNDS = 3;
/** As the design has it: rows of a batch, and how close to psql. */
const COPY_ROWS = 10_000;
const COPY_BATCHES = 20;
const COPY_TARGET = 0.9;
/** Seconds that the design allows DuckDB for the aggregates of 25 million domains. */
const AGGREGATES_SECONDS = 5;
const WHOLE = 25_000_000;

const { values } = parseArgs({ options: { domains: { type: "string", default: "200000" } } });
const count = Number(values.domains);
const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-bench-export-"));
const cluster = await startThrowAwayCluster();
const db = connect(cluster.url, { statementTimeoutMs: 0, noDelay: true });
try {
  const migrated = await migrate(cluster.url);
  if (!migrated.ok) throw new Error(migrated.error.message);
  const made = await publishSynthetic(db, count);
  await db.$client`vacuum analyze`;
  const snapshot = await measureSnapshot(made.run);
  await measureRelease();
  await measureEngines(made.run, snapshot);
  await measureCopy(db, cluster.url);
} finally {
  await db.$client.end();
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measureSnapshot(run: number): Promise<string> {
  const begunAt = performance.now();
  const taken = await exportSnapshot({ db, root: folder, now: () => new Date() }, run);
  if (!taken.ok || taken.value.state !== "written") throw new Error("no snapshot");
  const seconds = (performance.now() - begunAt) / 1_000;
  const { files } = taken.value;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(
    `export of states: ${(count / seconds / 1e3).toFixed(0)}k domains/s into Parquet, ${(bytes / count).toFixed(1)} octets a domain with all tables (synthetic names); ${Math.round(process.memoryUsage().rss / 1e6)} MB resident`,
  );
  return taken.value.folder;
}

async function measureRelease(): Promise<void> {
  const [one] = await ownRevisions(db);
  if (one === undefined) throw new Error("nothing was published");
  const begunAt = performance.now();
  const written = await exportRelease({ db, root: path.join(folder, "exports") }, one);
  if (!written.ok) throw new Error(written.error.code);
  const { files } = written.value;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const rows = files.reduce((sum, file) => sum + (file.format === "csv" ? (file.rows ?? 0) : 0), 0);
  console.log(
    `export of a release: ${files.length} files of ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB, in ${((performance.now() - begunAt) / 1_000).toFixed(1)} s`,
  );
}

async function measureEngines(run: number, snapshot: string): Promise<void> {
  const opened = await openDuckDb(snapshot);
  if (!opened.ok) throw new Error(opened.error.detail);
  const duck = opened.value;
  const files = `read_parquet('${path.join(snapshot, "domains-*.parquet")}')`;
  let postgresMs = 0;
  let duckMs = 0;
  for (const columns of PLAIN_COLUMNS) {
    postgresMs += await leastMs(ROUNDS, () =>
      db.$client.unsafe(plainPass(columns, "scan.domains")),
    );
    duckMs += await leastMs(ROUNDS, () => duck.rows(plainPass(columns, files)));
  }
  const aMillion = (ms: number) => ((ms / count) * 1_000).toFixed(2);
  console.log(
    `twelve plain passes: DuckDB over the exported Parquet ${aMillion(duckMs)} s a million domains, PostgreSQL over the states ${aMillion(postgresMs)}; ratio ${(postgresMs / duckMs).toFixed(1)}`,
  );
  const recountMs = await leastMs(ROUNDS, () => recountByDuckDb(duck, snapshot));
  const draftMs = await leastMs(1, () => computeDraft(db, run, { compareModuli: 0 }));
  duck.close();
  const whole = (recountMs / count / 1_000) * WHOLE;
  console.log(
    `twelve datasets counted again by DuckDB: ${aMillion(recountMs)} s a million, all of the aggregates in PostgreSQL ${aMillion(draftMs)}; 25 million, if in line, ${whole.toFixed(1)} s (not measured; the design has ${AGGREGATES_SECONDS})`,
  );
}

/** Runs psql over statements, to its end. */
function psql(url: string, file: string): Promise<number | null> {
  const child = spawn("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, url], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return new Promise((resolve) => {
    child.on("error", () => resolve(null));
    child.on("exit", resolve);
  });
}

async function measureCopy({ $client: sql }: Db, url: string): Promise<void> {
  const rows = path.join(folder, "rows.csv");
  const out = path.join(folder, "out.csv");
  const select = `select name, hash, verdict, mx_status, ds, keys, mx, first_seen from scan.domains order by hash limit ${COPY_ROWS}`;
  await sql`create table copied (name text, hash bigint, verdict text, mx_status text, ds int, keys int,
    mx int, first_seen timestamptz)`;
  await sql.begin((tx) => copyOut(tx, select, rows));
  const statements = (line: string) => `${line}\n`.repeat(COPY_BATCHES);
  const script = (name: string, line: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, statements(line));
    return file;
  };
  const into = script("into.sql", `\\copy copied from '${rows}' (format csv)`);
  const outOf = script(
    "out.sql",
    `\\copy (select * from copied limit ${COPY_ROWS}) to '${out}' (format csv)`,
  );
  const nothing = script("nothing.sql", "select 1 \\g /dev/null");
  const ours = {
    into: async () => {
      for (let batch = 0; batch < COPY_BATCHES; batch++) {
        const target = await sql`copy copied from stdin (format csv)`.writable();
        await pipeline(createReadStream(rows), target);
      }
    },
    outOf: () =>
      sql.begin(async (tx) => {
        for (let batch = 0; batch < COPY_BATCHES; batch++)
          await copyOut(tx, `select * from copied limit ${COPY_ROWS}`, out);
      }),
  };
  // What starting psql and connecting takes is not COPY.
  const startMs = await leastMs(ROUNDS, () => psql(url, nothing));
  if ((await psql(url, nothing)) === null) {
    console.log("COPY against psql: not measured, as psql is not installed");
    return;
  }
  const least = { into: [0, 0], outOf: [0, 0] };
  for (const way of ["into", "outOf"] as const) {
    const file = way === "into" ? into : outOf;
    let [our, their] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < ROUNDS; round++) {
      if (way === "into") await sql`truncate copied`;
      our = Math.min(our, await leastMs(1, ours[way]));
      if (way === "into") await sql`truncate copied`;
      their = Math.min(their, (await leastMs(1, () => psql(url, file))) - startMs);
    }
    least[way] = [our, their];
  }
  const line = (name: string, [our = 0, their = 0]: number[]) => {
    const rate = (ms: number) => ((COPY_ROWS * COPY_BATCHES) / ms).toFixed(0);
    return `${name} ${rate(our)}k rows/s, psql ${rate(their)}k, ratio ${(their / our).toFixed(2)}`;
  };
  console.log(
    `COPY through postgres.js against psql, ${COPY_ROWS} rows a batch over TCP: ${line("in", least.into)}; ${line("out", least.outOf)} (target ${COPY_TARGET})`,
  );
  const [our = 0, their = 1] = least.into;
  if (their / our < COPY_TARGET) {
    console.log("missed: COPY against psql");
    process.exitCode = 1;
  }
}
