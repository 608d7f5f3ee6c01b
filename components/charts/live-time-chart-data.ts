import type { SeriesTone, ValueFormat } from "@/lib/model/chart";
import { FLAG_MEANINGS } from "@/lib/model/flags";
import { formatDate, formatFigure, formatValue } from "../format";
import { timeOf } from "./date-axis";
import { cutIntoSegments } from "./segments";
import { drawnValues, type TimeChartGeometry, type TimeChartInput } from "./time-chart-layout";
import { valueAxis } from "./value-scale";

/** A point for the overlay: its place, and its words already written by the server. */
export interface LivePoint {
  at: number;
  value: number;
  /** 1: begins a new run; the line is not drawn to it from the point before. */
  cut: 0 | 1;
  /** 1: a dashed connector leads here from the point before. */
  gap: 0 | 1;
  mark: "exact" | "approximate" | "atLeast";
  date: string;
  text: string;
  notes: string[];
}

/** A series for the overlay. */
export interface LiveSeries {
  id: string;
  name: string;
  tone: SeriesTone;
  points: LivePoint[];
}

/** Everything the Recharts overlay draws: plain rows, no figure left to compute. */
export interface LiveTimeChartData {
  title: string;
  log: boolean;
  domain: [number, number];
  ticks: { value: number; label: string; isBase: boolean }[];
  series: LiveSeries[];
  events: { at: number; number: number }[];
  breaks: { at: number }[];
  bands: { from: number; to: number }[];
  /** Where the two static drawings have their plots, so that the overlay's lies on the same spot. */
  plots: Record<
    "wide" | "narrow",
    { width: number; height: number; left: number; right: number; top: number; bottom: number }
  >;
}

const plotOf = ({ width, height, plot }: TimeChartGeometry) => ({
  width,
  height,
  left: plot.left,
  right: width - plot.right,
  top: plot.top,
  bottom: height - plot.bottom,
});

/** Prepares the overlay's rows on the server. */
export function liveTimeChartData(
  title: string,
  input: TimeChartInput,
  drawings: Record<"wide" | "narrow", TimeChartGeometry>,
): LiveTimeChartData {
  const { scale = "linear", format = "count", breaks = [], bands = [], events = [] } = input;
  const all: number[] = [];
  const series = input.series.map((one): LiveSeries => {
    const values = drawnValues(one, scale);
    const { runs, gaps } = cutIntoSegments(one.points, breaks);
    const starts = new Set(runs.map((run) => run[0]));
    const bridged = new Set(gaps.map(([, to]) => to));
    const points = one.points.flatMap((point, i): LivePoint[] => {
      const value = values[i] ?? 0;
      if (scale === "log" && value <= 0) return [];
      all.push(value);
      const index = scale === "indexed" ? [`index ${formatValue(value, "index")}`] : [];
      return [
        {
          at: timeOf(point.date),
          value,
          cut: starts.has(point) ? 1 : 0,
          gap: bridged.has(point) ? 1 : 0,
          mark: point.flags.includes("l")
            ? "atLeast"
            : point.flags.includes("e")
              ? "approximate"
              : "exact",
          date: formatDate(point.date, point.precision),
          text: formatFigure(point.value, format, point.flags),
          notes: [
            ...index,
            ...point.flags.map((flag) => FLAG_MEANINGS[flag].meaning),
            ...(point.note === undefined ? [] : [point.note]),
          ],
        },
      ];
    });
    return { id: one.id, name: one.name, tone: one.tone, points };
  });
  const axis = valueAxis(all, scale, format satisfies ValueFormat, 5);
  const times = series.flatMap(({ points }) => points.map(({ at }) => at));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const inRange = ({ at }: { at: number }) => at >= first && at <= last;
  return {
    title,
    log: scale === "log",
    domain: axis.domain,
    ticks: axis.ticks,
    series,
    events: events
      .map(({ date }) => ({ at: timeOf(date) }))
      .filter(inRange)
      .map((event, i) => ({ ...event, number: i + 1 })),
    breaks: breaks.map(({ date }) => ({ at: timeOf(date) })).filter(inRange),
    bands: bands.map(({ start, end }) => ({
      from: Math.max(timeOf(start), first),
      to: Math.min(timeOf(end), last),
    })),
    plots: { wide: plotOf(drawings.wide), narrow: plotOf(drawings.narrow) },
  };
}
