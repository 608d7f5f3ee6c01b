import { daysBetween, type IsoDate, JOINED_WITHIN_DAYS } from "@/lib/model/calendar";
import type { ChartBreak } from "@/lib/model/chart";
import type { FigureFlag } from "@/lib/model/flags";

/** What decides whether two points may be joined. */
export interface Joinable {
  date: IsoDate;
  flags: readonly FigureFlag[];
}

/** A series cut where it was not measured. */
export interface Segments<P> {
  /** Points joined by a solid line, at least one in each. */
  runs: P[][];
  /** Pairs that a dashed "not measured" connector links: neither data nor hover. */
  gaps: [P, P][];
}

const isBound = (point: Joinable): boolean => point.flags.includes("l");

/** A break lies between the dates, or the later point says it is not comparable. */
const isCut = (from: Joinable, to: Joinable, breaks: readonly ChartBreak[]): boolean =>
  to.flags.includes("b") || breaks.some(({ date }) => from.date < date && date <= to.date);

/**
 * Cuts a series into what was measured and what was not.
 *
 * Points at most JOINED_WITHIN_DAYS apart are joined; farther apart they get a dashed connector.
 * Nothing links points across a break, nor a lower bound with anything: the value is not known.
 *
 * @param points oldest first
 */
export function cutIntoSegments<P extends Joinable>(
  points: readonly P[],
  breaks: readonly ChartBreak[] = [],
): Segments<P> {
  const runs: P[][] = [];
  const gaps: [P, P][] = [];
  let previous: P | undefined;
  for (const point of points) {
    const run = runs.at(-1);
    const linked =
      previous !== undefined &&
      !isBound(previous) &&
      !isBound(point) &&
      !isCut(previous, point, breaks);
    if (run !== undefined && previous !== undefined && linked) {
      if (daysBetween(previous.date, point.date) <= JOINED_WITHIN_DAYS) run.push(point);
      else {
        gaps.push([previous, point]);
        runs.push([point]);
      }
    } else runs.push([point]);
    previous = point;
  }
  return { runs, gaps };
}
