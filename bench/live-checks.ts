import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "@/db/migrate";
import { startLoopbackLab } from "@/lib/check/testing/loopback-lab";
import { nameOf } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import { startProgram } from "@/scripts/testing/program";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";
import { cpuMs } from "./http-cache";
import type { Load, LoadResult } from "./load";

// Stored pages while 200 checks wait and run in the same process, against the same pages before: at
// least this share of their rate. The pace of checks is one a second, so that a machine that is busy
// otherwise shows less; the CPU of one check does not depend on that.
const SMALLEST_RATIO = 0.8;
const CHECKS = 200;
const ROUNDS = 4;
const DURATION_MS = 3_000;
/** Nothing but checks run for so long, one a second. */
const ALONE_MS = 10_000;

const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-bench-"));
const cluster = await startThrowAwayCluster();
const lab = await startLoopbackLab({ nowSeconds: Math.floor(Date.now() / 1000) });
try {
  const migrated = await migrate(cluster.url);
  if (!migrated.ok) throw new Error(migrated.error.message);
  for (let at = 0; at < CHECKS; at += 1) await lab.domain(`bench-${at}`);
  const anchors = path.join(folder, "root.ds");
  const lines = (lab.world.zones[0]?.dsSet() ?? []).map((data) =>
    recordText(makeRecord(nameOf("."), 3600, data)),
  );
  writeFileSync(anchors, `${lines.join("\n")}\n`);
  const program = startProgram("bench/live-checks-program.ts", [], {
    NODE_ENV: "test",
    DATABASE_URL: cluster.url,
    RESOLVERS: `127.0.0.1:${lab.settings.resolvers[0]?.port}`,
    TRUST_ANCHOR_FILE: anchors,
    PROBE_ALLOWED_RANGES: "127.0.0.0/8",
    SMTP_PORT: String(lab.settings.smtpPort),
    CHECKS_PER_CLIENT: "1000",
    CHECKS_QUEUE: String(CHECKS),
  });
  const port = Number((await program.printed(/listening on (\d+)/))[1]);
  const bestRate = async () => {
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const load: Load = {
        port,
        path: "/",
        headers: { "accept-encoding": "br" },
        connections: 32,
        durationMs: DURATION_MS,
      };
      const loading = startProgram("bench/load-program.ts", [JSON.stringify(load)]);
      const result: LoadResult = JSON.parse((await loading.printed(/result (\{.*\})/))[1] ?? "");
      if (result.failures > 0) throw new Error(`${result.failures} requests failed`);
      rates.push(result.requestsPerSecond);
    }
    return Math.max(...rates);
  };
  const quiet = await bestRate();
  const accepted = await Promise.all(
    Array.from({ length: CHECKS }, async (_, at) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/checks`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ domain: `bench-${at}.nl` }),
      });
      return answer.status;
    }),
  );
  if (accepted.some((status) => status !== 202)) throw new Error(`not accepted: ${accepted}`);
  const busy = await bestRate();
  const pid = program.child.pid ?? 0;
  const before = cpuMs(pid);
  await sleep(ALONE_MS);
  const cpuOfOne = (cpuMs(pid) - before) / (ALONE_MS / 1_000);
  const ratio = busy / quiet;
  const count = (value: number) => Math.round(value).toLocaleString("en");
  console.log(
    `stored pages while ${CHECKS} checks wait and run: ${count(busy)} per second, ${count(quiet)} without; ratio ${ratio.toFixed(2)}, at least ${SMALLEST_RATIO}; CPU of one check ${Math.round(cpuOfOne)} ms`,
  );
  program.child.kill("SIGKILL");
  await program.ended;
  process.exitCode = ratio >= SMALLEST_RATIO ? 0 : 1;
} finally {
  await lab.close();
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
