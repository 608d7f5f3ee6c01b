import "server-only";
import { connect, type Db } from "@/db/client";
import { env } from "@/lib/env";

/** One pool a process; development reloads modules, so it is kept outside of them. */
const held = globalThis as { daneStatsDb?: Db };

/** The pool that pages and API handlers share. */
export function db(): Db {
  const { databaseUrl } = env();
  if (databaseUrl === null) throw new Error("DATABASE_URL is not set: start the site with `npm start` or `npm run dev`");
  held.daneStatsDb ??= connect(databaseUrl, { applicationName: "dane-stats site" });
  return held.daneStatsDb;
}
