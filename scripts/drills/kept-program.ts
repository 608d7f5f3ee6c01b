import { setTimeout as sleep } from "node:timers/promises";
import type { Program } from "@/scripts/testing/program";

/** A program that is started again whenever it ends, as a service manager does. */
export class KeptProgram {
  readonly #start: () => Program;
  #program: Program;
  #isKept = true;
  readonly #keeping: Promise<void>;
  /** How often it ended though nobody killed it, with what it said last. */
  readonly ownEnds: string[] = [];
  #killed: Program | null = null;

  constructor(start: () => Program) {
    this.#start = start;
    this.#program = start();
    this.#keeping = this.#keep();
  }

  /** Kills it without warning; it comes back. */
  kill(): void {
    this.#killed = this.#program;
    this.#program.child.kill("SIGKILL");
  }

  /** Waits until it has printed something since it was started, or for so long. */
  async hasSaid(what: RegExp, mostMs: number): Promise<void> {
    const said = this.#program.printed(what).catch(() => {});
    await Promise.race([said, sleep(mostMs)]);
  }

  /** Lets it end in order, for good. */
  async stop(): Promise<void> {
    this.#isKept = false;
    this.#program.child.kill("SIGTERM");
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    for (;;) {
      const code = await this.#program.ended;
      if (!this.#isKept) return;
      if (code !== 0 && this.#killed !== this.#program)
        this.ownEnds.push(complaintIn(this.#program.output()));
      if (code === 0 || this.#killed !== this.#program) await sleep(500);
      if (!this.#isKept) return;
      this.#program = this.#start();
    }
  }
}

/** The line that says why, or else the last one. */
function complaintIn(output: string): string {
  const lines = output.trim().split("\n");
  return lines.findLast((line) => /^\w*Error\b|ECONN|FATAL/.test(line)) ?? lines.at(-1) ?? "";
}
