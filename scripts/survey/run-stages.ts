import { spawn } from "node:child_process";
import { childEnv } from "@/lib/env";
import type { StageContext } from "./command";
import { type Program, STAGES, type Stage, type StageArguments } from "./stage-options";

/** Runs one stage to its end, and resolves with its exit code. */
export type RunStage = (stage: Program, args: readonly string[]) => Promise<number>;

/** How far a run came: its last stage, and that stage's exit code. */
export type StagesEnd = { stage: Stage; code: number };

/** The exit code of what a person ended. */
const STOPPED = 130;

/** What a stage's exit code means where it is not 0. */
const mayGoOn = (stage: Stage, code: number): boolean =>
  // A source that was refused leaves its last good copy in use: that is what the other stages work with.
  code === 0 || (stage === "import" && code === 1);

/** Runs the stages in their order, until one has failed. */
export async function runStages(args: StageArguments, run: RunStage): Promise<StagesEnd> {
  let end: StagesEnd = { stage: "import", code: 0 };
  for (const stage of STAGES) {
    const own = args[stage];
    if (own === null) continue;
    end = { stage, code: await run(stage, own) };
    if (!mayGoOn(stage, end.code)) break;
  }
  return end;
}

/**
 * Each stage in a process of its own: what it held, such as the scan's resolver, is given back before the
 * next one begins, and a stage that dies takes nothing along. Ends with this process.
 */
export const inChildren =
  ({
    life,
    invokedFrom,
    reporter,
  }: Pick<StageContext, "life" | "invokedFrom" | "reporter">): RunStage =>
  (stage, args) => {
    reporter.event("stage", { stage, args }, `— ${stage}`);
    const program = process.argv[1] ?? "";
    const child = spawn(process.execPath, [...process.execArgv, program, stage, ...args], {
      cwd: invokedFrom,
      env: childEnv({}),
      stdio: "inherit",
    });
    // A scan that was told to stop ends well, and is not done.
    let isStopping = false;
    const ended = new Promise<number>((resolve) => {
      child.on("error", () => resolve(1));
      child.on("exit", (code) => resolve(isStopping ? STOPPED : (code ?? 1)));
    });
    life.onEnd(async () => {
      isStopping = true;
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await ended;
    });
    return ended;
  };
