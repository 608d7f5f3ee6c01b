import type {
  ChartBreak,
  ChartEvent,
  ChartPoint,
  ChartScale,
  ChartSeries,
  SeriesTone,
  ValueFormat,
} from "@/lib/model/chart";
import { formatDate, formatFigure, formatValue } from "../format";
import { dateAxis, timeOf } from "./date-axis";
import { placeEndLabels, type SeriesLabel } from "./end-labels";
import { type EventMark, placeEvents } from "./event-marks";
import { textWidth, wrapText } from "./label-placement";
import { cutIntoSegments } from "./segments";
import { valueAxis } from "./value-scale";

/** A named stretch of time behind the lines. */
export interface ChartBand {
  start: string;
  end: string;
  title: string;
}

/** What a time chart draws. */
export interface TimeChartInput {
  series: readonly ChartSeries[];
  events?: readonly ChartEvent[];
  breaks?: readonly ChartBreak[];
  bands?: readonly ChartBand[];
  scale?: ChartScale;
  format?: ValueFormat;
}

/**
 * The room for a drawing: `wide` labels lines at their ends, `narrow` inside the plot. `file` and
 * `square` are for exports: `file` is `wide` with room for the letters of images, and `square` labels few
 * lines inside the plot and many at their ends.
 */
export type DrawingSize = "wide" | "narrow" | "file" | "square";

/** How a point is drawn: `exact` full, `approximate` hollow, `atLeast` an open mark upwards. */
export type PointKind = "exact" | "approximate" | "atLeast";

/** A point placed on the drawing. */
export interface PlacedPoint {
  x: number;
  y: number;
  kind: PointKind;
  /** "31 December 2023: 3,988,988 DANE domains" */
  title: string;
  /** Drawn as a dot; dense runs show their line only. */
  isDot: boolean;
}

/** One series placed: runs and gaps are lists of `[x, y]`. */
export interface PlacedSeries {
  id: string;
  tone: SeriesTone;
  runs: [number, number][][];
  gaps: [number, number][][];
  points: PlacedPoint[];
  label: SeriesLabel | null;
}

/** Everything a time chart's drawing needs, in px of its own viewBox: plain, no colours. */
export interface TimeChartGeometry {
  width: number;
  height: number;
  fontSizePx: number;
  plot: { left: number; right: number; top: number; bottom: number };
  rows: { y: number; label: string; isBase: boolean }[];
  columns: number[];
  dates: { x: number; text: string; year?: string; anchor: "start" | "middle" | "end" }[];
  bands: { x: number; width: number; title: string | null }[];
  breaks: { x: number; lines: string[]; anchor: "start" | "end" }[];
  series: PlacedSeries[];
  events: EventMark[];
  /** Points that a logarithmic scale cannot show. */
  zeroesLeftOut: number;
  /** The values at the plot's bottom and top, and the times at its left and right. */
  values: [number, number];
  times: [number, number];
}

const SIZES = {
  wide: { width: 960, height: 392, fontSizePx: 14, tickCount: 5, top: 32, pad: 12 },
  narrow: { width: 340, height: 300, fontSizePx: 12.5, tickCount: 4, top: 32, pad: 7 },
  file: { width: 960, height: 392, fontSizePx: 14, tickCount: 5, top: 32, pad: 12 },
  square: { width: 560, height: 420, fontSizePx: 14, tickCount: 5, top: 32, pad: 7 },
} as const;

/** The font of images is this much wider than the page's. */
const FILE_LETTERS = 1.14;
/** Lines that a square drawing can label inside its plot. */
const MOST_INSIDE = 2;

const DAY_MS = 86_400_000;
/** Room for one row of date labels, and for a second that names the years. */
const AXIS_PX = 28;
const YEAR_ROW_PX = 15;

/** A number with one decimal: a tenth of a px is finer than any screen and halves the HTML. */
export const tenth = (px: number): number => Math.round(px * 10) / 10;

const kindOf = (point: ChartPoint): PointKind =>
  point.flags.includes("l") ? "atLeast" : point.flags.includes("e") ? "approximate" : "exact";

