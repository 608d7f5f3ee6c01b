import { formatChange } from "../format";
import { Once } from "../markup";
import styles from "./change-bars.module.css";
import { textWidth } from "./label-placement";
import { type ChartPaint, PAGE_PAINT } from "./paint";
import type { Place } from "./place";

/** One change; what it was at most, where nobody knows it better. */
export interface ChangeBarsRow {
  id: string;
  label: string;
  /** Below zero: fewer than before. */
  value: number;
  isBound?: boolean;
}

/** What a chart of changes draws. */
export interface ChangeBarsProps {
  title: string;
  rows: readonly ChangeBarsRow[];
  paint?: ChartPaint;
}

/** How much room there is, in px, and how wide the font's letters are beside the page's. */
export interface ChangeBarsRoom {
  width: number;
  /** Rows that there is room for. */
  most: number;
  rowPx: number;
  /** Height that few rows grow to; as high as they need where it is not given. */
  fillPx?: number;
  fontPx: number;
  letters: number;
  /** Whether a row's label stands above its bar, not before it. */
  isStacked: boolean;
}

/** How much higher a row becomes at most, where there is room to fill. */
const MOST_GROWTH = 1.7;
/** Rows that a page draws; its table has all. */
const MOST_ON_PAGE = 15;
const PAGE_ROOMS = {
  wide: { width: 960, most: MOST_ON_PAGE, rowPx: 26, fontPx: 14, letters: 1, isStacked: false },
  narrow: { width: 340, most: MOST_ON_PAGE, rowPx: 40, fontPx: 13, letters: 1, isStacked: true },
} as const satisfies Record<string, ChangeBarsRoom>;

/** What hollow bars are, in words; null where there are none. */
export const boundsKey = (rows: readonly ChangeBarsRow[]): string | null =>
  rows.some(({ isBound }) => isBound)
    ? "Hollow: in one of the two lists alone; that is the most that the change can have been."
    : null;

const wordsOf = ({ value, isBound }: ChangeBarsRow): string =>
  `${isBound ? "up to " : ""}${formatChange(value)}`;

const describe = (title: string, rows: readonly ChangeBarsRow[]): string =>
  `Bars: ${title}. ${rows.map((row) => `${row.label}: ${wordsOf(row)}`).join("; ")}.`;

/** A label no longer than the room for it. */
function cut(label: string, roomPx: number, wide: (text: string) => number): string {
  if (wide(label) <= roomPx) return label;
  let kept = label;
  while (kept.length > 1 && wide(`${kept}…`) > roomPx) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/** Lays out changes on both sides of a line at zero, each with its words where its bar ends. */
export function layOutChanges({ rows }: Pick<ChangeBarsProps, "rows">, room: ChangeBarsRoom) {
  const { width, fillPx = 0, fontPx, letters, isStacked } = room;
  const wide = (text: string) => textWidth(text, fontPx) * letters;
  const shown = rows.slice(0, room.most);
  const leftOut = rows.length - shown.length;
  const lines = Math.max(shown.length, 1) + (leftOut > 0 ? 1 : 0);
  const rowPx = Math.max(
    room.rowPx,
    Math.min(room.rowPx * MOST_GROWTH, Math.floor(fillPx / lines)),
  );
  const widest = Math.max(...shown.map(({ label }) => wide(label)), 40) + 14;
  const left = isStacked ? 0 : Math.min(width * 0.34, widest);
  // Bold words are wider, and stand off their bars.
  const wordsPx = (isBelow: boolean) =>
    Math.max(
      ...shown.filter(({ value }) => value < 0 === isBelow).map((row) => wide(wordsOf(row)) * 1.08),
      0,
    ) + 12;
  const [below, above] = [wordsPx(true), wordsPx(false)];
  const least = Math.min(...shown.map(({ value }) => value), 0);
  const most = Math.max(...shown.map(({ value }) => value), 0);
  const pxOfOne = (width - left - below - above) / Math.max(most - least, 1);
  const zero = Math.round(left + below - least * pxOfOne);
  return {
    width,
    height: lines * rowPx + 4,
    zero,
    fontPx,
    rowPx,
    isStacked,
    leftOut,
    bars: shown.map((row, i) => {
      const long = Math.max(Math.round(Math.abs(row.value) * pxOfOne * 10) / 10, 1);
      return {
        row,
        y: i * rowPx,
        x: row.value < 0 ? zero - long : zero,
        long,
        label: cut(row.label, isStacked ? width : left - 12, wide),
        labelX: isStacked ? 0 : left - 10,
      };
    }),
  };
}

/** What `layOutChanges` gives. */
export type ChangesGeometry = ReturnType<typeof layOutChanges>;

/** The bars in a frame of the page, or in a place of a larger drawing: no style sheet is needed. */
export function ChangesDrawing({
  title,
  geometry,
  paint = PAGE_PAINT,
  place,
  className,
}: {
  title: string;
  geometry: ChangesGeometry;
  paint?: ChartPaint;
  place?: Place;
  className?: string | undefined;
}) {
  const { width, height, zero, fontPx, rowPx, isStacked, bars, leftOut } = geometry;
  // A line through all rows would cross the labels that stand above their bars.
  const barTop = isStacked ? fontPx + 6 : Math.round(rowPx * 0.16);
  const barPx = isStacked ? Math.round((rowPx - barTop) * 0.7) : rowPx - 2 * barTop;
  const zeroLine = isStacked
    ? bars.map(({ y }) => `M${zero},${y + barTop - 2}v${barPx + 4}`).join("")
    : `M${zero},0V${bars.length * rowPx}`;
  return (
    <svg
      {...(place ?? { className })}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={describe(
        title,
        bars.map(({ row }) => row),
      )}
      fontSize={fontPx}
    >
      {bars.map(({ row, x, y, long, label, labelX }) => {
        const tone = paint.tones[row.value < 0 ? "problem" : "dane"];
        return (
          <g key={row.id}>
            <text
              x={labelX}
              y={y + (isStacked ? fontPx : Math.round(rowPx / 2) + 5)}
              {...(isStacked ? {} : { textAnchor: "end" })}
              fill={paint.ink}
            >
              {label}
            </text>
            {row.value !== 0 && (
              <rect
                x={x}
                y={y + barTop}
                width={long}
                height={barPx}
                fill={row.isBound ? paint.card : tone}
                stroke={tone}
              />
            )}
            <text
              x={row.value < 0 ? x - 7 : zero + (row.value === 0 ? 7 : long + 7)}
              y={y + barTop + Math.round(barPx / 2) + 5}
              textAnchor={row.value < 0 ? "end" : "start"}
              fill={paint.ink}
              fontWeight={600}
            >
              {wordsOf(row)}
            </text>
          </g>
        );
      })}
      <path d={zeroLine} stroke={paint.soft} shapeRendering="crispEdges" />
      {leftOut > 0 && (
        <text x={0} y={height - 7} fill={paint.soft}>
          and {leftOut} more in the data
        </text>
      )}
    </svg>
  );
}

/** Changes as bars to both sides of zero, gains to the right; drawn anew for narrow frames. */
export function ChangeBars(props: ChangeBarsProps) {
  const key = boundsKey(props.rows);
  const draw = () => (
    <div className={styles.chart}>
      {(["wide", "narrow"] as const).map((room) => (
        <ChangesDrawing
          key={room}
          title={props.title}
          geometry={layOutChanges(props, PAGE_ROOMS[room])}
          className={styles[room]}
        />
      ))}
      {key !== null && <p className={styles.key}>{key}</p>}
    </div>
  );
  return <Once name="change-bars" of={props} draw={draw} />;
}
