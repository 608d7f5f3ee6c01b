import { migrate } from "@/db/migrate";
import type { Env } from "@/lib/env";
import { err, ok, type Result } from "@/lib/result";
import { loadHistory } from "@/lib/survey/publish/history/load-history";
import { startEmbeddedPostgres } from "@/scripts/embedded-postgres/start";
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
  const started = await startEmbeddedPostgres({ dataDir: env.dataDir, log });
  if (!started.ok) return started;
  const { url, reused, stop } = started.value;
  return ok({ url, description: `embedded PostgreSQL ${reused ? "joined" : "started"}`, stop });
}

/** Migrates, and loads the history that is not there yet. */
export async function prepareDatabase(
  env: Env,
  database: ChosenDatabase,
  progress: Progress,
): Promise<Result<void, StartError>> {
  const migrated = await progress.step(
    "schema",
    () => migrate(database.url),
    (result) => (result.ok ? `${result.value.applied} migrations applied` : "failed"),
  );
  if (!migrated.ok) return err(sentenceFor(env, migrated.error));
  const loaded = await progress.step(
    "history",
    () => loadHistory(database.url, HISTORY),
    (result) =>
      result.ok
        ? `${result.value.published} releases published, ${result.value.unchanged} unchanged`
        : "failed",
  );
  return loaded.ok ? ok(undefined) : err(sentenceFor(env, loaded.error));
}

function sentenceFor(env: Env, { code, message }: StartError): StartError {
  if (code !== "unreachable" || env.databaseUrl === undefined) return { code, message };
  const { host, pathname } = new URL(env.databaseUrl);
  return {
    code,
    message: `Cannot reach the database at DATABASE_URL (${host}${pathname}): ${message.split("\n")[0]}.`,
  };
}
