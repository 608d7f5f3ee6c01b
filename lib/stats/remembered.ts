import type { Db } from "@/db/client";

/** More answers than there are datasets and lists; past it, questions are asked each time. */
const MOST_ANSWERS = 1_000;

type Answers = WeakMap<Db, Map<string, Promise<unknown>>>;

/** The server and the pages that Next bundles have a copy of this module each, and one memory. */
const held = globalThis as { daneStatsAnswers?: Answers };

/**
 * Drops every remembered answer; nothing is remembered before the first call. Whoever hears of
 * publications calls this at each, and whenever one may have been missed.
 */
export function forgetAnswers(): void {
  held.daneStatsAnswers = new WeakMap();
}

/**
 * What `ask` answers, asked once between two publications.
 *
 * An answer that was asked for before a publication is never given after it. It is shared, so nobody
 * may change it.
 *
 * @param question names the answer; must not hold what visitors can vary without end.
 */
export function remembered<T>(
  db: Db,
  question: readonly (string | undefined)[],
  ask: () => Promise<T>,
): Promise<T> {
  const memory = held.daneStatsAnswers;
  if (memory === undefined) return ask();
  const answers = memory.get(db) ?? new Map<string, Promise<unknown>>();
  memory.set(db, answers);
  const key = JSON.stringify(question);
  const known = answers.get(key);
  if (known !== undefined) return known as Promise<T>;
  const asked = ask();
  if (answers.size < MOST_ANSWERS) {
    answers.set(key, asked);
    asked.catch(() => answers.delete(key));
  }
  return asked;
}
