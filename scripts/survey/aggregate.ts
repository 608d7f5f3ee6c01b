import path from "node:path";
import { parseArgs } from "node:util";
import type { Db } from "@/db/client";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import { err, ok, type Result } from "@/lib/result";
import {
  AGGREGATE_STEPS,
  type AggregateRefusal,
  COMPARE_MODULI,
} from "@/lib/survey/aggregate/compute-figures";
import { computeDraft } from "@/lib/survey/aggregate/draft";
import { type Countries, openCountries } from "@/lib/survey/aggregate/geoip";
import { newestRun } from "@/lib/survey/scan/store-runs";
import type { StartError } from "../start/database";
import { openDatabase, type StageContext, type SurveyCommand } from "./command";
import { type Reporter, shortNumber } from "./reporter";

const USAGE = `survey aggregate [options]

Counts every dataset of the newest complete run anew from what the scan knows, and stores them as a
draft of a release. Repeating it replaces the draft; publishing is another stage.

  --run N         the run to count: only the newest one's state is still there
  --geoip FILE    MaxMind DB file for countries of addresses; GEOIP_MMDB unless given
  --moduli N      RSA moduli that are compared for factors they share; ${COMPARE_MODULI} unless given`;

/** `survey aggregate`. */
export const aggregateCommand: SurveyCommand = {
  summary: "every dataset of the site, counted from the scan's states",
  usage: USAGE,
  run: async (context) => {
    const { life, reporter } = context;
    const options = optionsOf(context);
    if (!options.ok) return life.fail({ code: "bad_argument", message: options.error });
    const { run: wanted, geoip, moduli } = options.value;
    const countries = await countriesOf(geoip);
    if (!countries.ok) return life.fail(countries.error);
    const opened = await openDatabase(context);
    if (!opened.ok) return life.fail(opened.error);
    const run = wanted ?? (await newestComplete(opened.value));
    if (run === null)
      return life.fail({
        code: "no_run",
        message: "No run is complete yet: `survey scan` makes one.",
      });
    const begunAt = performance.now();
    const computed = await computeDraft(opened.value, run, {
      countries: countries.value,
      compareModuli: moduli,
      onStep: (step, place) =>
        reporter.progress({
          what: `run ${run}: ${step}`,
          done: place,
          remaining: AGGREGATE_STEPS.length - place,
          failures: 0,
          unit: "steps",
        }),
    });
    if (!computed.ok) return life.fail(sentenceFor(computed.error));
    reportDraft(reporter, computed.value, (performance.now() - begunAt) / 1_000);
    return 0;
  },
};

type Options = { run: number | null; geoip: string | null; moduli: number };

function optionsOf({ args, invokedFrom, env }: StageContext): Result<Options, string> {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({ args, options: { run: text, geoip: text, moduli: text } });
    const { run, moduli } = values;
    if (run !== undefined && !/^[1-9]\d{0,8}$/.test(run))
      return err("--run takes the number of a run, from 1.");
    if (moduli !== undefined && !/^\d{1,7}$/.test(moduli))
      return err("--moduli takes a whole number from 0.");
    const file = values.geoip ?? env.geoipMmdb;
    return ok({
      run: run === undefined ? null : Number(run),
      geoip: file === undefined ? null : path.resolve(invokedFrom, file),
      moduli: moduli === undefined ? COMPARE_MODULI : Number(moduli),
    });
  } catch (cause) {
    return err(`${(cause as Error).message}\n\n${USAGE}`);
  }
}

async function countriesOf(file: string | null): Promise<Result<Countries | null, StartError>> {
  if (file === null) return ok(null);
  const opened = await openCountries(file);
  if (opened.ok) return opened;
  const { code, detail } = opened.error;
  return err({ code, message: `${file} cannot be read as a MaxMind DB file: ${detail}.` });
}

async function newestComplete(db: Db): Promise<number | null> {
  const newest = await newestRun(db);
  return newest?.state === "complete" ? newest.id : null;
}

function sentenceFor(error: AggregateRefusal): StartError {
  const { code, run } = error;
  switch (code) {
    case "no_such_run":
      return { code, message: `There is no run ${run}.` };
    case "run_not_complete":
      return { code, message: `Run ${run} is not complete yet: \`survey scan\` goes on with it.` };
    case "overtaken":
      return {
        code,
        message: `Run ${error.by} has changed what run ${run} left: only the newest run can be counted.`,
      };
  }
}

function reportDraft(reporter: Reporter, computed: ComputedDraft, seconds: number): void {
  const { run, counts, draft, inputs } = computed;
  const { signed, dane, answers, base } = counts;
  const rows = draft.tables.reduce((sum, table) => sum + table.rows.length, 0);
  const facts = { run, release: draft.release.id, tables: draft.tables.length, rows, seconds };
  const since =
    base === null
      ? "the first of its kind"
      : `since ${base.release} ${signed.added} signed domains came and ${signed.removed} went, ${dane.gained} DANE domains were gained and ${dane.lost} lost`;
  reporter.event(
    "draft",
    { ...facts, signed, dane, answers, base, geoip: inputs.geoip },
    `${draft.release.id}: ${shortNumber(signed.signed)} signed domains, ${shortNumber(dane.dane)} DANE domains, ${answers.carried} carried, ${answers.undetermined} could not be told; ${since}. ${draft.tables.length} tables in ${seconds.toFixed(1)} s.`,
  );
}
