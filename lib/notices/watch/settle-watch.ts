import { WATCH_CONDITIONS, type WatchCondition } from "@/lib/model/watch";
import type { SeenConditions } from "./watch-conditions";

/** A condition as it is kept between checks. Times are Unix time in milliseconds. */
export type KeptCondition = WatchCondition & { since: number; seen: number; told: boolean };

/** What is to be told after a check. */
export type WatchNews = {
  begun: readonly KeptCondition[];
  ended: readonly KeptCondition[];
  /** Told before, and still so. */
  open: readonly KeptCondition[];
};

export type Settled = {
  kept: readonly KeptCondition[];
  /** Null where there is nothing new. */
  news: WatchNews | null;
  /** When the next check is due, in milliseconds from now. */
  nextMs: number;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What breaks mail is told only when it is seen so often: one look may be unlucky. */
const SEEN_BEFORE_TOLD = 2;
const CONFIRM_MS = 10 * MINUTE_MS;
const BROKEN_MS = HOUR_MS;
const WELL_MS = 6 * HOUR_MS;

const keyOf = ({ kind, subject }: WatchCondition): string => `${kind} ${subject}`;
const isUrgent = ({ kind }: WatchCondition): boolean => WATCH_CONDITIONS[kind].urgent;

/**
 * What one check changes: conditions that begin, stay and end. What the check could not tell of
 * stays as it was, neither confirmed nor mended. Pure.
 */
export function settleWatch(
  before: readonly KeptCondition[],
  { conditions, isUnknown }: Pick<SeenConditions, "conditions" | "isUnknown">,
  now: number,
): Settled {
  const known = new Map(before.map((condition) => [keyOf(condition), condition]));
  const seenNow = new Map(conditions.map((condition) => [keyOf(condition), condition]));
  const begun: KeptCondition[] = [];
  const ended: KeptCondition[] = [];
  const kept: KeptCondition[] = [];
  const timesSeen = (condition: WatchCondition): number =>
    (known.get(keyOf(condition))?.seen ?? 0) + 1;
  const isConfirmed = (condition: WatchCondition): boolean =>
    timesSeen(condition) >= SEEN_BEFORE_TOLD;
  // Advice waits for what is being confirmed: whoever reads “broken” first has one mail to read.
  const isConfirming = conditions.some((each) => isUrgent(each) && !isConfirmed(each));
  for (const condition of seenNow.values()) {
    const was = known.get(keyOf(condition));
    const seen = timesSeen(condition);
    const wasTold = was?.told ?? false;
    const told = wasTold || (isUrgent(condition) ? isConfirmed(condition) : !isConfirming);
    const next = { ...condition, since: was?.since ?? now, seen, told };
    kept.push(next);
    if (told && !wasTold) begun.push(next);
  }
  for (const condition of before) {
    if (seenNow.has(keyOf(condition))) continue;
    if (isUnknown(condition.subject)) kept.push(condition);
    else if (condition.told) ended.push(condition);
  }
  const open = kept.filter(
    (condition) => condition.told && !begun.some((each) => keyOf(each) === keyOf(condition)),
  );
  const urgent = kept.filter(isUrgent);
  const nextMs = urgent.some(({ told }) => !told)
    ? CONFIRM_MS
    : urgent.length > 0
      ? BROKEN_MS
      : WELL_MS;
  begun.sort((a, b) => Number(isUrgent(b)) - Number(isUrgent(a)));
  const isNew = begun.length + ended.length > 0;
  return { kept, news: isNew ? { begun, ended, open } : null, nextMs };
}
