import type { SurveyCommand } from "./command";
import { inChildren, runStages } from "./run-stages";
import { RUN_OPTIONS, stageArguments } from "./stage-options";

/** `survey run`. */
export const runCommand: SurveyCommand = {
  summary: "all stages in their order: import, scan, aggregate, publish, export",
  usage: `survey run [options] [file, folder or https address]…

Imports, scans, aggregates, publishes and exports. A stage that fails ends it, but for sources that are refused:
their last good copies stay in use. Repeating it goes on where it stopped.

${RUN_OPTIONS}`,
  run: async (context) => {
    const args = stageArguments(context.args);
    if (!args.ok) return context.life.fail({ code: "bad_argument", message: args.error });
    const { stage, code } = await runStages(args.value, inChildren(context));
    context.reporter.event(
      "run",
      { stage, code },
      code === 0
        ? "All stages are done."
        : `${stage} ended with ${code}; \`survey status\` says more.`,
    );
    return code === 0 ? 0 : 1;
  },
};
