import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { type Env, processEnv } from "@/lib/env";
import { clusterFolder } from "./embedded-postgres/cluster";
import { livingPostmaster } from "./embedded-postgres/postmaster";
import { type ChosenDatabase, chooseDatabase, loadInto, migrateSchema } from "./start/database";
import { createLife } from "./start/life";
import { createProgress } from "./start/progress";

// `npm run db:*`: the chores of the database that `npm start` would use.
const progress = createProgress();
const life = createLife();

const COMMANDS: Record<string, (env: Env) => Promise<void>> = {
  migrate: (env) =>
    withDatabase(env, async (database) => {
      const migrated = await migrateSchema(env, database, progress);
      if (!migrated.ok) await life.fail(migrated.error);
    }),
  load: (env) =>
    withDatabase(env, async (database) => {
      const loaded = await loadInto(env, database, progress);
      if (!loaded.ok) await life.fail(loaded.error);
    }),
  psql: (env) => withDatabase(env, openPsql),
  reset,
};

const [name = ""] = process.argv.slice(2);
const command = COMMANDS[name];
const env = processEnv();
if (command === undefined) {
  const message = `Say one of ${Object.keys(COMMANDS).join(", ")}.`;
  await life.fail({ code: "bad_command", message });
} else if (!env.ok) {
  const message = env.error.map((problem) => problem.message).join("\n");
  await life.fail({ code: "bad_environment", message });
} else {
  await command(env.value);
  await life.end(0);
}

async function withDatabase(env: Env, work: (database: ChosenDatabase) => Promise<void>) {
  const database = await chooseDatabase(env, progress.line);
  if (!database.ok) return life.fail(database.error);
  life.onEnd(database.value.stop);
  await work(database.value);
}

/** The embedded package has no psql, so the system's is used; without it the address helps as much. */
async function openPsql({ url }: ChosenDatabase): Promise<void> {
  const code = await new Promise<number>((resolve) => {
    const psql = spawn("psql", [url], { stdio: "inherit" });
    psql.on("error", () => resolve(-1));
    psql.on("exit", (exitCode) => resolve(exitCode ?? 1));
  });
  if (code !== -1) return life.end(code);
  await life.fail({
    code: "no_psql",
    message: `psql is not installed. While \`npm start\` runs, any client can connect to ${url}`,
  });
}

async function reset(env: Env): Promise<void> {
  if (env.databaseUrl !== undefined) {
    const message = "Only the embedded database is reset; DATABASE_URL names one that is yours.";
    await life.fail({ code: "not_ours", message });
  }
  const cluster = clusterFolder(path.resolve(env.dataDir));
  if (livingPostmaster(cluster) !== undefined) {
    const message = `The database in ${cluster} is in use. Stop \`npm start\` or \`npm run dev\` first.`;
    await life.fail({ code: "in_use", message });
  }
  progress.line(existsSync(cluster) ? `removed ${cluster}` : `there was no ${cluster}`);
  rmSync(cluster, { recursive: true, force: true });
}
