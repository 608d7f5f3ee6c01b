import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connect } from "@/db/client";
import { coordinate } from "../coordinator";
import { Feeder } from "../feeder";
import { Pace } from "../pace";
import { openQueue } from "../queue";
import { scanBatch } from "../scan-batch";
import { Interner } from "../store-intern";
import { startRun, underFeedLock } from "../store-runs";
import { work } from "../worker";
import { bucketsOf, madeUpCandidates, madeUpDomain } from "./made-up-domains";

/** A process that scans made-up domains, for tests that kill it at any moment. */
const say = (line: string) => process.stdout.write(`${line}\n`);
const text = { type: "string" } as const;
const { values } = parseArgs({
  options: { url: text, pool: text, names: text, delay: text, lease: text },
});
const url = values.url ?? "";
const delayMs = Number(values.delay);
const db = connect(url);
const queue = await openQueue(url, () => {});
const drain = new AbortController();
const run = await startRun(db, {
  day: "2026-11-26",
  pool: Number(values.pool),
  methodVersion: "test",
  at: "2026-11-26T00:00:00Z",
});
const feeder = () =>
  underFeedLock(db, async () => {
    const fresh = await startRun(db, {
      day: run.day,
      pool: run.pool,
      methodVersion: "test",
      at: "",
    });
    return coordinate({
      db,
      queue,
      run: fresh.id,
      feeder: new Feeder(db, fresh, bucketsOf(madeUpCandidates(Number(values.names))), 100),
      pace: new Pace(null),
      openBatches: 6,
      retry: { size: 100, perOperator: 100, everyMs: 0 },
      rescanSize: 100,
      waitingMs: 2_000,
      now: Date.now,
      onProgress: () => {},
      signal: drain.signal,
    });
  });
const working = work({
  db,
  queue,
  interner: new Interner(db),
  holder: `process ${process.pid}`,
  leaseMs: Number(values.lease),
  atOnce: 2,
  scan: (lease, signal) =>
    scanBatch(lease, {
      observe: async ({ name }) => {
        await sleep(Math.random() * delayMs);
        return madeUpDomain(name, { mxHost: `mx${name.length}.example.net` });
      },
      hostsOf: () => [],
      isOptedOut: () => false,
      counts: () => ({ queries: 0, timeouts: 0 }),
      now: Date.now,
      onDomain: () => {},
      signal,
    }),
  onApplied: (lease) => say(`applied ${lease.number}`),
  onFenced: (lease) => say(`fenced ${lease.number}`),
  drain: drain.signal,
  stop: new AbortController().signal,
});
for (;;) {
  const ended = await feeder();
  if (ended?.ok && ended.value) break;
  await sleep(100);
}
say("complete");
drain.abort();
await working;
await queue.close();
await db.$client.end();
