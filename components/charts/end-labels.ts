import type { SeriesTone } from "@/lib/model/chart";
import { type Box, freest, spread, textWidth, wrapText } from "./label-placement";

/** A direct label: the series' name and its last value. */
export interface SeriesLabel {
  x: number;
  /** Baseline of the first line. */
  y: number;
  anchor: "start" | "end";
  nameLines: string[];
  value: string;
  /** Whether the value follows the name on its line, or stands below it. */
  inline: boolean;
  /** A thin line from the last point to a label that had to move away from it. */
  leader: [number, number, number, number] | null;
}

interface LabelWish {
  id: string;
  tone: SeriesTone;
  name: string;
  value: string;
}

interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

type Line = readonly (readonly [number, number])[];

const LINE_PX = 17;

/** Right of the plot: stacked at their lines' ends and moved apart where they would collide. */
function outside(wishes: readonly LabelWish[], lines: readonly Line[], plot: Plot): SeriesLabel[] {
  const wrapped = wishes.map(({ name }) => wrapText(name, 175, 14));
  const heights = wrapped.map((names) => (names.length + 1) * LINE_PX + 5);
  const ends = lines.map((line) => line.at(-1) ?? [plot.right, plot.bottom]);
  const centres = spread(
    ends.map(([, y], i) => ({ at: y, size: heights[i] ?? LINE_PX })),
    plot.top - 18,
    plot.bottom + 6,
  );
  const isMoved = ends.map(
    ([x = 0, y = 0], i) => Math.abs((centres[i] ?? y) - y) > 12 || x < plot.right - 14,
  );
  return wishes.map((wish, i) => {
    const [endX = plot.right, endY = plot.bottom] = ends[i] ?? [];
    const centre = centres[i] ?? endY;
    const names = wrapped[i] ?? [wish.name];
    const x = plot.right + 12;
    const needsLeader = isMoved[i] === true;
    return {
      // All labels share one edge, with or without a leader.
      x: isMoved.includes(true) ? x + 8 : x,
      y: centre - (heights[i] ?? 0) / 2 + 15,
      anchor: "start",
      nameLines: names,
      value: wish.value,
      inline: false,
      leader: needsLeader ? [endX + 5, endY, x + 4, centre] : null,
    };
  });
}

/**
 * Inside the plot: above or below the line's end, wherever the fewest lines and labels are, in the
 * order in which the lines end.
 */
function inside(
  wishes: readonly LabelWish[],
  lines: readonly Line[],
  plot: Plot,
  ticks: readonly Box[],
  letters: number,
): SeriesLabel[] {
  const taken: Box[] = [...ticks];
  const labels = new Map<LabelWish, SeriesLabel>();
  const endOf = (wish: LabelWish) =>
    lines[wishes.indexOf(wish)]?.at(-1) ?? [plot.right, plot.bottom];
  let above = Number.NEGATIVE_INFINITY;
  for (const wish of [...wishes].sort((a, b) => endOf(a)[1] - endOf(b)[1])) {
    const [endX, endY] = endOf(wish);
    const width =
      textWidth(`${wish.name}  ${wish.value}`, 12.8) * letters * (letters > 1 ? 1.09 : 1);
    const inline = width <= (plot.right - plot.left) * 0.8;
    const boxWidth = inline
      ? width
      : Math.max(textWidth(wish.name, 13), textWidth(wish.value, 12.5));
    const height = inline ? 16 : 31;
    const right = Math.max(endX + 2, plot.left + boxWidth);
    const offsets = [-14, 14, -24, 24, -36, 36, -50, 50, -66, 66, -84, 84];
    const boxes = offsets.map((dy): Box => {
      const centre = endY + dy + (dy < 0 ? -1 : 1) * (height / 2 - 8);
      const y = Math.max(plot.top - 26, Math.min(centre - height / 2, plot.bottom - height - 2));
      return { x: right - boxWidth, y, width: boxWidth, height };
    });
    // Right under the label before: farther from its line than the others, but in order.
    boxes.push({ x: right - boxWidth, y: above, width: boxWidth, height });
    const inOrder = boxes.filter(({ y }) => y >= above && y + height <= plot.bottom);
    const choice = inOrder.length > 0 ? inOrder : boxes;
    const box = choice[freest(choice, lines, taken)] ?? { x: 0, y: endY, width, height };
    taken.push(box);
    above = box.y + box.height - 1;
    labels.set(wish, {
      x: right,
      y: box.y + 12,
      anchor: "end",
      nameLines: [wish.name],
      value: wish.value,
      inline,
      leader: null,
    });
  }
  // Where the last had to go elsewhere for want of room, all change places: order tells more than
  // nearness does.
  const heights = [...labels.values()].map(({ y }) => y).sort((a, b) => a - b);
  for (const [index, label] of [...labels.values()].entries()) label.y = heights[index] ?? label.y;
  return wishes.flatMap((wish) => labels.get(wish) ?? []);
}

/**
 * Places one direct label a series; labels never lie on each other.
 *
 * @param taken boxes that labels inside the plot keep off: those of the ticks
 * @param letters how much wider the font is than the page's
 */
export function placeEndLabels(
  wishes: readonly LabelWish[],
  lines: readonly Line[],
  plot: Plot,
  taken: readonly Box[],
  where: "outside" | "inside",
  letters = 1,
): SeriesLabel[] {
  const labels =
    where === "outside"
      ? outside(wishes, lines, plot)
      : inside(wishes, lines, plot, taken, letters);
  return labels.map((label) => ({
    ...label,
    x: Math.round(label.x * 10) / 10,
    y: Math.round(label.y * 10) / 10,
    leader: label.leader && [
      Math.round(label.leader[0] * 10) / 10,
      Math.round(label.leader[1] * 10) / 10,
      Math.round(label.leader[2] * 10) / 10,
      Math.round(label.leader[3] * 10) / 10,
    ],
  }));
}
