import type { ChartEvent } from "@/lib/model/chart";

/** A numbered event: a stem from the line to a circle with its number in the key. */
export interface EventMark {
  number: number;
  x: number;
  cx: number;
  cy: number;
  stem: [number, number];
}

type Line = readonly (readonly [number, number])[];

const RADIUS_PX = 9;

/** Height of a line at `x`, between its neighbouring points; null outside of it. */
function heightAt(line: Line, x: number): number | null {
  const after = line.findIndex(([at]) => at >= x);
  const [x1, y1] = line[after] ?? [];
  if (x1 === undefined || y1 === undefined) return null;
  const [x0, y0] = line[after - 1] ?? [x1, y1];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/**
 * Places the numbers: all under the lines where there is room, else all above them, never on one
 * another. Stems start at the lowest (or highest) line, so no stem crosses a line.
 */
export function placeEvents(
  events: readonly ChartEvent[],
  x: (date: string) => number,
  lines: readonly Line[],
  plot: { left: number; right: number; top: number; bottom: number },
): EventMark[] {
  const placed: EventMark[] = [];
  const spots = events.map(({ date }) => {
    const at = x(date);
    const heights = lines.map((line) => heightAt(line, at)).filter((y) => y !== null);
    // Look a little to both sides: a steep line must not run through the circle.
    const near = [-14, -7, 0, 7, 14].flatMap((dx) =>
      lines.map((line) => heightAt(line, at + dx)).filter((y) => y !== null),
    );
    return {
      at,
      heights,
      lowest: Math.max(plot.top, ...near),
      highest: Math.min(plot.bottom, ...near),
    };
  });
  const below = spots.every(({ lowest }) => lowest + 34 + RADIUS_PX <= plot.bottom - 2);
  const step = below ? 1 : -1;
  spots.forEach(({ at, heights, lowest, highest }, i) => {
    let cy = below ? Math.max(lowest + 18, Math.max(...heights, plot.top) + 34) : highest - 30;
    while (
      placed.some((mark) => Math.hypot(mark.cx - at, mark.cy - cy) < RADIUS_PX * 2 + 2) &&
      cy > plot.top
    )
      cy += 5 * step;
    cy = Math.max(plot.top + 2, Math.min(cy, plot.bottom - RADIUS_PX - 2));
    // At the plot's edge the next number goes beside the last; its stem then leans.
    let cx = at;
    while (placed.some((mark) => Math.hypot(mark.cx - cx, mark.cy - cy) < RADIUS_PX * 2 + 2))
      cx += 3;
    const start = below
      ? Math.max(...heights, plot.top) + 6
      : Math.min(...heights, plot.bottom) - 6;
    placed.push({
      number: i + 1,
      x: at,
      cx,
      cy: Math.round(cy * 10) / 10,
      stem: [Math.round(start * 10) / 10, Math.round((cy - step * RADIUS_PX) * 10) / 10],
    });
  });
  return placed;
}
