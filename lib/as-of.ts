import { AsyncLocalStorage } from "node:async_hooks";

// A page below `/as-of/{day}` is the same page with the releases of that day and before. The server in
// front takes the day off the address; whoever asks the database, or writes a link, looks here.

/** What a dated address asks for. */
export interface AsOf {
  /** Calendar day, YYYY-MM-DD. */
  day: string;
  /** The address without the day: the live page. */
  live: string;
}

/** The server and the pages that Next bundles have a copy of this module each, and one memory. */
const shared = globalThis as { daneStatsAsOf?: AsyncLocalStorage<AsOf> };

function holder(): AsyncLocalStorage<AsOf> {
  shared.daneStatsAsOf ??= new AsyncLocalStorage();
  return shared.daneStatsAsOf;
}

/** Makes an answer as of a day. */
export const answeredAsOf = <T>(asOf: AsOf, make: () => T): T => holder().run(asOf, make);

/** The day that the answer being made is of; undefined for the live site. */
export const askedAsOf = (): AsOf | undefined => holder().getStore();

/** What stands before a path on dated pages: `/as-of/2023-12-31`, or nothing. */
export function asOfPrefix(): string {
  const asOf = askedAsOf();
  return asOf === undefined ? "" : `/as-of/${asOf.day}`;
}
