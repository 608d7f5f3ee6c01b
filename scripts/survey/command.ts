import path from "node:path";
import { connect, type Db } from "@/db/client";
import type { Env } from "@/lib/env";
import { ok, type Result } from "@/lib/result";
import { chooseDatabase, migrateSchema, type StartError } from "../start/database";
import type { Life } from "../start/life";
import { createProgress } from "../start/progress";
import type { Reporter } from "./reporter";

/** What a stage is run with. */
export type StageContext = {
  args: string[];
  /** The folder that relative paths in `args` start from. */
  invokedFrom: string;
  env: Env;
  life: Life;
  reporter: Reporter;
  /** Told of the database as soon as it is open: failures after that are noted there. */
  onDatabase: (db: Db) => void;
};

/** One subcommand of `survey`. */
export type SurveyCommand = {
  summary: string;
  usage: string;
  /** Resolves with the exit code: 0, or 1 where something was refused. */
  run(context: StageContext): Promise<number>;
};

/** The survey's files, beside the database. */
export const surveyFolder = (env: Env): string => path.resolve(env.dataDir, "survey");

/** The database that `npm start` would use, with its schema up to date. */
export async function openDatabase(context: StageContext): Promise<Result<Db, StartError>> {
  const opened = await openDatabaseAt(context);
  return opened.ok ? ok(opened.value.db) : opened;
}

/** The same, and its address for whoever needs connections of its own. */
export async function openDatabaseAt({
  env,
  life,
  reporter,
  onDatabase,
}: StageContext): Promise<Result<{ db: Db; url: string }, StartError>> {
  const progress = createProgress((text) => reporter.event("database", {}, text.trim()));
  const database = await chooseDatabase(env, progress.line);
  if (!database.ok) return database;
  life.onEnd(database.value.stop);
  const migrated = await migrateSchema(env, database.value, progress);
  if (!migrated.ok) return migrated;
  const { url } = database.value;
  const db = connect(url, { applicationName: "dane-stats survey", noDelay: true });
  life.onEnd(() => db.$client.end({ timeout: 5 }));
  onDatabase(db);
  return ok({ db, url });
}
