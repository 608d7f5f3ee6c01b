import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Db } from "@/db/client";
import { migrate } from "@/db/migrate";
import { ownRevisions } from "@/lib/survey/export/store";
import { startProgram } from "../testing/program";
import { publishSynthetic } from "../testing/synthetic-release";
import { startThrowAwayCluster } from "../testing/throw-away-cluster";
import type { Drill } from "./drill";

const DOMAINS = 20_000;
/** What it says before it exports. */
const STARTED = /"event":"database"/;

/** Kills `survey export` at random moments; the next one has to come to the same bytes. */
export const exportKilled: Drill = {
  name: "export-killed",
  purpose: "Exports killed at random moments, each followed by one that ends",
  // What it may be killed between is in `npm test`.
  rounds: { full: 30, sample: 0 },
  run: async ({ rounds, folder, log }) => {
    const cluster = await startThrowAwayCluster();
    const db = connect(cluster.url, { statementTimeoutMs: 0 });
    try {
      const migrated = await migrate(cluster.url);
      if (!migrated.ok) throw new Error(migrated.error.message);
      await publishSynthetic(db, DOMAINS);
      const start = () =>
        startProgram("scripts/survey.ts", ["export"], {
          ...{ DATABASE_URL: cluster.url, DATA_DIR: folder, NODE_ENV: "test" },
        });
      const first = start();
      await first.printed(STARTED);
      const begunAt = performance.now();
      if ((await first.ended) !== 0) throw new Error("the first export failed");
      const wholeMs = performance.now() - begunAt;
      const expected = filesBelow(path.join(folder, "survey", "exports"));
      const faults: string[] = [];
      const left = { nothing: 0, unfinished: 0, whole: 0 };
      for (let round = 1; round <= rounds; round++) {
        await forget(db, folder);
        const killed = start();
        // Evenly over the time that one takes, once the program has started.
        await killed.printed(STARTED);
        await sleep(((round - Math.random()) / rounds) * wholeMs);
        killed.child.kill("SIGKILL");
        await killed.ended;
        left[stateOf(path.join(folder, "survey", "exports"))] += 1;
        const again = start();
        const code = await again.ended;
        const found = filesBelow(path.join(folder, "survey", "exports"));
        const recorded = (await ownRevisions(db)).every(({ files }) => files !== null);
        const snapshots = readdirSync(path.join(folder, "survey", "snapshots"));
        if (code !== 0) faults.push(`- round ${round}: the next export ended with ${code}`);
        if (JSON.stringify(found) !== JSON.stringify(expected))
          faults.push(`- round ${round}: other files than without a kill`);
        if (!recorded) faults.push(`- round ${round}: the database knows of no files`);
        if (snapshots.length !== 1) faults.push(`- round ${round}: ${snapshots.join(", ")}`);
        log(`${round}: ${faults.length} faults`);
      }
      const report = [
        `A release of ${DOMAINS} synthetic domains, ${Object.keys(expected).length} files, and its snapshot. Found after the kill:`,
        `nothing ${left.nothing} times, an unfinished folder ${left.unfinished} times, a whole one ${left.whole} times. The export`,
        "after it came to the same bytes, left no unfinished folder, and the database knew of its files",
        faults.length === 0 ? "each time." : "but for:",
        ...faults,
      ];
      return { isSuccess: faults.length === 0, report };
    } finally {
      await db.$client.end();
      await cluster.stop();
    }
  },
};

/** As if nothing had been exported. */
async function forget({ $client: sql }: Db, folder: string): Promise<void> {
  rmSync(path.join(folder, "survey"), { recursive: true, force: true });
  await sql`alter table published.exports disable trigger all`;
  await sql`delete from published.exports`;
  await sql`alter table published.exports enable trigger all`;
}

function stateOf(root: string): "nothing" | "unfinished" | "whole" {
  const names = Object.keys(filesBelow(root));
  if (names.some((name) => name.endsWith("SHA256SUMS") && !name.startsWith("."))) return "whole";
  return names.length > 0 ? "unfinished" : "nothing";
}

/** SHA-256 of every file below a folder, by name. */
function filesBelow(root: string): Record<string, string> {
  let names: string[];
  try {
    names = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  } catch {
    return {};
  }
  return Object.fromEntries(
    names
      .filter((name) => statSync(path.join(root, name)).isFile())
      .map((name) => {
        const bytes = readFileSync(path.join(root, name));
        return [name, createHash("sha256").update(bytes).digest("hex")];
      }),
  );
}
