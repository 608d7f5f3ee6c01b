import type { IsoDate } from "@/lib/model/calendar";

/** A label of the date axis, centred in the period it names or standing on its first day. */
export interface DateLabel {
  /** Milliseconds since 1970, UTC. */
  at: number;
  text: string;
  /** The year under the first month shown of it. */
  year?: string;
}

/** A date axis: short rules where periods begin, and their labels. */
export interface DateAxis {
  rules: number[];
  labels: DateLabel[];
}

const DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const monthStart = (year: number, month: number): number => Date.UTC(year, month, 1);

/** Milliseconds of a calendar day's start in UTC. */
export const timeOf = (date: IsoDate): number => Date.parse(`${date}T00:00:00Z`);

function yearAxis(from: number, to: number, pxPerMs: number): DateAxis {
  const [first, last] = [new Date(from).getUTCFullYear(), new Date(to).getUTCFullYear()];
  const yearPx = 365.25 * DAY_MS * pxPerMs;
  const every = [1, 2, 5, 10, 20].find((years) => years * yearPx >= 38) ?? 50;
  const rules: number[] = [];
  const labels: DateLabel[] = [];
  for (let year = first; year <= last + 1; year++) {
    const [start, end] = [monthStart(year, 0), monthStart(year + 1, 0)];
    if (start >= from && start <= to && year % every === 0) rules.push(start);
    if (year > last || year % every !== 0) continue;
    // A year is named in its middle; one that is cut off by the chart's edge only if its name fits.
    const [left, right] = [Math.max(start, from), Math.min(end, to)];
    if ((right - left) * pxPerMs >= 34 || (every > 1 && start >= from))
      labels.push({ at: every > 1 ? start : (left + right) / 2, text: `${year}` });
  }
  return { rules, labels };
}

function monthAxis(from: number, to: number, pxPerMs: number): DateAxis {
  const monthPx = 30.4 * DAY_MS * pxPerMs;
  const every = [1, 2, 3, 6].find((months) => months * monthPx >= 44) ?? 12;
  const rules: number[] = [];
  const labels: DateLabel[] = [];
  const start = new Date(from);
  let named = "";
  for (let n = 0; n <= 600; n++) {
    const at = monthStart(start.getUTCFullYear(), n);
    if (at > to) break;
    if (at < from || n % every !== 0) continue;
    const date = new Date(at);
    const year = `${date.getUTCFullYear()}`;
    rules.push(at);
    labels.push({
      at,
      text: MONTHS[date.getUTCMonth()] ?? "",
      ...(year === named ? {} : { year }),
    });
    named = year;
  }
  return { rules, labels };
}

function dayAxis(from: number, to: number, pxPerMs: number): DateAxis {
  const every = [1, 2, 7, 14].find((days) => days * DAY_MS * pxPerMs >= 58) ?? 31;
  const labels: DateLabel[] = [];
  let named = "";
  for (let at = from; at <= to; at += every * DAY_MS) {
    const date = new Date(at);
    const year = `${date.getUTCFullYear()}`;
    const text = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""}`;
    labels.push({ at, text, ...(year === named ? {} : { year }) });
    named = year;
  }
  return { rules: labels.map(({ at }) => at), labels };
}

/**
 * Date axis for a range: years for long ranges, months under them, days for a few weeks.
 *
 * @param from @param to milliseconds, UTC midnights
 * @param widthPx room for the range
 */
export function dateAxis(from: number, to: number, widthPx: number): DateAxis {
  const days = (to - from) / DAY_MS;
  const pxPerMs = widthPx / Math.max(to - from, DAY_MS);
  if (days > 3 * 366) return yearAxis(from, to, pxPerMs);
  return days > 75 ? monthAxis(from, to, pxPerMs) : dayAxis(from, to, pxPerMs);
}
