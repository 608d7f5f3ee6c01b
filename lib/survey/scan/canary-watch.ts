import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import { inParallel } from "@/lib/verifier/in-parallel";
import { type Canary, type CanaryLook, judgeLook } from "./canaries";
import type { DomainObservation } from "./observe-domain";
import type { ScanQueue } from "./queue";
import {
  databaseTime,
  proveBatches,
  recordLook,
  taintBatches,
  type Watched,
} from "./store-canaries";

/** What watching the canaries works with. */
export type CanaryWatchIo = Watched & {
  db: Db;
  queue: Pick<ScanQueue, "send">;
  canaries: readonly Canary[];
  /** Looks anew, with nothing remembered of hosts. */
  observe: (domain: string) => Promise<DomainObservation>;
  /** Told of each look, with how many batches are to be scanned again. */
  onLook: (look: CanaryLook, tainted: number) => void;
  everyMs?: number;
  /** While they are not right: nothing is scanned until they are. */
  againMs?: number;
  /** After the last batch, so that a run's end is not waited for. */
  quietMs?: number;
};

/** The design's ten minutes. */
const EVERY_MS = 600_000;
const AGAIN_MS = 60_000;
const QUIET_MS = 5_000;
const TICK_MS = 250;
const CANARIES_AT_ONCE = 10;

/**
 * Looks at the canaries every ten minutes and when the work is done. A right look proves the batches done
 * before it; a wrong one sends back those done since the last right one, and no batch is taken until
 * canaries are right again. A look that tells nothing does neither: what is done then waits for proof.
 */
export class CanaryWatch {
  readonly #io: CanaryWatchIo;
  /** Null before the first look; a look that tells nothing changes neither trust nor distrust. */
  #isTrusted: boolean | null = null;
  /** When the last right look began, by the database's clock. */
  #since = "";
  #lookedAt = Number.NEGATIVE_INFINITY;
  #appliedAt: number | null = null;

  constructor(io: CanaryWatchIo) {
    this.#io = io;
  }

  /** Whether batches may be taken. */
  get mayWork(): boolean {
    return this.#isTrusted === true;
  }

  /** To be told of each batch whose results were written. */
  applied(): void {
    this.#appliedAt = performance.now();
  }

  /** Looks once, and does what follows. */
  async look(): Promise<CanaryLook> {
    const { db, canaries, queue, run } = this.#io;
    const at = await databaseTime(db);
    if (this.#since === "") this.#since = at;
    const appliedBefore = this.#appliedAt;
    const seen = await inParallel(canaries, CANARIES_AT_ONCE, async (canary) => ({
      canary,
      observation: await this.#io.observe(canary.domain),
    }));
    const look = judgeLook(seen);
    // Nobody takes a batch on the word of a resolver that was wrong a moment ago.
    if (look.state !== "untold") this.#isTrusted = look.state === "right";
    else this.#isTrusted ??= true;
    const tainted = look.state === "wrong" ? await taintBatches(db, this.#io, this.#since) : [];
    if (look.state === "right") {
      await proveBatches(db, this.#io, at);
      this.#since = at;
    }
    if (this.#appliedAt === appliedBefore) this.#appliedAt = null;
    const count = { canaries: canaries.length, tainted: tainted.length };
    await recordLook(db, this.#io, { ...look, ...count, at });
    await queue.send(run, tainted);
    this.#lookedAt = performance.now();
    this.#io.onLook(look, tainted.length);
    return look;
  }

  /** Looks whenever one is due, until `signal`; then once more where batches are not proven yet. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#isDue(performance.now())) await this.look();
      await sleep(TICK_MS, undefined, { signal }).catch(() => {});
    }
    if (this.#appliedAt !== null) await this.look();
  }

  #isDue(now: number): boolean {
    const { everyMs = EVERY_MS, againMs = AGAIN_MS, quietMs = QUIET_MS } = this.#io;
    const wait = this.mayWork ? everyMs : againMs;
    const isQuiet = this.#appliedAt !== null && now - this.#appliedAt >= quietMs;
    return now - this.#lookedAt >= wait || (this.mayWork && isQuiet);
  }
}
