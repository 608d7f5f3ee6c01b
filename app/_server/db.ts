import "server-only";
import { connect, type Db } from "@/db/client";
import { askedAsOf } from "@/lib/as-of";
import { seenAsOf } from "@/lib/stats/horizon";
import { siteSettings } from "./settings";

/** One pool a process; development reloads modules, so it is kept outside of them. */
const held = globalThis as { daneStatsDb?: Db };

/** The pool that pages and API handlers share; on a dated page it sees no figure after its day. */
export function db(): Db {
  const { databaseUrl } = siteSettings();
  if (databaseUrl === undefined) {
    throw new Error("DATABASE_URL is not set: start the site with `npm start` or `npm run dev`.");
  }
  held.daneStatsDb ??= connect(databaseUrl, { applicationName: "dane-stats site" });
  const asOf = askedAsOf();
  return asOf === undefined ? held.daneStatsDb : seenAsOf(held.daneStatsDb, asOf.day);
}
