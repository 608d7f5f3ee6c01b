import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startProgram } from "@/scripts/testing/program";
import { isAlive, parsePostmasterPid } from "./postmaster";
import { startEmbeddedPostgres } from "./start";

let dataDir = "";
const log = () => {};
const start = () => startEmbeddedPostgres({ dataDir, log, durable: false });
const cluster = (file = "") => path.join(dataDir, "postgres", file);

async function started() {
  const result = await start();
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "dane-stats-launcher-"));
  chmodSync(dataDir, 0o755);
});
afterEach(() => {
  try {
    const left = parsePostmasterPid(readFileSync(cluster("postmaster.pid"), "utf8"));
    if (left !== undefined) process.kill(left.pid, "SIGKILL");
  } catch {
    // The test stopped it.
  }
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

describe("startEmbeddedPostgres", () => {
  test("makes a cluster, starts it on loopback, and leaves nothing running", async () => {
    const server = await started();
    expect(server.reused).toBe(false);
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(existsSync(cluster("postmaster.pid"))).toBe(false);
  });

  test("joins a running server, and the last user stops it", async () => {
    const first = await started();
    const second = await started();
    expect(second).toMatchObject({ reused: true, pid: first.pid, url: first.url });
    await first.stop();
    await first.stop();
    expect(isAlive(first.pid)).toBe(true);
    await second.stop();
    expect(isAlive(first.pid)).toBe(false);
  });

  test("two processes that start at once share one server", async () => {
    const holders = [0, 1].map(() => startProgram("scripts/testing/hold-database.ts", [dataDir]));
    const ready = await Promise.all(
      holders.map(({ printed }) => printed(/ready pid=(\d+) reused=(\w+)/)),
    );
    expect(new Set(ready.map((match) => match[1])).size).toBe(1);
    expect(ready.map((match) => match[2]).sort()).toEqual(["false", "true"]);
    for (const { child } of holders) child.kill("SIGTERM");
    expect(await Promise.all(holders.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(isAlive(Number(ready[0]?.[1]))).toBe(false);
  });

  test("adopts the server of a killed process, and stops it", async () => {
    const holder = startProgram("scripts/testing/hold-database.ts", [dataDir]);
    const [, pid] = await holder.printed(/ready pid=(\d+)/);
    holder.child.kill("SIGKILL");
    await holder.ended;
    const server = await started();
    expect(server).toMatchObject({ reused: true, pid: Number(pid) });
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  test("recovers a cluster whose server was killed", async () => {
    const killed = await started();
    process.kill(killed.pid, "SIGKILL");
    await sleep(50);
    const server = await started();
    expect(server.reused).toBe(false);
    await server.stop();
  });

  test("a recorded pid that now belongs to another program is stale", async () => {
    await (await started()).stop();
    writeFileSync(cluster("postmaster.pid"), `${process.pid}\n${cluster()}\n0\n1\n\n\n\nready\n`);
    const server = await started();
    expect(server.reused).toBe(false);
    await server.stop();
  });

  test("a lock whose holder was killed is taken over", async () => {
    writeFileSync(path.join(dataDir, "lock"), "4194300");
    await (await started()).stop();
  });

  test("refuses the cluster of another major version", async () => {
    await (await started()).stop();
    writeFileSync(cluster("PG_VERSION"), "16\n");
    expect(await start()).toMatchObject({
      ok: false,
      error: {
        code: "other_version",
        message: expect.stringMatching(/made by PostgreSQL 16, and this is 17\./),
      },
    });
  });

  test("says that a folder cannot be written", async () => {
    const file = path.join(dataDir, "file");
    writeFileSync(file, "");
    const result = await startEmbeddedPostgres({ dataDir: path.join(file, "data"), log });
    expect(result).toMatchObject({
      error: {
        code: "unwritable",
        message: expect.stringMatching(/^Cannot write to the data folder .*ENOTDIR/),
      },
    });
  });

  test("says why PostgreSQL did not start", async () => {
    await (await started()).stop();
    writeFileSync(cluster("postgresql.conf"), "no_such_setting = 1\n");
    expect(await start()).toMatchObject({
      error: {
        code: "start_failed",
        message: expect.stringMatching(/did not start: .*(no_such_setting|configuration file)/),
      },
    });
  });
});
