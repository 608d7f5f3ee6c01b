import { daysAfter, daysBetween, type IsoDate } from "@/lib/model/calendar";
import type { ChartPoint } from "@/lib/model/chart";
import type { FigureFlag } from "@/lib/model/flags";
import type { ReleaseKind } from "@/lib/model/release";

/** The columns of a row that placing it in time needs. */
export interface DatedRow {
  release: string;
  asOf: IsoDate | null;
  asOfPrecision: "day" | "month" | "unknown";
  flags: readonly FigureFlag[];
  /** Whose figure it is; of a report where it is not said. */
  kind?: ReleaseKind;
}

/** A change between two measured points; nothing in between is implied. */
export interface Change {
  since: IsoDate;
  sincePrecision: DatedRow["asOfPrecision"];
  days: number;
  absolute: number;
  /** 0.068 is +6.8 %; null where the earlier value is zero. */
  relative: number | null;
}

const kindOf = ({ kind = "published_report" }: DatedRow): ReleaseKind => kind;

/**
 * A series breaks wherever somebody else's figures begin: they are flagged, so that no line and no change
 * reaches across. Of one day only our own survey's figure is drawn; the tables have both.
 */
function brokenByKind<P extends ChartPoint & { row: DatedRow }>(points: readonly P[]): P[] {
  const ours = new Set(
    points.flatMap(({ date, row }) => (kindOf(row) === "survey_run" ? [date] : [])),
  );
  const drawn = points.filter(({ date, row }) => kindOf(row) === "survey_run" || !ours.has(date));
  return drawn.map((point, at) => {
    const before = drawn[at - 1];
    if (before === undefined || kindOf(before.row) === kindOf(point.row)) return point;
    return point.flags.includes("b") ? point : { ...point, flags: [...point.flags, "b"] };
  });
}

/**
 * The dated rows with a value, oldest first; undated rows are never points. Where others' figures and our
 * own follow one another, the later has flag b.
 */
export function pointsOf<R extends DatedRow>(
  rows: readonly R[],
  valueIn: (row: R) => number | null,
): (ChartPoint & { row: R })[] {
  const points = rows
    .flatMap((row) => {
      const value = valueIn(row);
      if (row.asOf === null || value === null) return [];
      return [
        {
          date: row.asOf,
          precision: row.asOfPrecision,
          value,
          flags: row.flags,
          href: `/releases/${row.release}`,
          row,
        },
      ];
    })
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  return brokenByKind(points);
}

/** The last points of one kind: those that may be told as one development, up to the newest. */
export function lastSeries<P extends { row: DatedRow }>(points: readonly P[]): P[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const before = points.findLastIndex(({ row }) => kindOf(row) !== kindOf(last.row));
  return points.slice(before + 1);
}

/** Days by which a month or a year may differ from its name: reports come a day early or late. */
export const CHANGE_WINDOWS = {
  month: { least: 20, most: 62 },
  year: { least: 340, most: 390 },
} as const;

/**
 * Change of the last point since the one a month or a year before it, where one was measured.
 * A lower bound is no measurement, and a break ends comparability.
 */
export function changeOver(
  points: readonly (ChartPoint & { row: DatedRow })[],
  window: keyof typeof CHANGE_WINDOWS,
): Change | null {
  const last = points.at(-1);
  if (last === undefined || last.flags.includes("l")) return null;
  const { least, most } = CHANGE_WINDOWS[window];
  const lastBreak = points.findLast(({ flags }) => flags.includes("b"))?.date ?? "";
  const [from, to] = [daysAfter(last.date, -most), daysAfter(last.date, -least)];
  const earlier = points.findLast(
    ({ date, flags }) => date >= from && date <= to && date >= lastBreak && !flags.includes("l"),
  );
  if (earlier === undefined) return null;
  return {
    since: earlier.date,
    sincePrecision: earlier.row.asOfPrecision,
    days: daysBetween(earlier.date, last.date),
    absolute: last.value - earlier.value,
    relative: earlier.value === 0 ? null : last.value / earlier.value - 1,
  };
}

/** Points without the rows they were made from: what a chart needs. */
export const chartPoints = (points: readonly (ChartPoint & { row: unknown })[]): ChartPoint[] =>
  points.map(({ row: _, ...point }) => point);
