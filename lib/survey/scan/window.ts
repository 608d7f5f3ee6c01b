/** How the window follows what the resolver bears. */
export type WindowLimits = {
  least: number;
  most: number;
  start: number;
  /** Above this the resolver is taken to be busy, in milliseconds. */
  busyP95Ms: number;
  /** Share of time-outs above which it is overloaded, 0 to 1. */
  timeoutShare: number;
  /** Answers that one judgement rests on. */
  sample: number;
};

/**
 * 400 in flight gave no time-outs on one Unbound thread, 15,000 gave 24 %. Slow name servers keep some
 * look-ups waiting for seconds whatever we do, so the 95th percentile counts and not the longest.
 */
export const WINDOW_LIMITS: WindowLimits = {
  least: 16,
  most: 800,
  start: 200,
  busyP95Ms: 1_500,
  timeoutShare: 0.02,
  sample: 500,
};

/** What a number of look-ups came to. */
export type WindowSample = { latenciesMs: readonly number[]; timeouts: number };

/**
 * The next window: half on overload, three quarters when busy, else a little more. Failures that follow
 * from our own haste must not be taken for failures of those who were asked. Pure.
 */
export function nextWindow(
  window: number,
  { latenciesMs, timeouts }: WindowSample,
  limits: WindowLimits,
): number {
  const all = latenciesMs.length + timeouts;
  if (all === 0) return window;
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const p95Ms = sorted[Math.floor(sorted.length * 0.95)] ?? Number.POSITIVE_INFINITY;
  const isOverloaded = timeouts / all > limits.timeoutShare;
  const next = isOverloaded
    ? window / 2
    : p95Ms > limits.busyP95Ms
      ? window * 0.75
      : window * 1.1 + 1;
  return Math.max(limits.least, Math.min(limits.most, Math.floor(next)));
}

/** Lets so many tasks run at once as the resolver bears; the others wait in order. */
export class AdaptiveWindow {
  #size: number;
  #running = 0;
  #latenciesMs: number[] = [];
  #timeouts = 0;
  readonly #waiting: (() => void)[] = [];
  #next = 0;
  readonly #limits: WindowLimits;
  readonly #now: () => number;

  /** @param now milliseconds on any clock that only goes forward. */
  constructor(limits: WindowLimits = WINDOW_LIMITS, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#size = limits.start;
    this.#now = now;
  }

  get size(): number {
    return this.#size;
  }

  get running(): number {
    return this.#running;
  }

  /** Runs one task when there is room; `timedOut` says what its result means. */
  async run<T>(task: () => Promise<T>, timedOut: (result: T) => boolean): Promise<T> {
    if (this.#running >= this.#size)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    const begunAt = this.#now();
    try {
      const result = await task();
      if (timedOut(result)) this.#timeouts++;
      else this.#latenciesMs.push(this.#now() - begunAt);
      return result;
    } finally {
      this.#adapt();
      this.#leave();
    }
  }

  #adapt(): void {
    if (this.#latenciesMs.length + this.#timeouts < this.#limits.sample) return;
    const sample = { latenciesMs: this.#latenciesMs, timeouts: this.#timeouts };
    this.#size = nextWindow(this.#size, sample, this.#limits);
    this.#latenciesMs = [];
    this.#timeouts = 0;
  }

  /** The place goes to who waits longest, unless the window has shrunk; more come in where it grew. */
  #leave(): void {
    this.#running--;
    while (this.#running < this.#size && this.#next < this.#waiting.length) {
      this.#running++;
      this.#waiting[this.#next++]?.();
    }
    if (this.#next === this.#waiting.length || this.#next > 10_000) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
  }
}
