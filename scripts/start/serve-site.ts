import { type Env, setProcessEnv } from "@/lib/env";
import { startServer } from "@/server";
import { abortBuild, buildIfChanged } from "./build";
import { chooseDatabase, prepareDatabase } from "./database";
import type { Life } from "./life";
import { isPortFree } from "./port";
import { createProgress, formatDuration } from "./progress";

/**
 * Database, schema, history, build and server, in this order; the signals undo them in reverse.
 *
 * @param furnish what tests put into the database before it is served.
 */
export async function serveSite(
  env: Env,
  life: Life,
  furnish?: (databaseUrl: string) => Promise<void>,
): Promise<void> {
  const begunAt = performance.now();
  const progress = createProgress();
  // Before the slow work, as nobody wants to hear of a taken port a minute later.
  const free = await isPortFree(env);
  if (!free.ok) return life.fail(free.error);

  const database = await progress.step(
    "database",
    () => chooseDatabase(env, progress.line),
    (result) => (result.ok ? result.value.description : "failed"),
  );
  if (!database.ok) return life.fail(database.error);
  life.onEnd(database.value.stop);
  const { url: databaseUrl } = database.value;
  setProcessEnv({
    DATABASE_URL: databaseUrl,
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(env.port),
    PUBLIC_URL: env.publicUrl,
  });
  const prepared = await prepareDatabase(env, database.value, progress);
  if (!prepared.ok) return life.fail(prepared.error);
  await furnish?.(databaseUrl);

  life.onEnd(async () => abortBuild());
  const built = await progress.step(
    "build",
    () => buildIfChanged(process.cwd()),
    (result) => (result.ok ? result.value : "failed"),
  );
  if (!built.ok) return life.fail(built.error);

  const server = await progress.step("server", () => startServer(env, databaseUrl));
  if (!server.ok) return life.fail(server.error);
  life.onEnd(server.value.close);
  progress.line(`ready in ${formatDuration(performance.now() - begunAt)}: ${server.value.url}`);
  if (!server.value.url.startsWith(env.publicUrl))
    progress.line(`public address: ${env.publicUrl}`);
}
