const HASHES = 2 ** 32;
/** What was not used up in a pause is not made up for at once. */
const BURST_MS = 2 * 60_000;

/**
 * A flat pace: all hashes in so many hours, whatever share of names lies behind them. In hash order
 * neighbours have nothing in common, so that each operator sees its share of a flat rate too.
 */
export class Pace {
  readonly #perMs: number;
  readonly #now: () => number;
  #allowance = 0;
  #countedAt: number;

  /**
   * @param hours for a whole run; null for as fast as it goes.
   * @param now milliseconds on any clock that only goes forward.
   */
  constructor(hours: number | null, now: () => number = () => performance.now()) {
    this.#perMs = hours === null ? Number.POSITIVE_INFINITY : HASHES / (hours * 3_600_000);
    this.#now = now;
    this.#countedAt = now();
  }

  /** Whether another range may begin. */
  get mayGo(): boolean {
    const at = this.#now();
    const elapsedMs = at - this.#countedAt;
    this.#countedAt = at;
    if (this.#perMs === Number.POSITIVE_INFINITY) return true;
    this.#allowance = Math.min(this.#allowance + elapsedMs * this.#perMs, BURST_MS * this.#perMs);
    return this.#allowance >= 0;
  }

  /** Takes a range off; what it is beyond the allowance has to be waited for. */
  spend(hashes: number): void {
    if (this.#perMs !== Number.POSITIVE_INFINITY) this.#allowance -= hashes;
  }
}
