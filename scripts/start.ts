import { type Env, processEnv, setProcessEnv } from "@/lib/env";
import { startServer } from "@/server";
import { abortBuild, buildIfChanged } from "./start/build";
import { chooseDatabase, prepareDatabase } from "./start/database";
import { createLife } from "./start/life";
import { isPortFree } from "./start/port";
import { createProgress, formatDuration } from "./start/progress";

// `npm start`: from whatever state the folder is in to a served site.
const begunAt = performance.now();
const progress = createProgress();
const life = createLife(abortBuild);
// The site runs as in production, and what is refused there is refused before anything starts.
setProcessEnv({ NODE_ENV: "production" });
const env = processEnv();
if (env.ok) await start(env.value);
else
  await life.fail({
    code: "bad_environment",
    message: env.error.map(({ message }) => message).join("\n"),
  });

async function start(env: Env): Promise<void> {
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
