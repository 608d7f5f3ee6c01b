import { type Env, processEnv, setProcessEnv } from "@/lib/env";
import { startDevServer } from "@/server";
import { chooseDatabase, prepareDatabase } from "./start/database";
import { createLife } from "./start/life";
import { isPortFree } from "./start/port";
import { createProgress } from "./start/progress";

// `npm run dev`: the same database as `npm start`, and Next's development mode on the sources.
const progress = createProgress();
const life = createLife();
const env = processEnv();
if (env.ok) await dev(env.value);
else {
  const message = env.error.map((problem) => problem.message).join("\n");
  await life.fail({ code: "bad_environment", message });
}

async function dev(env: Env): Promise<void> {
  const free = await isPortFree(env);
  if (!free.ok) return life.fail(free.error);
  const database = await chooseDatabase(env, progress.line);
  if (!database.ok) return life.fail(database.error);
  life.onEnd(database.value.stop);
  setProcessEnv({
    DATABASE_URL: database.value.url,
    PUBLIC_URL: env.publicUrl,
    NEXT_TELEMETRY_DISABLED: "1",
  });
  const prepared = await prepareDatabase(env, database.value, progress);
  if (!prepared.ok) return life.fail(prepared.error);
  const server = await startDevServer(env, database.value.url);
  if (!server.ok) return life.fail(server.error);
  life.onEnd(server.value.close);
  progress.line(`development server: ${server.value.url}`);
}
