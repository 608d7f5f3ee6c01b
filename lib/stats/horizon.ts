import type { Db } from "@/db/client";
import type { IsoDate } from "@/lib/model/calendar";

/** Handles that see no figure after a day, and the handle behind each. */
const horizons = new WeakMap<Db, { base: Db; day: IsoDate }>();

/**
 * The same database, seen with the figures of a day and before: undated ones are not among them, as
 * nobody knows of when they are. Current revisions all the same, so that a correction shows.
 */
export function seenAsOf(db: Db, day: IsoDate): Db {
  const handle: Db = Object.create(db);
  horizons.set(handle, { base: baseOf(db), day });
  return handle;
}

/** The handle that asks the database. */
export const baseOf = (db: Db): Db => horizons.get(db)?.base ?? db;

/** The last day that a handle sees; undefined where it sees all. */
export const lastDaySeen = (db: Db): IsoDate | undefined => horizons.get(db)?.day;
