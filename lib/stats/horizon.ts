import type { Db } from "@/db/client";
import type { IsoDate } from "@/lib/model/calendar";
import type { RevisionPin } from "@/lib/model/revision-pin";

/** What a handle sees: the figures up to a day, or those of some revisions alone. */
type Sight = { day: IsoDate } | { revisions: readonly RevisionPin[] };

/** Handles that do not see everything, and the handle behind each. */
const horizons = new WeakMap<Db, { base: Db; sight: Sight }>();

function seen(db: Db, sight: Sight): Db {
  const handle: Db = Object.create(db);
  horizons.set(handle, { base: baseOf(db), sight });
  return handle;
}

/**
 * The same database, seen with the figures of a day and before: undated ones are not among them, as
 * nobody knows of when they are. Current revisions all the same, so that a correction shows.
 */
export const seenAsOf = (db: Db, day: IsoDate): Db => seen(db, { day });

/** The same database, seen with the figures of these revisions alone, corrected since or not. */
export const seenIn = (db: Db, revisions: readonly RevisionPin[]): Db => seen(db, { revisions });

/** The handle that asks the database. */
export const baseOf = (db: Db): Db => horizons.get(db)?.base ?? db;

/** The last day that a handle sees; undefined where no day bounds it. */
export function lastDaySeen(db: Db): IsoDate | undefined {
  const sight = horizons.get(db)?.sight;
  return sight !== undefined && "day" in sight ? sight.day : undefined;
}

/** The revisions that are all that a handle sees; undefined where it sees the current ones. */
export function revisionsSeen(db: Db): readonly RevisionPin[] | undefined {
  const sight = horizons.get(db)?.sight;
  return sight !== undefined && "revisions" in sight ? sight.revisions : undefined;
}
