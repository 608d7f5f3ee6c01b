import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { connect } from "@/db/client";
import { migrate } from "@/db/migrate";
import { childEnv } from "@/lib/env";
import { openDuckDb } from "@/lib/survey/export/duckdb";
import {
  comparable,
  RECOUNT_QUESTIONS,
  type Recount,
  recountOf,
} from "@/lib/survey/export/recount";
import {
  clickHouseTables,
  publishedRecount,
  recountByDuckDb,
} from "@/lib/survey/export/recount-engines";
import { exportSnapshot } from "@/lib/survey/export/snapshot";
import { publishSynthetic } from "../testing/synthetic-release";
import { startThrowAwayCluster } from "../testing/throw-away-cluster";
import type { Drill } from "./drill";

/** ClickHouse as a library: 540 MB, so it is no dependency, and is installed for this drill alone. */
const CHDB = "chdb@3.4.0";
const DOMAINS_A_ROUND = 100_000;

/** Runs statements of a file in ClickHouse and writes rows of each question to another. */
const PROGRAM = `
import { readFileSync, writeFileSync } from "node:fs";
import { Session } from "chdb";
const { before, questions, session: at, result } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const session = new Session(at);
for (const sql of before) session.query(sql);
const version = session.query("select version()", "TSV").trim();
const begunAt = performance.now();
const answers = questions.map((sql) =>
  session.query(sql, "JSONEachRow").split("\\n").filter((line) => line !== "").map((line) => JSON.parse(line)));
const tookMs = performance.now() - begunAt;
session.cleanup();
writeFileSync(result, JSON.stringify({ version, tookMs, answers }));
`;

type Answered = { version: string; tookMs: number; recounts: Record<string, Recount> };

/** Published figures, counted again from the exported states by DuckDB and by ClickHouse. */
export const secondEngine: Drill = {
  name: "second-engine",
  purpose: "Aggregates counted again over the exported Parquet by DuckDB and ClickHouse",
  // DuckDB's part is in `npm test`.
  rounds: { full: 3, sample: 0 },
  run: async ({ rounds, folder, log }) => {
    const installed = installChdb(folder);
    if (installed !== null) return { isSuccess: false, report: [installed] };
    const rows: string[] = [];
    const differences: string[] = [];
    let versions = "";
    for (let round = 1; round <= rounds; round++) {
      const cluster = await startThrowAwayCluster();
      const db = connect(cluster.url, { statementTimeoutMs: 0 });
      try {
        const migrated = await migrate(cluster.url);
        if (!migrated.ok) throw new Error(migrated.error.message);
        const domains = DOMAINS_A_ROUND * round;
        const made = await publishSynthetic(db, domains);
        const root = path.join(folder, `round-${round}`);
        const io = { db, root, now: () => new Date(), domainsPerPart: DOMAINS_A_ROUND };
        const taken = await exportSnapshot(io, made.run);
        if (!taken.ok) throw new Error(taken.error.code);
        const at = taken.value.folder;
        const duck = await byDuckDb(at);
        const house = byClickHouse(folder, at, round);
        versions = `${duck.version}, ClickHouse ${house.version}`;
        let compared = 0;
        for (const question of RECOUNT_QUESTIONS) {
          const { dataset } = question;
          const figures = await publishedRecount(db, made, question);
          compared += Object.keys(figures).length;
          for (const [engine, { recounts }] of Object.entries({
            DuckDB: duck,
            ClickHouse: house,
          })) {
            const counted = comparable(question, recounts[dataset] ?? {}, figures);
            if (JSON.stringify(counted) !== JSON.stringify(figures))
              differences.push(`- round ${round}: ${dataset} by ${engine} differs`);
          }
          // All providers, also those that are too small to be published.
          if (JSON.stringify(duck.recounts[dataset]) !== JSON.stringify(house.recounts[dataset]))
            differences.push(`- round ${round}: ${dataset} differs between the engines`);
        }
        log(`${domains} domains, ${compared} rows compared, ${differences.length} differences`);
        rows.push(
          `| ${domains} | ${compared} | ${duck.tookMs.toFixed(0)} | ${house.tookMs.toFixed(0)} |`,
        );
      } finally {
        await db.$client.end();
        await cluster.stop();
      }
    }
    const report = [
      `${RECOUNT_QUESTIONS.length} datasets: ${RECOUNT_QUESTIONS.map(({ dataset }) => dataset).join(", ")}.`,
      `${versions}. The same SQL for both; not one line is shared with the aggregates. Other work ran on the`,
      "machine, so the times say no more than that both are short.",
      "",
      "| domains | published rows compared | DuckDB, ms | ClickHouse, ms |",
      "|--:|--:|--:|--:|",
      ...rows,
      "",
      differences.length === 0 ? "No difference." : "Differences:",
      ...differences,
    ];
    return { isSuccess: differences.length === 0, report };
  },
};

/** @returns why it could not be installed; null where it is there. */
function installChdb(folder: string): string | null {
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, CHDB];
  const { status, stderr, error } = spawnSync("npm", args, { encoding: "utf8", env: childEnv({}) });
  if (status === 0 && existsSync(path.join(folder, "node_modules/chdb"))) return null;
  const why = error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
  return `${CHDB} cannot be installed from the npm registry: ${why}`;
}

async function byDuckDb(snapshot: string): Promise<Answered> {
  const duck = await openDuckDb(snapshot);
  if (!duck.ok) throw new Error(duck.error.detail);
  try {
    const begunAt = performance.now();
    const recounts = await recountByDuckDb(duck.value, snapshot);
    return { version: duck.value.version, tookMs: performance.now() - begunAt, recounts };
  } finally {
    duck.value.close();
  }
}

function byClickHouse(folder: string, snapshot: string, round: number): Answered {
  const at = (name: string) => path.join(folder, name);
  mkdirSync(at(`session-${round}`), { recursive: true });
  writeFileSync(at("clickhouse.mjs"), PROGRAM);
  const task = {
    before: clickHouseTables(snapshot),
    questions: RECOUNT_QUESTIONS.map(({ sql }) => sql),
    session: at(`session-${round}`),
    result: at("result.json"),
  };
  writeFileSync(at("task.json"), JSON.stringify(task));
  const { status, stderr } = spawnSync(process.execPath, [at("clickhouse.mjs"), at("task.json")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`ClickHouse ended with ${status}: ${stderr.slice(0, 2_000)}`);
  const { version, tookMs, answers } = JSON.parse(readFileSync(task.result, "utf8")) as {
    version: string;
    tookMs: number;
    answers: Record<string, unknown>[][];
  };
  const recounts = RECOUNT_QUESTIONS.map((question, i): [string, Recount] => [
    question.dataset,
    recountOf(question, answers[i] ?? []),
  ]);
  return { version, tookMs, recounts: Object.fromEntries(recounts) };
}
