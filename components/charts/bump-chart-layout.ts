import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import type { SeriesTone } from "@/lib/model/chart";
import { formatDate } from "../format";
import { type DateAxis, dateAxis, timeOf } from "./date-axis";
import { textWidth } from "./label-placement";
import { cutIntoSegments } from "./segments";

/** A rank at a date, 1 is first. */
export interface BumpPoint {
  date: IsoDate;
  precision?: DatePrecision;
  rank: number;
  /** Words for the point: the count. */
  note?: string;
}

/** One provider's ranks; `neutral` ones stay in the background. */
export interface BumpSeries {
  id: string;
  name: string;
  tone: SeriesTone;
  href?: string;
  points: readonly BumpPoint[];
}

/** A rank chart placed in px of its own viewBox. */
export interface BumpGeometry {
  width: number;
  height: number;
  fontSizePx: number;
  plot: { left: number; right: number; top: number; bottom: number };
  ranks: { rank: number; y: number }[];
  dates: (DateAxis["labels"][number] & { x: number })[];
  columns: number[];
  series: {
    id: string;
    name: string;
    tone: SeriesTone;
    href?: string;
    runs: [number, number][][];
    gaps: [number, number][][];
    points: { x: number; y: number; title: string }[];
    /** At the right where the last list names it, else after its own last point. */
    label: { x: number; y: number; text: string; isAtEnd: boolean } | null;
  }[];
}

const tenth = (px: number): number => Math.round(px * 10) / 10;

/**
 * Lays out ranks over time, or null without points. Ranks after `depth` are not drawn.
 *
 * A provider that a list does not name is not joined across it: an absence means nothing.
 *
 * @param listDates dates of every list, to see which of them a provider is missing from
 */
export function layOutBumpChart(
  series: readonly BumpSeries[],
  depth: number,
  drawing: "wide" | "narrow",
): BumpGeometry | null {
  const shown = series
    .map((one) => ({ ...one, points: one.points.filter(({ rank }) => rank <= depth) }))
    .filter(({ points }) => points.length > 0);
  const times = shown.flatMap(({ points }) => points.map(({ date }) => timeOf(date)));
  if (times.length === 0) return null;
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const wide = drawing === "wide";
  const fontSizePx = wide ? 14 : 12;
  const names = shown.filter(({ points }) => timeOf(points.at(-1)?.date ?? "") === last);
  const labelPx =
    Math.max(...names.map(({ name }) => textWidth(`10  ${name}`, fontSizePx)), 60) + 14;
  const [width, row] = wide ? [960, 32] : [340, 27];
  const plot = {
    left: wide ? 30 : 22,
    right: width - Math.min(labelPx, wide ? 240 : 150),
    top: 18,
    bottom: 18 + (depth - 1) * row + 16,
  };
  const x = (time: number) =>
    tenth(plot.left + 10 + ((time - first) / (last - first || 1)) * (plot.right - plot.left - 20));
  const y = (rank: number) => plot.top + (rank - 1) * row;
  const dates = dateAxis(first, last, plot.right - plot.left);
  return {
    width,
    height: plot.bottom + 40,
    fontSizePx,
    plot: { ...plot, right: tenth(plot.right) },
    ranks: Array.from({ length: depth }, (_, i) => ({ rank: i + 1, y: y(i + 1) })),
    dates: dates.labels.map((label) => ({ ...label, x: x(label.at) })),
    columns: dates.rules.map(x),
    series: shown.map(({ id, name, tone, href, points }) => {
      const placed = points.map((point) => ({
        ...point,
        flags: [],
        x: x(timeOf(point.date)),
        y: y(point.rank),
      }));
      const { runs, gaps } = cutIntoSegments(placed);
      const end = placed.at(-1);
      const isAtEnd = end !== undefined && timeOf(end.date) === last;
      return {
        id,
        name,
        tone,
        ...(href === undefined ? {} : { href }),
        runs: runs
          .filter((run) => run.length > 1)
          .map((run) => run.map((p): [number, number] => [p.x, p.y])),
        gaps: gaps.map(([a, b]): [number, number][] => [
          [a.x, a.y],
          [b.x, b.y],
        ]),
        points: placed.map((p) => ({
          x: p.x,
          y: p.y,
          title: `${p.rank} ${name}, ${formatDate(p.date, p.precision)}${p.note === undefined ? "" : `: ${p.note}`}`,
        })),
        label:
          end === undefined || (!isAtEnd && (tone === "neutral" || !wide))
            ? null
            : isAtEnd
              ? { x: plot.right + 8, y: end.y + 5, text: name, isAtEnd }
              : { x: end.x + 8, y: end.y + 5, text: name, isAtEnd },
      };
    }),
  };
}
