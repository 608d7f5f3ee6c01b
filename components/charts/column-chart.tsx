import type { SeriesTone } from "@/lib/model/chart";
import type { FigureFlag } from "@/lib/model/flags";
import { EmptyState } from "../empty-state";
import { formatCount, formatShare } from "../format";
import { Once } from "../markup";
import styles from "./column-chart.module.css";
import { textWidth } from "./label-placement";
import { type ChartPaint, PAGE_PAINT } from "./paint";
import type { Place } from "./place";

/** One category of a small distribution; null values are "not published" and get no column. */
export interface ColumnChartItem {
  id: string;
  label: string;
  /** The count; printed where there is no share. */
  value: number | null;
  /** 0..1 of all categories; the column's height. */
  share: number | null;
  flags?: readonly FigureFlag[];
  note?: string;
}

/** What a chart of columns draws. */
export interface ColumnChartProps {
  title: string;
  items: readonly ColumnChartItem[];
  /** What the categories are, under the axis: "bits", "iterations". */
  axisTitle?: string;
  tone?: SeriesTone;
  paint?: ChartPaint;
}

const measure = ({ share, value }: ColumnChartItem): number => share ?? value ?? 0;
const words = ({ share, value }: ColumnChartItem): string =>
  share !== null ? formatShare(share, 1) : value === null ? "–" : formatCount(value);

const describe = (title: string, items: readonly ColumnChartItem[]): string =>
  `Columns: ${title}. ${items.map((item) => `${item.label}: ${words(item)}`).join("; ")}.`;

/** The wide drawing's own size in px. */
export const COLUMNS_SIZE = { width: 960, height: 300 } as const;

/** The columns in a wide frame, or in a place of a larger drawing: no style sheet is needed. */
export function ColumnsDrawing({
  title,
  items,
  axisTitle,
  tone = "dane",
  paint = PAGE_PAINT,
  place,
}: ColumnChartProps & { place?: Place }) {
  const { width, height } = COLUMNS_SIZE;
  const [top, bottom] = [34, 46];
  const most = Math.max(...items.map(measure), Number.EPSILON);
  const step = Math.min(width / items.length, 150);
  const column = Math.min(step * 0.68, 84);
  const base = height - bottom;
  const right = step * items.length;
  return (
    <svg
      {...(place ?? { className: styles.wide })}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={describe(title, items)}
      fontSize={14}
    >
      {items.map((item, i) => {
        const centre = Math.round((i + 0.5) * step);
        const tall = Math.round((measure(item) / most) * (base - top) * 10) / 10;
        return (
          <g key={item.id} textAnchor="middle">
            {measure(item) > 0 && (
              <rect
                x={centre - column / 2}
                y={base - Math.max(tall, 1)}
                width={column}
                height={Math.max(tall, 1)}
                fill={paint.tones[tone]}
              >
                <title>{`${item.label}: ${words(item)}${item.note === undefined ? "" : `, ${item.note}`}`}</title>
              </rect>
            )}
            <text x={centre} y={base - Math.max(tall, 1) - 8} fill={paint.ink} fontWeight={600}>
              {words(item)}
            </text>
            <text x={centre} y={base + 20} fill={paint.soft}>
              {item.label}
            </text>
          </g>
        );
      })}
      <path d={`M0,${base}H${right}`} stroke={paint.soft} shapeRendering="crispEdges" />
      {axisTitle !== undefined && (
        <text x={0} y={height - 4} fill={paint.soft} fontSize={13}>
          {axisTitle}
        </text>
      )}
    </svg>
  );
}

function Narrow({ title, items, axisTitle, tone = "dane", paint = PAGE_PAINT }: ColumnChartProps) {
  const [width, row, top] = [340, 27, axisTitle === undefined ? 4 : 22];
  const most = Math.max(...items.map(measure), Number.EPSILON);
  const left = Math.min(120, Math.max(...items.map(({ label }) => textWidth(label, 13)), 20) + 10);
  const room = width - left - 66;
  const height = top + items.length * row + 4;
  return (
    <svg
      className={styles.narrow}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={describe(title, items)}
      fontSize={13}
    >
      {axisTitle !== undefined && (
        <text x={0} y={12} fill={paint.soft}>
          {axisTitle}
        </text>
      )}
      {items.map((item, i) => {
        const y = top + i * row;
        const long = Math.round((measure(item) / most) * room * 10) / 10;
        return (
          <g key={item.id}>
            <text x={left - 8} y={y + 18} textAnchor="end" fill={paint.soft}>
              {item.label}
            </text>
            {measure(item) > 0 && (
              <rect
                x={left}
                y={y + 5}
                width={Math.max(long, 1)}
                height={row - 9}
                fill={paint.tones[tone]}
              />
            )}
            <text x={left + long + 7} y={y + 18} fill={paint.ink} fontWeight={600}>
              {words(item)}
            </text>
          </g>
        );
      })}
      <path d={`M${left},${top}V${height}`} stroke={paint.soft} shapeRendering="crispEdges" />
    </svg>
  );
}

/** A small distribution as columns from zero, labelled directly; bars where the frame is narrow. */
export function ColumnChart(props: ColumnChartProps) {
  if (props.items.length === 0)
    return <EmptyState title="No distribution" what="This distribution has not been published." />;
  const draw = () => (
    <div className={styles.chart}>
      <ColumnsDrawing {...props} />
      <Narrow {...props} />
    </div>
  );
  return <Once name="column-chart" of={props} draw={draw} />;
}
