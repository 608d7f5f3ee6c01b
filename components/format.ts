import type { DatePrecision, IsoDate, IsoMonth } from "@/lib/model/calendar";
import type { ValueFormat } from "@/lib/model/chart";
import type { FigureFlag } from "@/lib/model/flags";

/** Written where nothing was measured or published; screen readers get words beside it. */
export const NOT_PUBLISHED = "–";

const MINUS = "−";
/** A number and its unit never part at a line's end. */
const NBSP = " ";
const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const upToTwo = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const longDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const longMonth = new Intl.DateTimeFormat("en-GB", {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** `3988988` becomes "3,988,988"; 0 is "0". */
export const formatCount = (value: number): string => whole.format(value).replace("-", MINUS);

/**
 * `0.1727` becomes "17.27 %".
 *
 * @param share 0..1
 * @param digits after the point; a positive share too small for them is "< 0.01 %", never "0 %".
 */
export function formatShare(share: number, digits = 2): string {
  if (share === 0) return `0${NBSP}%`;
  const smallest = 10 ** -digits;
  const percent = share * 100;
  if (percent > 0 && percent < smallest / 2) return `<${NBSP}${smallest}${NBSP}%`;
  return `${percent.toFixed(digits).replace("-", MINUS)}${NBSP}%`;
}

/** A value as its chart or table writes it; an index is a whole number. */
export const formatValue = (value: number, format: ValueFormat, digits?: number): string =>
  format === "share" ? formatShare(value, digits) : formatCount(value);

/** A value with what its flags demand of the wording: "at least 103,000", "about 323,000". */
export function formatFigure(
  value: number,
  format: ValueFormat,
  flags: readonly FigureFlag[] = [],
): string {
  const text = formatValue(value, format);
  if (flags.includes("l")) return `at least ${text}`;
  return flags.includes("e") ? `about ${text}` : text;
}

/** "+1,347", "−99,353", "0"; a true minus sign, as wide as the plus. */
export const formatChange = (change: number): string =>
  change > 0 ? `+${formatCount(change)}` : formatCount(change);

/** A relative change: `0.068` becomes "+6.8 %". */
export function formatRelativeChange(change: number, digits = 1): string {
  const rounded = (Math.abs(change) * 100).toFixed(digits);
  const sign = Number(rounded) === 0 ? "" : change > 0 ? "+" : MINUS;
  return `${sign}${rounded}${NBSP}%`;
}

/** The difference of two shares, in percentage points: `-0.0035` becomes "−0.35 points". */
export function formatPointChange(change: number, digits = 2): string {
  const rounded = (Math.abs(change) * 100).toFixed(digits);
  const sign = Number(rounded) === 0 ? "" : change > 0 ? "+" : MINUS;
  return `${sign}${rounded} points`;
}

/** For sentences and headings: "4 million", "3.99 million", "323 thousand", "9,412". */
export function formatRounded(value: number, digits = 2): string {
  const [unit, word] =
    value >= 1e9 ? [1e9, "billion"] : value >= 1e6 ? [1e6, "million"] : [1e3, "thousand"];
  if (value < 10_000) return formatCount(value);
  return `${Number((value / unit).toFixed(word === "thousand" ? 0 : digits))}${NBSP}${word}`;
}

/** A number with at most two decimals, thousands grouped: "1,234.5". */
export const formatNumber = (value: number): string => upToTwo.format(value).replace("-", MINUS);

const atMidnight = (date: IsoDate): Date => new Date(`${date}T00:00:00Z`);

/** Dates whose words are kept: more than all releases of ten years have. */
const MOST_DATES = 4_096;

/** Words for a date, made once: Intl takes microseconds for each, and a page has hundreds. */
function kept<D extends string>(words: (date: D) => string): (date: D) => string {
  const known = new Map<D, string>();
  return (date) => {
    const text = known.get(date) ?? words(date);
    if (known.size >= MOST_DATES) known.clear();
    known.set(date, text);
    return text;
  };
}

/** "31 December 2023" */
export const formatDay = kept((date: IsoDate): string => longDay.format(atMidnight(date)));

const wholeMonth = kept((month: IsoMonth): string => longMonth.format(atMidnight(`${month}-01`)));

/** "December 2023" @param month `YYYY-MM`, or a day of that month */
export const formatMonth = (month: IsoMonth | IsoDate): string => wholeMonth(month.slice(0, 7));

/** A date no more precise than its source: a day, a month, or words that say it is undated. */
export function formatDate(
  date: IsoDate | null,
  precision: DatePrecision = "day",
  notBefore: IsoDate | null = null,
): string {
  if (date === null || precision === "unknown")
    return notBefore === null ? "undated" : `undated, after ${formatDay(notBefore)}`;
  return precision === "month" ? formatMonth(date) : formatDay(date);
}

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/**
 * How old a figure is, in words: "2 years 11 months old", "3 months old", "5 days old".
 *
 * @param now the day it is read; comes in as an argument, since nothing here reads a clock.
 */
export function formatAge(date: IsoDate, now: IsoDate): string {
  const [from, to] = [atMidnight(date), atMidnight(now)];
  const days = Math.round((to.getTime() - from.getTime()) / 86_400_000);
  if (days <= 0) return "of today";
  if (days < 31) return `${counted(days, "day")} old`;
  // A nominal month end (31st) counts as one month by the 30th or 28th that ends the next.
  const lastOfMonth = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  const short = to.getUTCDate() < Math.min(from.getUTCDate(), lastOfMonth) ? 1 : 0;
  const months =
    (to.getUTCFullYear() - from.getUTCFullYear()) * 12 +
    to.getUTCMonth() -
    from.getUTCMonth() -
    short;
  const [years, rest] = [Math.floor(months / 12), months % 12];
  if (months < 1) return `${counted(days, "day")} old`;
  const words = [years > 0 ? counted(years, "year") : "", rest > 0 ? counted(rest, "month") : ""];
  return `${words.filter((word) => word !== "").join(" ")} old`;
}
