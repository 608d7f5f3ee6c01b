import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import type { Result } from "@/lib/result";
import type { Feeder } from "./feeder";
import type { Pace } from "./pace";
import type { ScanQueue } from "./queue";
import { addRescanBatch } from "./store-rescans";
import {
  addRetryBatch,
  finishRun,
  progressOf,
  type RunProgress,
  requeueStranded,
} from "./store-runs";

/** What the one process works with that puts candidates into batches. */
export type CoordinatorIo<E> = {
  db: Db;
  queue: Pick<ScanQueue, "send">;
  run: number;
  feeder: Feeder<E>;
  pace: Pace;
  /** Batches that wait or are being scanned, at most. */
  openBatches: number;
  retry: { size: number; perOperator: number; everyMs: number };
  /** Domains in a batch of those whose delegation has changed. */
  rescanSize: number;
  /** A batch that has waited so long is told to the queue again. */
  waitingMs: number;
  /** Wall clock, in milliseconds. */
  now: () => number;
  onProgress: (progress: RunProgress) => void;
  signal: AbortSignal;
};

const ROUND_MS = 250;

/**
 * Feeds a run until nothing is left to do in it: what a zone file shows changed first, candidates at their
 * pace, retries when they are due, and batches again whose holder went silent.
 *
 * @returns whether the run is complete; false where `signal` ended it before.
 */
export async function coordinate<E>(io: CoordinatorIo<E>): Promise<Result<boolean, E>> {
  const { db, queue, run, feeder } = io;
  let retriedAt = Number.NEGATIVE_INFINITY;
  while (!io.signal.aborted) {
    await queue.send(run, await requeueStranded(db, run, io.waitingMs));
    const progress = await progressOf(db, run);
    io.onProgress(progress);
    let open = progress.queued + progress.leased;
    if (progress.retries > 0 && io.now() - retriedAt >= io.retry.everyMs) {
      const now = new Date(io.now()).toISOString();
      const number = await addRetryBatch(db, run, { ...io.retry, now });
      if (number !== null) {
        retriedAt = io.now();
        open++;
        await queue.send(run, [number]);
      }
    }
    const numbers: number[] = [];
    while (open < io.openBatches && !io.signal.aborted) {
      const number = await addRescanBatch(db, run, io.rescanSize);
      if (number === null) break;
      numbers.push(number);
      open++;
    }
    while (open < io.openBatches && !feeder.isDone && io.pace.mayGo && !io.signal.aborted) {
      const fed = await feeder.next();
      if (!fed.ok) return fed;
      if (fed.value === null) break;
      io.pace.spend(fed.value.hashes);
      numbers.push(fed.value.number);
      open++;
    }
    await queue.send(run, numbers);
    if (feeder.isDone && (await finishRun(db, run))) return { ok: true, value: true };
    if (numbers.length === 0)
      await sleep(ROUND_MS, undefined, { signal: io.signal }).catch(() => {});
  }
  return { ok: true, value: false };
}
