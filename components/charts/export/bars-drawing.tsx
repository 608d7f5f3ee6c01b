import { formatShare, formatValue } from "../../format";
import type { BarListProps, BarListRow } from "../bar-list";
import { textWidth } from "../label-placement";
import type { ChartPaint } from "../paint";
import type { Place } from "../place";
import { isDrawable } from "./drawable-text";

const ROW = 26;
const FONT = 14;

/** A list of bars as it is drawn: the rows that fit, and how many do not. */
export interface BarsGeometry {
  width: number;
  height: number;
  rows: readonly BarListRow[];
  left: number;
  leftOut: number;
}

const labelOf = ({ label, note }: BarListRow): string => {
  if (note === undefined) return label;
  return isDrawable(label) ? `${label} ${note}` : `.${note.replace(/^\./, "")}`;
};

/** A label no longer than the room for it; what is cut off is said by an ellipsis. */
function cut(label: string, roomPx: number): string {
  if (textWidth(label, FONT) * 1.12 <= roomPx) return label;
  let kept = label;
  while (kept.length > 1 && textWidth(`${kept}…`, FONT) * 1.12 > roomPx) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/** Lays out the first rows. @param most rows that there is room for */
export function layOutBars({ rows }: BarListProps, width: number, most: number): BarsGeometry {
  const shown = rows.slice(0, most);
  const widest = Math.max(40, ...shown.map((row) => textWidth(labelOf(row), FONT) * 1.12));
  return {
    width,
    height: Math.max(1, shown.length) * ROW + (rows.length > shown.length ? ROW : 0),
    rows: shown,
    left: Math.min(width * 0.38, widest + 12),
    leftOut: rows.length - shown.length,
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
  const { width, height, rows, left, leftOut } = geometry;
  const full = list.fullAt ?? Math.max(...list.rows.map(({ value }) => value ?? 0), Number.EPSILON);
  const valuePx = Math.max(...rows.map((row) => textWidth(valueWords(row, list), FONT)), 0) * 1.14;
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
        const y = i * ROW;
        const long = Math.round(Math.max(0, ((row.value ?? 0) / full) * room) * 10) / 10;
        return (
          <g key={row.id}>
            <text x={left - 10} y={y + 18} textAnchor="end" fill={paint.ink}>
              {cut(labelOf(row), left - 12)}
            </text>
            {row.value !== null && row.value > 0 && (
              <rect
                x={left}
                y={y + 4}
                width={Math.max(long, 1)}
                height={ROW - 8}
                fill={paint.tones[list.tone ?? "dane"]}
              />
            )}
            <text x={left + long + 7} y={y + 18} fill={paint.ink} fontWeight={600}>
              {valueWords(row, list)}
            </text>
          </g>
        );
      })}
      {leftOut > 0 && (
        <text x={left} y={rows.length * ROW + 18} fill={paint.soft}>
          and {leftOut} more in the data
        </text>
      )}
    </svg>
  );
}
