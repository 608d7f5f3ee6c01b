import type { ChartPoint } from "@/lib/model/chart";
import type { Dataset } from "@/lib/model/dataset";
import { type Change, changeOver, chartPoints, type DatedRow, pointsOf } from "./points";

/** The last known state of one series, with all that its tile says. */
export interface KeyFigureView {
  dataset: string;
  title: string;
  unit: string;
  value: number;
  date: string;
  precision: DatedRow["asOfPrecision"];
  flags: ChartPoint["flags"];
  release: string;
  /** Since a month and a year before, where measured; none under three points. */
  changes: { month: Change | null; year: Change | null };
  /** All points when there are at least three, else null: two points are no trend. */
  trend: ChartPoint[] | null;
}

/** Points that make a trend worth drawing, and a change worth stating. */
export const LEAST_POINTS_OF_A_TREND = 3;

/**
 * The last dated figure of a series.
 *
 * @param rows of one series (one set of dimensions), in any order.
 * @returns null when nothing dated was published.
 */
export function keyFigure<R extends DatedRow>(
  dataset: Pick<Dataset, "id" | "title" | "unit">,
  rows: readonly R[],
  valueIn: (row: R) => number | null,
): KeyFigureView | null {
  const points = pointsOf(rows, valueIn);
  const last = points.at(-1);
  if (last === undefined) return null;
  const enough = points.length >= LEAST_POINTS_OF_A_TREND;
  return {
    dataset: dataset.id,
    title: dataset.title,
    unit: dataset.unit,
    value: last.value,
    date: last.date,
    precision: last.row.asOfPrecision,
    flags: last.flags,
    release: last.row.release,
    changes: {
      month: enough ? changeOver(points, "month") : null,
      year: enough ? changeOver(points, "year") : null,
    },
    trend: enough ? chartPoints(points) : null,
  };
}
