import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import type { BatchResult } from "./batch-result";
import type { CanaryWatch } from "./canary-watch";
import type { FetchedBatch, ScanQueue } from "./queue";
import { applyBatch } from "./store-apply";
import type { Interner } from "./store-intern";
import { extendLease, type Lease, leaseBatch, returnLease } from "./store-lease";

/** What a process that scans batches works with. */
export type WorkerIo = {
  db: Db;
  queue: ScanQueue;
  interner: Interner;
  /** This process, told from all others. */
  holder: string;
  /** How long a batch is its own without a sign of life. */
  leaseMs: number;
  /** Batches at once. */
  atOnce: number;
  /** Scans a batch; null where `signal` stopped it. */
  scan: (lease: Lease, signal: AbortSignal) => Promise<BatchResult | null>;
  /** Told of each batch whose results were written. */
  onApplied: (lease: Lease, result: BatchResult) => void;
  /** Told of a batch whose results came too late, since another had it by then. */
  onFenced: (lease: Lease) => void;
  /** Whether the resolver is to be believed; absent where no canaries are set. */
  canaries?: Pick<CanaryWatch, "mayWork" | "applied">;
  /** From then on no batch is taken; those in hand are finished. */
  drain: AbortSignal;
  /** Those in hand are given back. */
  stop: AbortSignal;
};

const POLL_MS = 250;

/** Takes and scans batches until it is to drain. */
export async function work(io: WorkerIo): Promise<void> {
  await Promise.all(Array.from({ length: io.atOnce }, () => workOnOne(io)));
}

async function workOnOne(io: WorkerIo): Promise<void> {
  while (!io.drain.aborted && !io.stop.aborted) {
    const job = io.canaries?.mayWork === false ? null : await io.queue.fetch();
    if (job === null) await sleep(POLL_MS, undefined, { signal: io.drain }).catch(() => {});
    else await workOn(job, io);
  }
}

async function workOn(job: FetchedBatch, io: WorkerIo): Promise<void> {
  const { db, leaseMs, holder } = io;
  const lease = await leaseBatch(db, { ...job, holder, leaseMs });
  // Done, or in another's hands: a job may be told twice.
  if (lease === null) return job.drop();
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, io.stop]);
  const beat = setInterval(() => {
    extendLease(db, lease, leaseMs).then(
      (isOurs) => isOurs || lost.abort(),
      () => {}, // The database is away: the lease runs out, or the next beat comes through.
    );
  }, leaseMs / 3);
  try {
    const result = await io.scan(lease, signal);
    if (result === null) {
      if (!lost.signal.aborted) await returnLease(db, lease);
      return job.drop();
    }
    const keepsNames = io.canaries !== undefined;
    const applied = await applyBatch(db, io.interner, lease, result, job.complete, keepsNames);
    if (applied.ok) {
      io.canaries?.applied();
      io.onApplied(lease, result);
    } else {
      io.onFenced(lease);
      await job.drop();
    }
  } finally {
    clearInterval(beat);
  }
}
