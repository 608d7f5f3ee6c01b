import { EmptyState } from "../empty-state";
import { Once } from "../markup";
import { type BumpGeometry, type BumpSeries, layOutBumpChart } from "./bump-chart-layout";
import styles from "./column-chart.module.css";
import { Dots } from "./dots";
import { type ChartPaint, PAGE_PAINT } from "./paint";
import type { Place } from "./place";

/** What a chart of ranks draws. */
export interface BumpChartProps {
  title: string;
  series: readonly BumpSeries[];
  /** Ranks drawn. */
  depth?: number;
  paint?: ChartPaint;
}

const path = (line: readonly (readonly [number, number])[]): string =>
  line
    .map(([x, y], i) => {
      const [x0, y0] = line[i - 1] ?? [x, y];
      const half = Math.round((x0 + x) / 2);
      // A level start and end: the rank is held until it changes, and crossings stay readable.
      return i === 0 ? `M${x},${y}` : y === y0 ? `H${x}` : `C${half},${y0} ${half},${y} ${x},${y}`;
    })
    .join("");

/** The ranks in words. */
export function describeRanks(title: string, series: readonly BumpSeries[]): string {
  const last = series
    .flatMap(({ name, points }) => points.slice(-1).map((point) => ({ name, ...point })))
    .sort((a, b) => (a.date === b.date ? a.rank - b.rank : a.date < b.date ? 1 : -1));
  const date = last[0]?.date;
  const order = last
    .filter((point) => point.date === date)
    .map(({ rank, name }) => `${rank} ${name}`);
  return `Ranks over time: ${title}. At ${date ?? "no date"}: ${order.join(", ")}.`;
}

/** The drawing of ranks: presentation attributes only, so it needs no style sheet. */
export function BumpDrawing({
  geometry,
  label,
  className,
  paint,
  place,
}: {
  geometry: BumpGeometry;
  label: string;
  className?: string | undefined;
  paint: ChartPaint;
  /** Where it stands in a larger drawing. */
  place?: Place;
}) {
  const { width, height, fontSizePx, plot, ranks, dates, columns, series } = geometry;
  const radius = width > 500 ? 3.8 : 2.5;
  const ordered = [...series].sort(
    (a, b) => Number(b.tone === "neutral") - Number(a.tone === "neutral"),
  );
  return (
    <svg
      {...place}
      className={className}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      fontSize={fontSizePx}
    >
      <g fill={paint.soft} fontSize={fontSizePx - 1}>
        {columns.map((x) => (
          <path
            key={x}
            d={`M${x},${plot.top - 10}V${plot.bottom + 6}`}
            stroke={paint.rule}
            shapeRendering="crispEdges"
          />
        ))}
        {ranks.map(({ rank, y }) => (
          <text key={rank} x={plot.left - 10} y={y + 5} textAnchor="end">
            {rank}
          </text>
        ))}
        {dates.map(({ x, text, year }) => (
          <text key={x} x={x} y={plot.bottom + 20} textAnchor="middle">
            {text}
            {year !== undefined && (
              <tspan x={x} dy={15} fontWeight={600}>
                {year}
              </tspan>
            )}
          </text>
        ))}
      </g>
      {ordered.map(({ id, tone, runs, gaps, points, label: end }) => {
        const color = paint.tones[tone];
        const isBack = tone === "neutral";
        return (
          <g key={id}>
            <g fill="none" stroke={color} strokeLinecap="round" opacity={isBack ? 0.7 : 1}>
              {gaps.length > 0 && (
                <path d={gaps.map(path).join("")} strokeWidth={1.4} strokeDasharray="1.5 5" />
              )}
              {runs.length > 0 && (
                <path d={runs.map(path).join("")} strokeWidth={isBack ? 1.6 : radius - 0.6} />
              )}
            </g>
            <Dots dots={points} radius={isBack ? 2 : radius} color={color} titled={width > 500} />
            {end !== null && (
              <text
                x={end.x}
                y={end.y}
                fill={isBack ? paint.ink : color}
                fontWeight={isBack ? 400 : 650}
                {...(end.isAtEnd
                  ? {}
                  : { stroke: paint.card, strokeWidth: 4, paintOrder: "stroke" })}
              >
                {end.text}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function Chart({ title, series, depth = 10, paint = PAGE_PAINT }: BumpChartProps) {
  const wide = layOutBumpChart(series, depth, "wide");
  const narrow = layOutBumpChart(series, depth, "narrow");
  if (wide === null || narrow === null)
    return <EmptyState title="No ranks" what="No dated list has been published." />;
  const label = describeRanks(title, series);
  return (
    <div className={styles.chart}>
      <BumpDrawing geometry={wide} label={label} className={styles.wide} paint={paint} />
      <BumpDrawing geometry={narrow} label={label} className={styles.narrow} paint={paint} />
    </div>
  );
}

/** Ranks of providers over time; gaps dashed, names at the lines' ends, the rest in grey. */
export const BumpChart = (props: BumpChartProps) => (
  <Once name="bump-chart" of={props} draw={() => <Chart {...props} />} />
);
