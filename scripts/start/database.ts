import { migrate } from "@/db/migrate";
import type { Env } from "@/lib/env";
import { err, ok, type Result } from "@/lib/result";
import { loadHistory } from "@/lib/survey/publish/history/load-history";
import { keepEmbeddedPostgres } from "@/scripts/embedded-postgres/supervise";
import type { Progress } from "./progress";

/** The database of this process: its own server, or one that was there. */
export type ChosenDatabase = { url: string; description: string; stop(): Promise<void> };

/** Why a start cannot go on; the message is for whoever typed the command. */
export type StartError = { code: string; message: string };

/** Where the published figures are, below the project. */
const HISTORY = "db/history";

/** `DATABASE_URL`, or else the embedded server of `DATA_DIR`. */
export async function chooseDatabase(
  env: Env,
  log: (line: string) => void,
): Promise<Result<ChosenDatabase, StartError>> {
  if (env.databaseUrl !== undefined) {
    const description = `DATABASE_URL at ${new URL(env.databaseUrl).host}`;
    return ok({ url: env.databaseUrl, description, stop: async () => {} });
  }
  const started = await keepEmbeddedPostgres({ dataDir: env.dataDir, log });
  if (!started.ok) return started;
  const { url, reused, stop } = started.value;
  return ok({ url, description: `embedded PostgreSQL ${reused ? "joined" : "started"}`, stop });
}

/** Brings the schema up to date. */
export async function migrateSchema(
  env: Env,
  database: ChosenDatabase,
  progress: Progress,
): Promise<Result<void, StartError>> {
  const migrated = await progress.step(
    "schema",
    () => migrate(database.url),
    (result) => (result.ok ? `${result.value.applied} migrations applied` : "failed"),
  );
  return migrated.ok ? ok(undefined) : err(sentenceFor(env, migrated.error));
}

/** Loads the part of the published history that is not there yet. */
export async function loadInto(
  env: Env,
  database: ChosenDatabase,
  progress: Progress,
): Promise<Result<void, StartError>> {
  const counts = ({ published, unchanged }: { published: number; unchanged: number }) =>
    `${published} releases published, ${unchanged} unchanged`;
  const loaded = await progress.step(
    "history",
    () => loadHistory(database.url, HISTORY),
    (result) => (result.ok ? counts(result.value) : "failed"),
  );
  return loaded.ok ? ok(undefined) : err(sentenceFor(env, loaded.error));
}

/** Both, for a start from whatever state the database is in. */
export async function prepareDatabase(
  env: Env,
  database: ChosenDatabase,
  progress: Progress,
): Promise<Result<void, StartError>> {
  const migrated = await migrateSchema(env, database, progress);
  return migrated.ok ? loadInto(env, database, progress) : migrated;
}

function sentenceFor(env: Env, { code, message }: StartError): StartError {
  if (code !== "unreachable" || env.databaseUrl === undefined) return { code, message };
  const { host, pathname } = new URL(env.databaseUrl);
  return {
    code,
    message: `Cannot reach the database at DATABASE_URL (${host}${pathname}): ${message.split("\n")[0]}.`,
  };
}
