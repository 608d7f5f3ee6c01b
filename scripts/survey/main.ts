import type { Db } from "@/db/client";
import { processEnv } from "@/lib/env";
import { clearFailure, noteFailure } from "@/lib/survey/scan/store-stages";
import { createLife, type Life } from "../start/life";
import { aggregateCommand } from "./aggregate";
import { bounceCommand } from "./bounce";
import type { SurveyCommand } from "./command";
import { exportCommand } from "./export";
import { importCommand } from "./import";
import { noticesCommand } from "./notices";
import { publishCommand } from "./publish";
import { createReporter } from "./reporter";
import { reprobeCommand } from "./reprobe";
import { runCommand } from "./run";
import { scanCommand } from "./scan";
import { scheduleCommand } from "./schedule";
import { statusCommand } from "./status";

/** One subcommand a stage, each safe to repeat. A stage is listed once it is built. */
const COMMANDS: Readonly<Record<string, SurveyCommand>> = {
  import: importCommand,
  scan: scanCommand,
  aggregate: aggregateCommand,
  publish: publishCommand,
  export: exportCommand,
  reprobe: reprobeCommand,
  run: runCommand,
  schedule: scheduleCommand,
  notices: noticesCommand,
  bounce: bounceCommand,
  status: statusCommand,
};

const USAGE = [
  "survey <stage> [options]",
  "",
  ...Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`),
  "",
  "`survey <stage> --help` says more.",
].join("\n");

/** What a subcommand has of the process that it runs in. */
export type SurveyProcess = {
  life: Life;
  env: ReturnType<typeof processEnv>;
  isTerminal: boolean;
  write: (text: string) => void;
};

const ownProcess = (): SurveyProcess => ({
  life: createLife(),
  env: processEnv(),
  isTerminal: process.stdout.isTTY === true,
  write: (text) => {
    process.stdout.write(text);
  },
});

/**
 * Runs one subcommand, and ends the process with its exit code.
 *
 * @param invokedFrom the folder that relative paths in `argv` start from.
 */
export async function survey(
  argv: readonly string[],
  invokedFrom: string,
  around?: SurveyProcess,
): Promise<void> {
  const [name = "", ...args] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const isQuestion = ["", "help", "--help", "-h"].includes(name);
  if (command === undefined && isQuestion) return console.log(USAGE);
  if (command !== undefined && (args.includes("--help") || args.includes("-h")))
    return console.log(command.usage);
  const { life, env, isTerminal, write } = around ?? ownProcess();
  if (command === undefined) return life.fail({ code: "bad_command", message: USAGE });
  if (!env.ok) {
    const message = env.error.map((problem) => problem.message).join("\n");
    return life.fail({ code: "bad_environment", message });
  }
  const reporter = createReporter(isTerminal, write);
  let db: Db | null = null;
  const onDatabase = (opened: Db) => {
    db = opened;
  };
  const noted = notedLife(life, name, () => db);
  const context = { args, invokedFrom, env: env.value, life: noted, reporter, onDatabase };
  const code = await command.run(context);
  if (db !== null && isNoted(name)) await clearFailure(db, name);
  await life.end(code);
}

/** What only asks, and what runs the others, is nobody's failure. */
const isNoted = (name: string): boolean => !["run", "schedule", "status"].includes(name);

/** Notes why a stage failed where `survey status` finds it, once the database is open. */
const notedLife = (life: Life, name: string, database: () => Db | null): Life => ({
  ...life,
  fail: async (error) => {
    const db = database();
    if (db !== null && isNoted(name)) await noteFailure(db, name, error).catch(() => {});
    return life.fail(error);
  },
});
