import type { Db } from "@/db/client";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import { GATE_VERDICT_WORDS, GATE_WORDS, type GateOutcome } from "@/lib/model/survey-gates";
import { err, ok, type Result } from "@/lib/result";
import { markPublished, readDraft } from "@/lib/survey/aggregate/draft";
import type { AskSecond } from "@/lib/survey/publish/gather-evidence";
import { type PublishRefusal, publishRun } from "@/lib/survey/publish/publish-run";
import { newestRun } from "@/lib/survey/scan/store-runs";
import packageJson from "../../package.json";
import type { StartError } from "../start/database";
import { openDatabase, type StageContext, type SurveyCommand } from "./command";
import { PUBLISH_USAGE, publishOptions } from "./publish-options";
import type { Reporter } from "./reporter";
import { openSecondOpinion, type SecondResolver } from "./second-opinion";

/** `survey publish`. */
export const publishCommand: SurveyCommand = {
  summary: "a run's figures, judged by the gates, and published or held",
  usage: PUBLISH_USAGE,
  run: async (context) => {
    const { life, reporter } = context;
    const options = await publishOptions(context.args);
    if (!options.ok) return life.fail({ code: "bad_argument", message: options.error });
    const database = await openDatabase(context);
    if (!database.ok) return life.fail(database.error);
    const db = database.value;
    const run = options.value.run ?? (await runToPublish(db));
    if (run === null)
      return life.fail({
        code: "no_run",
        message: "No run is complete yet: `survey scan` makes one.",
      });
    const askSecond = await secondOf(context, options.value.second);
    if (!askSecond.ok) return life.fail(askSecond.error);
    const published = await publishRun(
      {
        db,
        draftOf: (of) => draftOf(db, of),
        markPublished,
        program: `${packageJson.name} ${packageJson.version}`,
        now: () => new Date(),
        askSecond: askSecond.value,
      },
      run,
      options.value.wish,
    );
    if (!published.ok) return life.fail(sentenceFor(run, published.error));
    const { state, release, gates } = published.value;
    for (const gate of gates) reportGate(reporter, gate);
    if (published.value.state === "held") {
      reporter.event(
        "publication",
        { run, state, release, reason: published.value.reason, override: overrideCommand(run) },
        `${release} is held:\n${published.value.reason}\nTo publish it all the same: ${overrideCommand(run)}`,
      );
      return 1;
    }
    const { revision, isNew } = published.value;
    const how = state === "published" ? "" : ", with flags";
    reporter.event(
      "publication",
      { run, state, release, revision, isNew },
      isNew
        ? `${release} revision ${revision} is published${how}.`
        : `${release} revision ${revision} is published already, just as it is.`,
    );
    return 0;
  },
};

/** How a person lets a held run out. */
export const overrideCommand = (run: number): string =>
  `survey publish --run ${run} --override "why" --by NAME`;

async function runToPublish(db: Db): Promise<number | null> {
  const newest = await newestRun(db);
  return newest?.state === "complete" ? newest.id : null;
}

/** A run that `survey aggregate` has not counted. */
type NotAggregated = { code: "not_aggregated"; message: string };

async function draftOf(db: Db, run: number): Promise<Result<ComputedDraft, NotAggregated>> {
  const stored = await readDraft(db, run);
  if (stored !== null) return ok(stored);
  return err({
    code: "not_aggregated",
    message: `Run ${run} has no figures yet: \`survey aggregate\` counts them.`,
  });
}

async function secondOf(
  { env, life }: StageContext,
  second: SecondResolver | null,
): Promise<Result<AskSecond | null, StartError>> {
  if (second === null) return ok(null);
  const opened = await openSecondOpinion(env, second);
  if (!opened.ok)
    return {
      ok: false,
      error: {
        code: "no_second_resolver",
        message: `The second resolver cannot be used: ${opened.error.code}.`,
      },
    };
  life.onEnd(async () => opened.value.close());
  return ok(opened.value.ask);
}

function reportGate(reporter: Reporter, outcome: GateOutcome): void {
  const { gate, verdict, sentence } = outcome;
  reporter.event(
    "gate",
    { ...outcome },
    `${GATE_WORDS[gate].name}: ${GATE_VERDICT_WORDS[verdict]}. ${sentence}`,
  );
}

function sentenceFor(run: number, error: PublishRefusal<NotAggregated>): StartError {
  const { code } = error;
  switch (error.code) {
    case "no_draft":
      return error.error;
    case "overtaken":
      return {
        code,
        message: `Run ${error.by} has changed the state since run ${run} ended, and no gate has seen its figures: they cannot be judged any more.`,
      };
    case "erratum_needed":
      return {
        code,
        message: `${error.release} is published (revision ${error.revision}) with other figures. A correction takes --erratum URL --why "text".`,
      };
    case "erratum_unneeded":
      return {
        code,
        message: `${error.release} is not published, so there is nothing to correct.`,
      };
  }
}