/** Each series' values as drawn: on an indexed chart its first measured point is 100. */
export function drawnValues(series: ChartSeries, scale: ChartScale): number[] {
  if (scale !== "indexed") return series.points.map(({ value }) => value);
  const first = series.points.find((point) => !point.flags.includes("l") && point.value > 0);
  return series.points.map(({ value }) => (first === undefined ? 0 : (value / first.value) * 100));
}

/** The events and breaks that lie within the dates drawn; the others have no place on the chart. */
export function withinRange<T extends { date: string }>(
  things: readonly T[],
  series: readonly ChartSeries[],
): T[] {
  const dates = series.flatMap(({ points }) => points.map(({ date }) => date)).sort();
  const [first, last] = [dates[0] ?? "", dates.at(-1) ?? ""];
  return things.filter(({ date }) => date >= first && date <= last);
}

/**
 * Lays out a time chart, or returns null where no series has a point to draw.
 *
 * Pure: the same drawing serves a page, an `.svg` and a `.png`.
 *
 * @param window first and last time shown; an indexed series keeps its first point as 100
 */
export function layOutTimeChart(
  input: TimeChartInput,
  drawing: DrawingSize,
  window: readonly [number, number] | null = null,
): TimeChartGeometry | null {
  const { series: given, scale = "linear", format = "count", breaks = [], bands = [] } = input;
  const size = SIZES[drawing];
  let zeroesLeftOut = 0;
  const drawn = given
    .map((series) => {
      const values = drawnValues(series, scale);
      const points = series.points
        .map((point, i) => ({ ...point, drawn: values[i] ?? 0 }))
        .filter(
          ({ date }) => window === null || (timeOf(date) >= window[0] && timeOf(date) <= window[1]),
        );
      const drawable = points.filter((point) => scale !== "log" || point.drawn > 0);
      zeroesLeftOut += points.length - drawable.length;
      return { ...series, points: drawable };
    })
    .filter(({ points }) => points.length > 0);
  const all = drawn.flatMap(({ points }) => points);
  if (all.length === 0) return null;

  const axis = valueAxis(
    all.map((point) => point.drawn),
    scale,
    format,
    size.tickCount,
  );
  const times = all.map(({ date }) => timeOf(date));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  // One date alone stands in the middle of two months, so that its axis has labels.
  const lonely = last - first < DAY_MS;
  const [from, to] = lonely ? [first - 31 * DAY_MS, last + 31 * DAY_MS] : [first, last];

  const letters = drawing === "file" || drawing === "square" ? FILE_LETTERS : 1;
  const hasOutsideLabels =
    drawing === "wide" ||
    drawing === "file" ||
    (drawing === "square" && drawn.length > MOST_INSIDE);
  const wishes = drawn.map((series) => ({
    id: series.id,
    tone: series.tone,
    name: series.name,
    value:
      scale === "indexed"
        ? formatValue(series.points.at(-1)?.drawn ?? 0, "index")
        : formatFigure(series.points.at(-1)?.value ?? 0, format, series.points.at(-1)?.flags),
  }));
  // On a narrow drawing the word of the unit may reach over the plot: it is at its empty top.
  const tickTexts = axis.ticks.map(({ label }) =>
    drawing === "narrow"
      ? label.replace(/ (million|billion|thousand)$/, scale === "log" ? "$&" : "")
      : label,
  );
  const left =
    Math.max(...tickTexts.map((text) => textWidth(text, size.fontSizePx) * letters), 8) + size.pad;
  // A label that moves away from its line's end also moves off the edge; a page's CSS has room for that.
  const labelPx = Math.min(
    letters === 1 ? 190 : 260,
    Math.max(
      ...wishes.map(({ name, value }) =>
        Math.max(
          ...wrapText(name, 175, 14).map((line) => textWidth(line, 14.6)),
          textWidth(value, 14),
        ),
      ),
    ),
  );
  const plot = {
    left,
    right: hasOutsideLabels
      ? size.width - labelPx * letters - (letters === 1 ? 18 : 24)
      : size.width - size.pad,
    top: size.top,
    bottom: size.height - AXIS_PX,
  };
  const x = (time: number) =>
    tenth(plot.left + ((time - from) / (to - from)) * (plot.right - plot.left));
  const dates = lonely
    ? {
        rules: [first],
        labels: [{ at: first, text: formatDate(all[0]?.date ?? null, all[0]?.precision) }],
      }
    : dateAxis(from, to, plot.right - plot.left);
  // The height never changes with the labels: a chosen range lies exactly on the static drawing.
  if (dates.labels.some((label) => "year" in label)) plot.bottom -= YEAR_ROW_PX;
  const y = (value: number) => tenth(plot.bottom - axis.position(value) * (plot.bottom - plot.top));

  const placed = drawn.map((series) => {
    const at = series.points.map((point) => ({
      ...point,
      x: x(timeOf(point.date)),
      y: y(point.drawn),
    }));
    const { runs, gaps } = cutIntoSegments(at, breaks);
    const dense = at.length > (plot.right - plot.left) / 5;
    const alone = new Set(runs.filter((run) => run.length === 1).map((run) => run[0]));
    return {
      id: series.id,
      tone: series.tone,
      runs: runs
        .filter((run) => run.length > 1)
        .map((run) => run.map((p): [number, number] => [p.x, p.y])),
      gaps: gaps.map(([a, b]): [number, number][] => [
        [a.x, a.y],
        [b.x, b.y],
      ]),
      points: at.map(
        (point, i): PlacedPoint => ({
          x: point.x,
          y: point.y,
          kind: kindOf(point),
          title: `${formatDate(point.measuredOn ?? point.date, point.precision)}: ${formatFigure(point.value, format, point.flags)}`,
          isDot: !dense || alone.has(point) || i === at.length - 1 || kindOf(point) !== "exact",
        }),
      ),
    };
  });

  const lines = placed.map((series) => series.points.map((p): [number, number] => [p.x, p.y]));
  const tickBoxes = axis.ticks.map(({ value, label }) => ({
    x: 0,
    y: y(value) - 17,
    width: textWidth(label, size.fontSizePx),
    height: 17,
  }));
  const events = placeEvents(
    withinRange(input.events ?? [], drawn),
    (date) => x(timeOf(date)),
    lines,
    plot,
  );
  const eventBoxes = events.map(({ cx, cy }) => ({
    x: cx - 10,
    y: cy - 10,
    width: 20,
    height: 20,
  }));
  const labels = placeEndLabels(
    wishes,
    lines,
    plot,
    [...tickBoxes, ...eventBoxes],
    hasOutsideLabels ? "outside" : "inside",
    letters,
  );
  return {
    width: size.width,
    height: size.height,
    fontSizePx: size.fontSizePx,
    plot: { ...plot, left: tenth(plot.left), right: tenth(plot.right) },
    rows: axis.ticks.map(({ value, label, isBase }) => ({ y: y(value), label, isBase })),
    columns: dates.rules.map(x),
    dates: dates.labels.map(({ at, ...label }) => {
      const half = textWidth(label.text, size.fontSizePx) / 2;
      const anchor = x(at) - half < 0 ? "start" : x(at) + half > size.width ? "end" : "middle";
      return { x: x(at), ...label, anchor };
    }),
    bands: bands
      .map(({ start, end, title }) => ({
        from: Math.max(from, timeOf(start)),
        to: Math.min(to, timeOf(end)),
        title,
      }))
      .filter((band) => band.to > band.from)
      .map((band) => {
        const width = tenth(x(band.to) - x(band.from));
        const fits = textWidth(band.title, size.fontSizePx - 1) + 8 <= width;
        return { x: x(band.from), width, title: fits ? band.title : null };
      }),
    breaks: withinRange(breaks, drawn).map(({ date, title }) => {
      const at = x(timeOf(date));
      const anchor = at > (plot.left + plot.right) / 2 ? "end" : "start";
      return {
        x: at,
        lines: drawing === "narrow" ? ["break"] : wrapText(title, 150, size.fontSizePx - 1),
        anchor,
      };
    }),
    series: placed.map((series, i) => ({ ...series, label: labels[i] ?? null })),
    events,
    zeroesLeftOut,
    values: axis.domain,
    times: [from, to],
  };
}
