import "server-only";
import { connect, type Db } from "@/db/client";
import { siteSettings } from "./settings";

/** One pool a process; development reloads modules, so it is kept outside of them. */
const held = globalThis as { daneStatsDb?: Db };

/** The pool that pages and API handlers share. */
export function db(): Db {
  const { databaseUrl } = siteSettings();
  if (databaseUrl === undefined) {
    throw new Error("DATABASE_URL is not set: start the site with `npm start` or `npm run dev`.");
  }
  held.daneStatsDb ??= connect(databaseUrl, { applicationName: "dane-stats site" });
  return held.daneStatsDb;
}
