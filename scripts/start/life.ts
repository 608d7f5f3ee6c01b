import type { StartError } from "./database";

/** What a program has to undo before it ends, newest first. */
export type Life = {
  onEnd(undo: () => Promise<void>): void;
  /** Prints the sentence, undoes everything and ends the process with 1. */
  fail(error: StartError): Promise<never>;
  /** Undoes everything and ends the process. */
  end(exitCode: number): Promise<never>;
};

/** 128 and the signal's number, as a shell reports it. */
const FORCED_EXIT = 130;

/** npm and tsx pass on a Ctrl-C that the terminal has given us already: that is one wish, not two. */
const SAME_WISH_MS = 500;

/**
 * Ties a process's end to its signals: the first one ends it in order, a second one at once.
 *
 * @param force undoes synchronously what must not be left running even then.
 */
export function createLife(force: () => void = () => {}): Life {
  const undos: (() => Promise<void>)[] = [];
  let ending: Promise<never> | undefined;
  const endInOrder = async (exitCode: number): Promise<never> => {
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) await undo();
    process.exit(exitCode);
  };
  const end = (exitCode: number) => {
    ending ??= endInOrder(exitCode);
    return ending;
  };
  let askedAt = Number.NEGATIVE_INFINITY;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - askedAt < SAME_WISH_MS) return;
      askedAt = now;
      if (ending !== undefined) {
        force();
        process.exit(FORCED_EXIT);
      }
      console.log("\n  Stopping. Once more to force.");
      void end(0);
    });
  }
  return {
    onEnd: (undo) => {
      undos.push(undo);
    },
    end,
    fail: (error) => {
      console.error(`\n${error.message}`);
      return end(1);
    },
  };
}
