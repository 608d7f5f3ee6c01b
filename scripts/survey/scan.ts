import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import { METHOD_VERSION } from "@/lib/model/check-report";
import { ok, type Result } from "@/lib/result";
import { Pool, type PoolReadError } from "@/lib/survey/import/read-pool";
import { newestPool, type PoolRow } from "@/lib/survey/import/store";
import type { Canary } from "@/lib/survey/scan/canaries";
import { coordinate } from "@/lib/survey/scan/coordinator";
import { Feeder } from "@/lib/survey/scan/feeder";
import { HostContents } from "@/lib/survey/scan/host-contents";
import { observeDomain } from "@/lib/survey/scan/observe-domain";
import { openScan } from "@/lib/survey/scan/open-scan";
import { optOutsOf, readOptOuts } from "@/lib/survey/scan/opt-outs";
import { Pace } from "@/lib/survey/scan/pace";
import { openQueue, type ScanQueue } from "@/lib/survey/scan/queue";
import { scanBatch } from "@/lib/survey/scan/scan-batch";
import { sharedProbe } from "@/lib/survey/scan/shared-probe";
import { Interner } from "@/lib/survey/scan/store-intern";
import {
  newestRun,
  poolOfRun,
  type Run,
  type RunPool,
  startRun,
  underFeedLock,
} from "@/lib/survey/scan/store-runs";
import { recordSetup } from "@/lib/survey/scan/store-setups";
import { type WorkerIo, work } from "@/lib/survey/scan/worker";
import { displayName } from "@/lib/verifier/display-name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import { addressPolicy, parseAddressRange } from "@/lib/verifier/net/address-policy";
import type { StartError } from "../start/database";
import { ehloNameOf } from "../start/own-name";
import { canariesOf } from "./canary-settings";
import { openDatabaseAt, type StageContext, type SurveyCommand, surveyFolder } from "./command";
import { shortNumber } from "./reporter";
import { hoursFor, SCAN_USAGE, type ScanOptions, scanOptions } from "./scan-options";
import { type ChosenResolver, opening, refusalOf, resolverFor } from "./scan-resolver";
import { watchOver } from "./watch-canaries";

/** A batch belongs to its holder so long without a sign of life. */
const LEASE_MS = 60_000;
/** Batches that are made ahead of the workers. */
const OPEN_BATCHES = 20;
const WAITING_MS = 5 * 60_000;
/** At most so many of one operator's domains every ten seconds are asked again. */
const RETRY = { size: 1_000, perOperator: 20, everyMs: 10_000 };

/** `survey scan`. */
export const scanCommand: SurveyCommand = {
  summary: "the candidates' keys, delegations and mail hosts, as they are now",
  usage: SCAN_USAGE,
  run: async (context) => {
    const { life } = context;
    const options = await scanOptions(context.args);
    if (!options.ok) return life.fail({ code: "bad_argument", message: options.error });
    const canaries = await canariesOf(context, options.value.canariesFile);
    if (!canaries.ok) return life.fail({ code: "bad_canaries", message: canaries.error });
    const database = await openDatabaseAt(context);
    if (!database.ok) return life.fail(database.error);
    const { db, url } = database.value;
    const pool = await newestPool(db);
    if (pool === null)
      return life.fail({
        code: "no_candidates",
        message: "There are no candidates yet: `survey import` makes them.",
      });
    const run = await runFor(db, pool, options.value);
    if (run === null) {
      const isWorker = options.value.role === "worker";
      context.reporter.event(
        "scan",
        { state: isWorker ? "none" : "complete" },
        isWorker
          ? "No run is under way: a worker joins one, and does not begin any."
          : "Today's run is complete; --again makes another.",
      );
      return 0;
    }
    const runPool = await poolOfRun(db, run.pool);
    const resolver = await resolverFor(context, options.value, "unbound");
    if (!resolver.ok) return life.fail(resolver.error);
    const queue = await openQueue(url, (error) =>
      context.reporter.event("queue", { error: error.message }, `queue: ${error.message}`),
    );
    life.onEnd(queue.close);
    return scanRun(context, options.value, {
      db,
      queue,
      pool: runPool,
      run,
      resolver: resolver.value,
      canaries: canaries.value,
    });
  },
};

