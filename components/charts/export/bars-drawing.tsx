import { formatShare, formatValue } from "../../format";
import type { BarListProps, BarListRow } from "../bar-list";
import { textWidth } from "../label-placement";
import type { ChartPaint } from "../paint";
import type { Place } from "../place";
import { isDrawable } from "./drawable-text";

/** Height of a row, and what it may grow to where the drawing has room to fill. */
const ROW = 26;
const TALLEST_ROW = 46;
const FONT = 14;
/** The font of images is wider than the page's, for which `textWidth` is made; bold is wider still. */
const WIDER = 1.12;
const WIDER_BOLD = 1.22;

/** A list of bars as it is drawn: the rows that fit, and how many do not. */
export interface BarsGeometry {
  width: number;
  height: number;
  rows: readonly BarListRow[];
  rowPx: number;
  left: number;
  leftOut: number;
}

const labelWidth = (label: string): number => textWidth(label, FONT) * WIDER;

/** A row's label with its note where both fit; of a name that cannot be drawn its note alone. */
function labelOf({ label, note }: BarListRow, roomPx: number): string {
  if (note === undefined) return label;
  if (!isDrawable(label)) return `.${note.replace(/^\./, "")}`;
  const both = `${label} ${note}`;
  return labelWidth(both) <= roomPx ? both : label;
}

/** A label no longer than the room for it; what is cut off is said by an ellipsis. */
function cut(label: string, roomPx: number): string {
  if (labelWidth(label) <= roomPx) return label;
  let kept = label;
  while (kept.length > 1 && labelWidth(`${kept}…`) > roomPx) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/** How much room a drawing of bars has. */
export interface BarsRoom {
  width: number;
  /** Rows that there is room for. */
  most: number;
  /** Height that few rows grow to; as high as they need where it is not given. */
  fillPx?: number;
}

/** Lays out the first rows. */
export function layOutBars({ rows }: BarListProps, room: BarsRoom): BarsGeometry {
  const { width, most, fillPx = 0 } = room;
  const shown = rows.slice(0, most);
  const leftOut = rows.length - shown.length;
  const lines = Math.max(1, shown.length) + (leftOut > 0 ? 1 : 0);
  const rowPx = Math.max(ROW, Math.min(TALLEST_ROW, Math.floor(fillPx / lines)));
  const mostLeft = width * 0.42;
  const widest = Math.max(40, ...shown.map((row) => labelWidth(labelOf(row, mostLeft - 12))));
  return {
    width,
    height: lines * rowPx,
    rows: shown,
    rowPx,
    left: Math.min(mostLeft, widest + 12),
    leftOut,
  };
}

function valueWords(row: BarListRow, { format = "count", digits }: BarListProps): string {
  if (row.value === null) return "not published";
  const word = row.flags?.includes("l") ? "at least " : row.flags?.includes("e") ? "about " : "";
  const share = row.share == null ? "" : ` (${formatShare(row.share, 1)})`;
  return `${word}${formatValue(row.value, format, digits)}${share}`;
}

/** Bars from zero with their labels and values, for files; the page has a table of them. */
export function BarsDrawing({
  list,
  geometry,
  paint,
  place,
}: {
  list: BarListProps;
  geometry: BarsGeometry;
  paint: ChartPaint;
  place: Place;
}) {
  const { width, height, rows, rowPx, left, leftOut } = geometry;
  const full = list.fullAt ?? Math.max(...list.rows.map(({ value }) => value ?? 0), Number.EPSILON);
  const valuePx =
    Math.max(...rows.map((row) => textWidth(valueWords(row, list), FONT)), 0) * WIDER_BOLD;
  const barTop = Math.round(rowPx * 0.16);
  const baseLine = Math.round(rowPx / 2) + 5;
  const room = width - left - valuePx - 14;
  return (
    <svg
      {...place}
      viewBox={`0 0 ${width} ${height}`}
      fontSize={FONT}
      role="img"
      aria-label={list.caption}
    >
      {rows.map((row, i) => {
        const y = i * rowPx;
        const long = Math.round(Math.max(0, ((row.value ?? 0) / full) * room) * 10) / 10;
        return (
          <g key={row.id}>
            <text x={left - 10} y={y + baseLine} textAnchor="end" fill={paint.ink}>
              {cut(labelOf(row, left - 12), left - 12)}
            </text>
            {row.value !== null && row.value > 0 && (
              <rect
                x={left}
                y={y + barTop}
                width={Math.max(long, 1)}
                height={rowPx - 2 * barTop}
                fill={paint.tones[list.tone ?? "dane"]}
              />
            )}
            <text x={left + long + 7} y={y + baseLine} fill={paint.ink} fontWeight={600}>
              {valueWords(row, list)}
            </text>
          </g>
        );
      })}
      {leftOut > 0 && (
        <text x={left} y={rows.length * rowPx + baseLine} fill={paint.soft}>
          and {leftOut} more in the data
        </text>
      )}
    </svg>
  );
}
