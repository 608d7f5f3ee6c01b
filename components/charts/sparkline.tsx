import type { ChartPoint, SeriesTone, ValueFormat } from "@/lib/model/chart";
import { formatDate, formatFigure } from "../format";
import { timeOf } from "./date-axis";
import { type ChartPaint, PAGE_PAINT } from "./paint";
import { cutIntoSegments } from "./segments";
import styles from "./sparkline.module.css";

/** Fewer points than this show no course. */
export const SPARKLINE_MIN_POINTS = 3;

interface Props {
  /** Oldest first. Lower bounds are left out: they are not on the curve. */
  points: readonly ChartPoint[];
  /** What is counted, for the drawing's name. */
  name: string;
  tone?: SeriesTone;
  format?: ValueFormat;
  paint?: ChartPaint;
}

const WIDTH = 240;
const HEIGHT = 36;
const PAD = 4;

const round = (px: number): number => Math.round(px * 10) / 10;

/** The course of a figure in a line's height: from its lowest to its highest, gaps dashed. Or nothing. */
export function Sparkline({
  points,
  name,
  tone = "dane",
  format = "count",
  paint = PAGE_PAINT,
}: Props) {
  const measured = points.filter(({ flags }) => !flags.includes("l"));
  const [first, last] = [measured[0], measured.at(-1)];
  if (measured.length < SPARKLINE_MIN_POINTS || first === undefined || last === undefined)
    return null;
  const values = measured.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [timeOf(first.date), timeOf(last.date)];
  const placed = measured.map((point) => ({
    ...point,
    x: round(PAD + ((timeOf(point.date) - from) / (to - from || 1)) * (WIDTH - 2 * PAD)),
    y: round(HEIGHT - PAD - ((point.value - low) / (high - low || 1)) * (HEIGHT - 2 * PAD)),
  }));
  const { runs, gaps } = cutIntoSegments(placed);
  const path = (line: typeof placed) =>
    line.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${x},${y}`).join("");
  const end = placed.at(-1);
  const words = (point: ChartPoint) =>
    `${formatFigure(point.value, format, point.flags)} (${formatDate(point.date, point.precision)})`;
  return (
    <svg
      className={styles.sparkline}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${name} from ${words(first)} to ${words(last)}`}
      fill="none"
      stroke={paint.tones[tone]}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={gaps.map(path).join("")} strokeWidth={1.2} strokeDasharray="1 3.5" />
      <path d={runs.map(path).join("")} strokeWidth={1.8} />
      {end !== undefined && (
        <circle cx={end.x} cy={end.y} r={3} fill={paint.tones[tone]} stroke="none" />
      )}
    </svg>
  );
}
