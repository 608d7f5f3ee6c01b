import type { Db } from "@/db/client";
import { BUCKETS, type Candidate, type PoolPart } from "@/lib/model/candidate";
import { err, ok, type Result } from "@/lib/result";
import type { LeasedName } from "./batch-lines";
import { addBatch, heldNames, type NewBatch, type Run } from "./store-runs";

/** Where candidates come from: a pool's buckets, which follow one another in hash order. */
export type Buckets<E> = (bucket: number, part: PoolPart) => Promise<Result<Candidate[], E>>;

const HASHES_PER_BUCKET = 2 ** 32 / BUCKETS;
const LAST_HASH = 2 ** 32 - 1;

/** Puts a run's candidates into batches, in hash order, from where an earlier process stopped. */
export class Feeder<E> {
  readonly #db: Db;
  readonly #buckets: Buckets<E>;
  readonly #size: number;
  #run: Run;
  #ahead: Candidate[] = [];
  #bucket: number;

  constructor(db: Db, run: Run, buckets: Buckets<E>, size: number) {
    this.#db = db;
    this.#run = run;
    this.#buckets = buckets;
    this.#size = size;
    this.#bucket = Math.floor((run.nextHash ?? 0) / HASHES_PER_BUCKET);
  }

  /** All candidates are in batches. */
  get isDone(): boolean {
    return this.#run.nextHash === null;
  }

  /**
   * Makes the next batch. Names with one hash stay together, so that each range of hashes belongs to
   * one batch alone; the last batch's range goes to the end.
   *
   * @returns its number and how many hashes it stands for; null where there is none to make.
   */
  async next(): Promise<Result<{ number: number; hashes: number } | null, E>> {
    const from = this.#run.nextHash;
    if (from === null) return ok(null);
    const filled = await this.#fill(from, this.#size + 1);
    if (!filled.ok) return filled;
    const taken = this.#take();
    // What follows tells whether this is the last one.
    const refilled = await this.#fill(from, 1);
    if (!refilled.ok) return refilled;
    const isLast = this.#ahead.length === 0 && this.#bucket >= BUCKETS;
    const toHash = isLast ? LAST_HASH : (taken.at(-1)?.hash ?? LAST_HASH);
    const unsigned = await this.#withoutDs(from, toHash, taken);
    if (!unsigned.ok) return unsigned;
    const names = [...taken.map(leasedOf), ...unsigned.value].sort((a, b) => a.hash - b.hash);
    const batch: NewBatch = { fromHash: from, toHash, names };
    const number = await addBatch(this.#db, this.#run.id, batch, isLast);
    // Only the lock's holder feeds, so that a run which has moved on is a bug.
    if (number === null) throw new Error(`run ${this.#run.id} has gone on from ${from} already`);
    this.#run = { ...this.#run, nextHash: isLast ? null : toHash + 1 };
    return ok({ number, hashes: toHash + 1 - from });
  }

  /** Reads on until there are so many candidates ahead, or nothing is left. */
  async #fill(from: number, atLeast: number): Promise<Result<void, E>> {
    while (this.#ahead.length < atLeast && this.#bucket < BUCKETS) {
      const read = await this.#buckets(this.#bucket, "to_ask");
      if (!read.ok) return read;
      this.#bucket++;
      for (const one of read.value) if (one.hash >= from) this.#ahead.push(one);
    }
    return ok(undefined);
  }

  #take(): Candidate[] {
    let end = Math.min(this.#size, this.#ahead.length);
    const last = this.#ahead[end - 1]?.hash;
    while (end < this.#ahead.length && this.#ahead[end]?.hash === last) end++;
    const taken = this.#ahead.slice(0, end);
    this.#ahead = this.#ahead.slice(end);
    return taken;
  }

  /** Domains that we hold and are not to be asked: those whose zone file now lists no DS. */
  async #withoutDs(
    from: number,
    to: number,
    taken: readonly Candidate[],
  ): Promise<Result<LeasedName[], E>> {
    const asked = new Set(taken.map(({ name }) => name));
    const held = await heldNames(this.#db, from, to);
    const missing = held.filter(({ name }) => !asked.has(name));
    const found: LeasedName[] = [];
    const parts = new Map<number, ReadonlySet<string>>();
    for (const { name, hash } of missing) {
      const bucket = Math.floor(hash / HASHES_PER_BUCKET);
      let names = parts.get(bucket);
      if (names === undefined) {
        const read = await this.#buckets(bucket, "unsigned");
        if (!read.ok) return err(read.error);
        names = new Set(read.value.map((one) => one.name));
        parts.set(bucket, names);
      }
      if (names.has(name)) found.push({ name, hash, ds: "not_seen", attempt: 0 });
    }
    return ok(found);
  }
}

const leasedOf = ({ name, hash, ds }: Candidate): LeasedName => ({ name, hash, ds, attempt: 0 });
