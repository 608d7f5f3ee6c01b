import { toMarkup } from "../../markup";
import type { FigureChart } from "../figure-chart";
import { textWidth, wrapText } from "../label-placement";
import { DARK_PAINT, LIGHT_PAINT } from "../paint";
import { chartBody, type ExportShape } from "./chart-body";
import { drawableText } from "./drawable-text";

/** The words of a drawing that leaves its page. */
export interface ExportWords {
  title: string;
  subtitle: string;
  /** Whose figures, and of when: "As of December 2023"; null where there are none. */
  source: string;
  date: string | null;
  /** What else has to be told below the chart, such as a correction. */
  notes?: readonly string[];
  /** Address of the page that shows them. */
  address: string;
}

const SHAPES = {
  page: { width: 1_000, height: null, title: 25, text: 15, small: 13 },
  wide: { width: 1_200, height: 675, title: 31, text: 18, small: 15.5 },
  square: { width: 1_080, height: 1_080, title: 38, text: 22, small: 18 },
} as const;
const MARGIN = 36;
/** The font of images is wider than the page's, for which `textWidth` is made. */
const WIDER = 1.14;
/** Lines of each part where the height is fixed: something has to be left for the drawing. */
const MOST_LINES = { title: 4, subtitle: 2, foot: 5 } as const;

/** A word in parts that fit a line, as an address is: broken behind a sign that parts it, if there is one. */
function broken(word: string, widthPx: number, fontPx: number): string[] {
  const parts: string[] = [];
  let rest = word;
  while (textWidth(rest, fontPx) > widthPx) {
    let end = 1;
    while (textWidth(rest.slice(0, end + 1), fontPx) <= widthPx) end += 1;
    const sign = Math.max(...["&", "?", "/", ","].map((one) => rest.lastIndexOf(one, end - 1)));
    const at = sign > end / 2 ? sign + 1 : end;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...parts, rest];
}

function wrapped(text: string, widthPx: number, fontPx: number): string[] {
  const px = fontPx * WIDER;
  const words = text.split(" ").flatMap((word) => broken(word, widthPx, px));
  return wrapText(words.join(" "), widthPx, px);
}

function shortened(lines: string[], most: number): string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1]} …`];
}

function Lines({
  lines,
  y,
  size,
  fill,
  bold = false,
}: {
  lines: readonly string[];
  /** Base line of the first. */
  y: number;
  size: number;
  fill: string;
  bold?: boolean;
}) {
  return lines.map((line, i) => (
    <text
      key={line}
      x={MARGIN}
      y={Math.round(y + i * size * 1.32)}
      fontSize={size}
      fill={fill}
      {...(bold ? { fontWeight: 700 } : {})}
    >
      {line}
    </text>
  ));
}

/**
 * A chart as one self-contained drawing: title, chart, key, source, date and address. The drawing is
 * the page's own; nothing is loaded, and names that an image's font cannot draw are A-labels.
 */
export function chartFile(
  chart: FigureChart,
  words: ExportWords,
  { shape, theme }: { shape: ExportShape; theme: "light" | "dark" },
): string {
  const paint = theme === "dark" ? DARK_PAINT : LIGHT_PAINT;
  const { width, height: fixed, title: titlePx, text: textPx, small: smallPx } = SHAPES[shape];
  const room = width - 2 * MARGIN;
  const most = (part: keyof typeof MOST_LINES) => (fixed === null ? 12 : MOST_LINES[part]);
  const title = shortened(wrapped(drawableText(words.title), room, titlePx), most("title"));
  const subtitle = shortened(wrapped(drawableText(words.subtitle), room, textPx), most("subtitle"));
  const body = chartBody(chart, shape, paint);
  const notes = [...(body?.notes ?? []), ...(words.notes ?? [])].flatMap((note) =>
    wrapped(note, room, smallPx),
  );
  const dated = words.date === null ? "" : ` ${words.date}.`;
  const foot = shortened(
    [
      ...wrapped(`Source: ${words.source}.${dated}`, room, smallPx),
      ...wrapped(words.address, room, smallPx),
    ],
    most("foot"),
  );
  const line = (size: number, count: number) => count * size * 1.32;
  const top = MARGIN + line(titlePx, title.length) + 6 + line(textPx, subtitle.length) + 16;
  const below =
    (notes.length > 0 ? 10 + line(smallPx, notes.length) : 0) +
    22 +
    line(smallPx, foot.length) +
    22;
  const size = body ?? { width: 960, height: 200 };
  const bodyRoom = fixed === null ? (size.height * room) / size.width : fixed - top - below;
  const scale = Math.min(room / size.width, bodyRoom / size.height);
  const height = fixed ?? Math.ceil(top + bodyRoom + below);
  const place = {
    x: MARGIN + (room - size.width * scale) / 2,
    y: top + (bodyRoom - size.height * scale) / 2,
    width: size.width * scale,
    height: size.height * scale,
  };
  const notesTop = top + bodyRoom + 10;
  const footTop = height - 22 - line(smallPx, foot.length);
  return toMarkup(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      fontFamily={paint.fontFamily}
    >
      <title>{words.title}</title>
      <desc>{`${words.subtitle}. Source: ${words.source}.${dated} ${words.address}`}</desc>
      <rect width={width} height={height} fill={paint.card} />
      <Lines lines={title} y={MARGIN + titlePx} size={titlePx} fill={paint.ink} bold />
      <Lines
        lines={subtitle}
        y={MARGIN + line(titlePx, title.length) + 6 + textPx}
        size={textPx}
        fill={paint.soft}
      />
      {body === null ? (
        <text
          x={width / 2}
          y={place.y + place.height / 2}
          textAnchor="middle"
          fontSize={textPx}
          fill={paint.soft}
        >
          {`${chart.kind === "time" ? "No dated figure in this range" : "Nothing with a number in this state"} has been published.`}
        </text>
      ) : (
        body.draw(place)
      )}
      <Lines lines={notes} y={notesTop + smallPx} size={smallPx} fill={paint.soft} />
      <path d={`M${MARGIN},${Math.round(footTop) - 8}H${width - MARGIN}`} stroke={paint.rule} />
      <Lines lines={foot} y={footTop + smallPx} size={smallPx} fill={paint.soft} />
    </svg>,
  );
}
