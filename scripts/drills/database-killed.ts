import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Program, startProgram } from "@/scripts/testing/program";
import type { Drill } from "./drill";

const port = 3_095;
const site = `http://127.0.0.1:${port}`;
const stored = "/";

/** What one kill led to, in milliseconds. */
type Round = { killed: "database" | "site"; backAfterMs: number; served: number; broken: string[] };

/**
 * Kills the embedded database, and every third time the site itself, with SIGKILL under load.
 *
 * Promises: a stored page is served throughout and says that it may be old; a page not stored is a
 * 503 or, once the database is back, right; nothing else is ever answered; no restart is needed.
 */
export const databaseKilled: Drill = {
  name: "database-killed",
  purpose: "kill -9 the embedded database, and the site, under load",
  rounds: { full: 60, sample: 3 },
  async run({ rounds, folder, log }) {
    let program = await startSite(folder);
    const done: Round[] = [];
    try {
      for (let n = 0; n < rounds; n += 1) {
        const killed = n % 3 === 2 ? "site" : "database";
        if (killed === "site") {
          program.child.kill("SIGKILL");
          await program.ended;
          const begunAt = performance.now();
          program = await startSite(folder);
          done.push({ killed, backAfterMs: performance.now() - begunAt, served: 0, broken: [] });
        } else {
          done.push(await killDatabase(folder, n));
        }
        log(
          `round ${n + 1} of ${rounds}: back after ${Math.round(done.at(-1)?.backAfterMs ?? 0)} ms`,
        );
      }
    } finally {
      program.child.kill("SIGTERM");
      await program.ended;
    }
    return summarise(done);
  },
};

async function startSite(folder: string): Promise<Program> {
  const program = startProgram("scripts/start.ts", [], {
    DATABASE_URL: "",
    DATA_DIR: folder,
    HOST: "127.0.0.1",
    LOG_LEVEL: "silent",
    PORT: String(port),
  });
  await program.printed(/ready in/);
  const warmed = await fetch(site + stored);
  if (warmed.status !== 200)
    throw new Error(`${stored} is ${warmed.status} before anything was killed`);
  return program;
}

async function killDatabase(folder: string, n: number): Promise<Round> {
  const broken: string[] = [];
  let served = 0;
  let isOver = false;
  const load = async (worker: number) => {
    for (let count = 0; !isOver; count += 1) {
      const isStored = worker % 2 === 0;
      const address = isStored ? stored : `/tlds?q=${n}-${worker}-${count}`;
      const answer = await fetch(site + address);
      await answer.arrayBuffer();
      served += 1;
      const isRight = answer.status === 200 || (!isStored && answer.status === 503);
      if (!isRight) broken.push(`${address} was ${answer.status}`);
    }
  };
  const loads = [0, 1, 2, 3].map(load);
  await sleep(200);
  const pidFile = path.join(folder, "postgres/postmaster.pid");
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  const killedAt = performance.now();
  process.kill(pid, "SIGKILL");
  const isNew = () => {
    try {
      return Number(readFileSync(pidFile, "utf8").split("\n")[0]) !== pid;
    } catch {
      return false;
    }
  };
  const end = killedAt + 30_000;
  while (performance.now() < end) {
    if (isNew() && (await fetch(`${site}/readyz`)).status === 200) break;
    await sleep(20);
  }
  const backAfterMs = performance.now() - killedAt;
  isOver = true;
  await Promise.all(loads);
  // The pages' own connections have to recover too, not only the server's.
  const fresh = await untilOk(`${site}/tlds?q=after-${n}`);
  if (!fresh) broken.push("a new page was not served after the recovery");
  if (backAfterMs >= 30_000) broken.push("the database did not come back within 30 s");
  return { killed: "database", backAfterMs, served, broken };
}

async function untilOk(address: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(address);
    await answer.arrayBuffer();
    if (answer.status === 200) return true;
    await sleep(100);
  }
  return false;
}

function summarise(rounds: readonly Round[]) {
  const lines = (["database", "site"] as const).map((killed) => {
    const times = rounds
      .filter((round) => round.killed === killed)
      .map((round) => round.backAfterMs);
    if (times.length === 0) return `- ${killed}: not killed`;
    const sorted = times.toSorted((a, b) => a - b).map(Math.round);
    const median = sorted[Math.floor(sorted.length / 2)];
    return `- ${killed} killed ${times.length} times: back after ${median} ms (median), ${sorted.at(-1)} ms at most`;
  });
  const served = rounds.reduce((sum, round) => sum + round.served, 0);
  const broken = rounds.flatMap((round) => round.broken);
  return {
    isSuccess: broken.length === 0,
    report: [
      ...lines,
      `- ${served} requests meanwhile, ${broken.length} answered wrongly`,
      ...broken.map((one) => `  - ${one}`),
    ],
  };
}
