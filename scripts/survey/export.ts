import type { Db } from "@/db/client";
import { err, ok, type Result } from "@/lib/result";
import { type ExportRefusal, exportRelease } from "@/lib/survey/export/export-release";
import { removeUnfinished } from "@/lib/survey/export/folder";
import { exportSnapshot, keepSnapshots, type SnapshotRefusal } from "@/lib/survey/export/snapshot";
import { type OwnRevision, ownRevisions, underExportLock } from "@/lib/survey/export/store";
import { wholeNumber } from "@/scripts/command-line/option-values";
import { parseArguments } from "@/scripts/command-line/parse";
import { openDatabase, type StageContext, type SurveyCommand } from "./command";
import { exportsFolder, snapshotsFolder } from "./export-folders";
import { type Reporter, shortNumber } from "./reporter";

/** Snapshots that are kept unless told: a week of them. */
const SNAPSHOTS = 7;

const USAGE = `survey export [options]

Writes each published release of our own survey as CSV and Parquet, for download, with manifest.json and
SHA256SUMS. What was written once is compared and left alone; nothing is written over. Then it keeps the
states of the newest published run as Parquet, one row a domain, in a folder that is not served.

  --release ID    that release only, in all of its revisions
  --snapshots N   snapshots of states that are kept (${SNAPSHOTS}); 0: none is taken or removed`;

/** `survey export`. */
export const exportCommand: SurveyCommand = {
  summary: "each release as CSV and Parquet for download, with its sums",
  usage: USAGE,
  run: async (context) => {
    const { life, reporter } = context;
    const options = optionsOf(context.args);
    if (!options.ok) return life.fail({ code: "bad_argument", message: options.error });
    const database = await openDatabase(context);
    if (!database.ok) return life.fail(database.error);
    const db = database.value;
    const { release, snapshots } = options.value;
    const revisions = await ownRevisions(db, release);
    if (revisions.length === 0)
      return life.fail({
        code: "no_release",
        message:
          release === null
            ? "Our own survey has published nothing yet: `survey publish` does."
            : `There is no release ${release} of our own survey. Reports of others have no files.`,
      });
    const refused = await underExportLock(db, () => exportAll(context, db, revisions, snapshots));
    if (refused === null)
      return life.fail({ code: "busy", message: "Another process exports just now." });
    reporter.event(
      "export",
      { revisions: revisions.length, refused },
      refused === 0 ? "All releases are exported." : `${refused} were refused.`,
    );
    return refused === 0 ? 0 : 1;
  },
};

type Options = { release: string | null; snapshots: number };

function optionsOf(args: readonly string[]): Result<Options, string> {
  const text = { type: "string" } as const;
  const parsed = parseArguments(args, { release: text, snapshots: text });
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (positionals.length > 0) return err("survey export takes options only; --help lists them.");
  const snapshots = wholeNumber("--snapshots", values.snapshots ?? String(SNAPSHOTS), 0, 10_000);
  if (!snapshots.ok) return snapshots;
  return ok({ release: values.release ?? null, snapshots: snapshots.value });
}

/** @returns how many were refused. */
async function exportAll(
  { env, reporter }: StageContext,
  db: Db,
  revisions: readonly OwnRevision[],
  snapshots: number,
): Promise<number> {
  const root = exportsFolder(env);
  await removeUnfinished(root);
  let refused = 0;
  for (const [done, one] of revisions.entries()) {
    const remaining = revisions.length - done;
    reporter.progress({
      ...{ what: "releases", done, remaining, failures: refused, unit: "revisions" },
    });
    if (!(await exportOne(reporter, db, root, one))) refused += 1;
  }
  const newest = revisions.at(-1);
  if (snapshots > 0 && newest !== undefined)
    if (!(await takeSnapshot(reporter, db, snapshotsFolder(env), newest, snapshots))) refused += 1;
  return refused;
}

async function exportOne(
  reporter: Reporter,
  db: Db,
  root: string,
  one: OwnRevision,
): Promise<boolean> {
  const { release, revision } = one;
  const exported = await exportRelease({ db, root }, one);
  const name = `${release} revision ${revision}`;
  if (!exported.ok) {
    const sentence = refusalSentence(exported.error);
    reporter.event(
      "release_files",
      { release, revision, state: "refused", error: exported.error },
      `${name} was not exported: ${sentence}`,
    );
    return false;
  }
  const { state, files } = exported.value;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const size = `${files.length} files, ${shortNumber(bytes)}B`;
  const words = {
    written: `${name}: ${size}`,
    restored: `${name}: ${size}, written again as they were`,
    unchanged: `${name}: as it was exported before, ${size}`,
  };
  reporter.event(
    "release_files",
    { release, revision, state, files: files.length, bytes },
    words[state],
  );
  return true;
}

async function takeSnapshot(
  reporter: Reporter,
  db: Db,
  root: string,
  { run }: OwnRevision,
  kept: number,
): Promise<boolean> {
  await removeUnfinished(root);
  const taken = await exportSnapshot({ db, root, now: () => new Date() }, run);
  if (!taken.ok) {
    const { error } = taken;
    reporter.event(
      "snapshot",
      { run, state: "refused", error },
      `No snapshot of run ${run}: ${snapshotSentence(error)}`,
    );
    // The next run has begun: nothing can be mended, and nothing is wrong.
    return error.code === "overtaken";
  }
  const { state, folder } = taken.value;
  const removed = await keepSnapshots(root, kept);
  const rows = taken.value.state === "written" ? taken.value.files : [];
  const domains = rows
    .filter(({ name }) => name.startsWith("domains-"))
    .reduce((sum, file) => sum + file.rows, 0);
  const bytes = rows.reduce((sum, file) => sum + file.bytes, 0);
  reporter.event(
    "snapshot",
    { run, state, folder, domains, bytes, removed: removed.length },
    state === "written"
      ? `states of run ${run}: ${shortNumber(domains)} domains, ${shortNumber(bytes)}B in ${folder}`
      : `states of run ${run}: in ${folder} already`,
  );
  return true;
}

function refusalSentence(error: ExportRefusal): string {
  switch (error.code) {
    case "no_duckdb":
      return `DuckDB, which writes Parquet, is not installed for this platform (${error.detail}).`;
    case "disk_full":
      return `less than 1 GiB is left in ${error.folder}.`;
    case "differs":
      return `${error.what}. Nothing was touched: what was published never changes.`;
  }
}

function snapshotSentence(error: SnapshotRefusal): string {
  switch (error.code) {
    case "no_such_run":
    case "not_complete":
      return "the run is not complete.";
    case "overtaken":
      return `run ${error.by} has begun to write, and what run ${error.run} left is not to be had any more.`;
    default:
      return refusalSentence(error);
  }
}
