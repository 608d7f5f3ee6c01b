/** Prints what a program is doing, with how long each part took. */
export type Progress = {
  /** Runs one part, and prints one line when it is done; `describe` adds what came of it. */
  step<T>(name: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T>;
  line(text: string): void;
};

/** `850 ms` below a second, `12.3 s` above. */
export const formatDuration = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

/** Progress on standard output; a step that takes long says so every ten seconds. */
export function createProgress(write: (line: string) => void = console.log): Progress {
  const line = (text: string) => write(`  ${text}`);
  const step: Progress["step"] = async (name, work, describe) => {
    const begunAt = performance.now();
    const took = () => formatDuration(performance.now() - begunAt);
    const reminder = setInterval(() => line(`${name} … ${took()}`), 10_000);
    try {
      const result = await work();
      const more = describe?.(result);
      line(`${name.padEnd(10)} ${more === undefined ? "" : `${more}, `}${took()}`);
      return result;
    } finally {
      clearInterval(reminder);
    }
  };
  return { step, line };
}
