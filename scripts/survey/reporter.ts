/** How far a stage is. `remaining` is null where nobody knows. */
export type StageProgress = {
  /** What is being done, in a few words. */
  what: string;
  done: number;
  remaining: number | null;
  failures: number;
  unit: string;
};

/** Says what a stage does: a line that keeps changing on a terminal, JSON lines elsewhere. */
export type Reporter = {
  /** Something happened; `facts` go to JSON, `sentence` to a terminal. */
  event(name: string, facts: Record<string, unknown>, sentence: string): void;
  /** May be called as often as one likes: it is shown a few times a second, or every ten seconds. */
  progress(progress: StageProgress): void;
};

const TERMINAL_INTERVAL_MS = 200;
const LINES_INTERVAL_MS = 10_000;

/** `12.3k`, `4.56M`: three digits and a unit. */
export function shortNumber(value: number): string {
  if (value < 1_000) return String(Math.round(value));
  const [unit, size] = value < 1e6 ? ["k", 1e3] : value < 1e9 ? ["M", 1e6] : ["G", 1e9];
  return `${(value / Number(size)).toPrecision(3)}${unit}`;
}

/**
 * @param isTerminal whether lines may be rewritten.
 * @param write takes whole lines, and on a terminal also lines without their end.
 * @param now milliseconds on any clock that only goes forward.
 */
export function createReporter(
  isTerminal: boolean,
  write: (text: string) => void,
  now: () => number = () => performance.now(),
): Reporter {
  const intervalMs = isTerminal ? TERMINAL_INTERVAL_MS : LINES_INTERVAL_MS;
  let shownAt = now();
  let last = { what: "", done: 0, at: now() };
  const json = (name: string, facts: Record<string, unknown>) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), event: name, ...facts })}\n`);
  return {
    event: (name, facts, sentence) => {
      if (isTerminal) write(`\r\u001b[K${sentence}\n`);
      else json(name, Object.keys(facts).length === 0 ? { message: sentence } : facts);
    },
    progress: ({ what, done, remaining, failures, unit }) => {
      const at = now();
      if (last.what !== what) last = { what, done, at };
      if (at - shownAt < intervalMs) return;
      shownAt = at;
      const perSecond = at > last.at ? ((done - last.done) * 1_000) / (at - last.at) : 0;
      last = { what, done, at };
      if (!isTerminal) {
        json("progress", {
          what,
          done,
          remaining,
          failures,
          unit,
          perSecond: Math.round(perSecond),
        });
        return;
      }
      const parts = [
        `${what}: ${shortNumber(done)} ${unit}`,
        ...(remaining === null ? [] : [`${shortNumber(remaining)} to go`]),
        `${shortNumber(perSecond)}/s`,
        ...(failures === 0 ? [] : [`${failures} refused`]),
      ];
      write(`\r\u001b[K${parts.join(", ")}`);
    },
  };
}
