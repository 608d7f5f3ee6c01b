import { err, ok, type Result } from "@/lib/result";

/** First and last day that a parameter may name: wide enough for DNS, narrow enough to reckon with. */
export const EARLIEST_DAY = "1980-01-01";
export const LATEST_DAY = "2199-12-31";

const UNITS = { d: 1, w: 7, mo: 0, y: 0 } as const;

/** `12w`, `52wControl`, `all`, read. */
export type RangeSpec =
  | { kind: "all" }
  | { kind: "span"; length: number; unit: keyof typeof UNITS; control: boolean };

/** Pattern of `range`, for the document; `readRange` says more. */
export const RANGE_PATTERN = "^(all|[1-9][0-9]{0,3}(d|w|mo|y)(Control)?)$";

/** Reads a range; the longest is a century. */
export function readRange(text: string): Result<RangeSpec, string> {
  if (text === "all") return ok({ kind: "all" });
  const match = /^([1-9]\d{0,3})(d|w|mo|y)(Control)?$/.exec(text);
  const wanted = "expected all, or a number and d, w, mo or y, such as 30d, 12w, 6mo or 2y";
  if (match === null) return err(`${wanted}.`);
  const length = Number(match[1]);
  const unit = match[2] as keyof typeof UNITS;
  if (unit === "y" && length > 100) return err("at most 100y.");
  return ok({ kind: "span", length, unit, control: match[3] !== undefined });
}

const iso = (time: Date) => time.toISOString().slice(0, 10);
const dayOf = (day: string) => new Date(`${day}T00:00:00Z`);

function minusDays(day: string, days: number): string {
  const time = dayOf(day);
  time.setUTCDate(time.getUTCDate() - days);
  return iso(time);
}

/** The day `months` earlier, at most the month's last: 31 March less one is 28 or 29 February. */
function minusMonths(day: string, months: number): string {
  const time = dayOf(day);
  const wanted = time.getUTCDate();
  time.setUTCDate(1);
  time.setUTCMonth(time.getUTCMonth() - months);
  const last = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 0)).getUTCDate();
  time.setUTCDate(Math.min(wanted, last));
  return iso(time);
}

/** The day before the span that ends on `end` (inclusive) begins. */
const before = (end: string, length: number, unit: keyof typeof UNITS): string =>
  UNITS[unit] > 0
    ? minusDays(end, length * UNITS[unit])
    : minusMonths(end, unit === "y" ? length * 12 : length);

/**
 * The inclusive days of a range that ends on `end`; with `control` the equally long one before it.
 *
 * `end` is the newest figure's date, not today: the same question has the same answer until
 * something is published, and the last year of an old series is not empty.
 */
export function resolveRange(
  range: Extract<RangeSpec, { kind: "span" }>,
  end: string,
): { start: string; end: string } {
  const { length, unit, control } = range;
  const dayBefore = before(end, length, unit);
  const last = control ? dayBefore : end;
  return { start: minusDays(control ? before(dayBefore, length, unit) : dayBefore, -1), end: last };
}