type Parts = {
  db: Db;
  queue: ScanQueue;
  pool: RunPool;
  run: Run;
  resolver: ChosenResolver;
  canaries: readonly Canary[];
};

/**
 * The run under way, or a new one of today; null where today's is complete. A worker that is started again
 * and again would else begin a day's run just after midnight, over yesterday's candidates.
 */
async function runFor(db: Db, pool: PoolRow, { again, role }: ScanOptions): Promise<Run | null> {
  const at = new Date().toISOString();
  const day = at.slice(0, 10);
  const newest = await newestRun(db);
  if (role === "worker" && newest?.state !== "running") return null;
  if (newest?.state === "complete" && newest.day === day && !again) return null;
  return startRun(db, { day, pool: pool.id, methodVersion: METHOD_VERSION, at });
}

async function scanRun(
  { env, life, reporter }: StageContext,
  options: ScanOptions,
  { db, queue, pool, run, resolver, canaries }: Parts,
): Promise<number> {
  const drain = new AbortController();
  const stop = new AbortController();
  const holder = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`;
  let optOuts = optOutsOf([], []);
  const allowedRanges = env.probeAllowedRanges.flatMap((range) => {
    const parsed = parseAddressRange(range);
    return parsed.ok ? [parsed.value] : [];
  });
  const policy = addressPolicy({ allowedRanges });
  const opened = await opening(() =>
    openScan({
      resolver: resolver.at,
      anchors: options.anchors,
      ehloName: ehloNameOf(env),
      mayConnect: (address) => optOuts.narrowed(policy)(address),
      mayAsk: (name) => !optOuts.isOptedOut(displayName(name)),
      smtpPort: options.smtpPort,
      now: Date.now,
      signal: stop.signal,
      sharing: sharedProbe(db, holder),
    }),
  );
  if (!opened.ok) return life.fail(refusalOf(opened.error));
  const scan = opened.value;
  life.onEnd(async () => scan.close());
  await recordSetup(
    db,
    { run: run.id, holder },
    {
      resolver: resolver.called,
      trustAnchors: options.anchors.map(({ owner, data }) =>
        recordText(makeRecord(owner, 0, data)),
      ),
    },
  );
  const isWorker = options.role !== "feeder";
  const watch = isWorker
    ? watchOver(canaries, scan, reporter, { db, queue, run: run.id, holder })
    : null;
  const hosts = new HostContents(scan.io);
  const { candidates } = pool;
  const seen = { done: 0, failures: 0, applied: 0, finished: 0 };
  const progress = () =>
    reporter.progress({
      what: `run ${run.id}`,
      done: seen.done,
      remaining: Math.max(0, candidates - Math.max(seen.finished, seen.done)),
      failures: seen.failures,
      unit: "domains",
    });
  const io: WorkerIo = {
    db,
    queue,
    interner: new Interner(db),
    holder,
    leaseMs: LEASE_MS,
    atOnce: options.atOnce,
    scan: async (lease, signal) => {
      optOuts = await readOptOuts(db);
      return scanBatch(lease, {
        observe: (name) => observeDomain(name, scan.io),
        hostsOf: (domain) => hosts.of(domain.hosts),
        isOptedOut: (name) => optOuts.isOptedOut(name),
        // As they are now: the scan goes on counting in the same object.
        counts: () => ({ ...scan.counts }),
        now: Date.now,
        onDomain: (hasFailed) => {
          seen.done++;
          if (hasFailed) seen.failures++;
          progress();
        },
        signal,
      });
    },
    onApplied: (lease, { tally, hosts: written, durationMs, size }) => {
      hosts.written(written);
      seen.applied++;
      const rate = durationMs > 0 ? (size * 1_000) / durationMs : 0;
      const facts = { run: run.id, batch: lease.number, kind: lease.kind, size, durationMs };
      reporter.event(
        "batch",
        { ...facts, window: scan.window.size, ...tally },
        `batch ${lease.number}: ${size} domains, ${shortNumber(rate)}/s, ${tally.changed} changed, ${tally.retried} to be asked again`,
      );
    },
    onFenced: (lease) =>
      reporter.event(
        "fenced",
        { run: run.id, batch: lease.number },
        `batch ${lease.number}: another process had taken it over`,
      ),
    ...(watch === null ? {} : { canaries: watch }),
    drain: drain.signal,
    stop: stop.signal,
  };
  const working = isWorker ? work(io) : Promise.resolve();
  const watchEnd = new AbortController();
  const watching = watch?.watch(watchEnd.signal) ?? Promise.resolve();
  const feeding =
    options.role === "worker"
      ? waitForEnd(db, run.id, drain.signal)
      : feed({ db, queue, pool, run, env, options, drain, progress, seen });
  // A signal lets batches in hand end and be written; a second one ends the process at once.
  life.onEnd(async () => {
    drain.abort();
    await Promise.allSettled([working, feeding]);
    watchEnd.abort();
    await Promise.allSettled([watching]);
  });
  reporter.event(
    "scan",
    { run: run.id, state: "running", candidates, role: options.role },
    `run ${run.id} over ${shortNumber(candidates)} candidates`,
  );
  const ended = await feeding;
  if (drain.signal.aborted) return 0; // the process is ending already
  if (!ended.ok) return life.fail(damaged(ended.error));
  reporter.event("scan", { run: run.id, state: "complete" }, `run ${run.id} is complete`);
  return 0;
}

type Feeding = Omit<Parts, "resolver" | "canaries"> & {
  env: StageContext["env"];
  options: ScanOptions;
  drain: AbortController;
  progress: () => void;
  seen: { finished: number };
};

/** Feeds the run, as soon as no other process does. */
async function feed(of: Feeding): Promise<Result<boolean, PoolReadError>> {
  const { db, queue, pool, run, options, drain } = of;
  const file = await Pool.open(path.join(surveyFolder(of.env), pool.file));
  if (!file.ok) return file;
  try {
    const hours = hoursFor(pool.candidates, options.hours);
    while (!drain.signal.aborted) {
      const ended = await underFeedLock(db, async () => {
        const fresh = await newestRun(db);
        if (fresh?.id !== run.id || fresh.state !== "running") return ok(true);
        return coordinate({
          db,
          queue,
          run: run.id,
          feeder: new Feeder(
            db,
            fresh,
            (bucket, part) => file.value.bucket(bucket, part),
            options.batchSize,
          ),
          pace: new Pace(hours),
          openBatches: OPEN_BATCHES,
          // As fast as the resolver bears, where that was asked for.
          retry: hours === null ? { ...RETRY, everyMs: 0 } : RETRY,
          rescanSize: options.batchSize,
          waitingMs: WAITING_MS,
          now: Date.now,
          onProgress: ({ names }) => {
            of.seen.finished = names;
            of.progress();
          },
          signal: drain.signal,
        });
      });
      if (ended !== null && (!ended.ok || ended.value)) return ended;
      await sleep(1_000, undefined, { signal: drain.signal }).catch(() => {});
    }
    return ok(false);
  } finally {
    await file.value.close();
  }
}

/** Waits until somebody else's feeding has ended the run. */
async function waitForEnd(
  db: Db,
  run: number,
  signal: AbortSignal,
): Promise<Result<boolean, PoolReadError>> {
  while (!signal.aborted) {
    const newest = await newestRun(db);
    if (newest?.id !== run || newest.state !== "running") return ok(true);
    await sleep(2_000, undefined, { signal }).catch(() => {});
  }
  return ok(false);
}

const damaged = ({ code, detail }: PoolReadError): StartError => ({
  code,
  message: `The candidates cannot be read (${detail}): \`survey import\` makes them anew.`,
});
