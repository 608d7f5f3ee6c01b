import type { ChartBreak, ChartEvent } from "@/lib/model/chart";
import { SERIES_EVENTS, type SeriesEvent } from "@/lib/model/events";

/** What a chart of some datasets draws beside the figures. */
export interface Annotations {
  events: ChartEvent[];
  breaks: ChartBreak[];
  /** Stated causes in undated reports: told below the chart, never placed on it. */
  undated: SeriesEvent[];
}

/**
 * The events and breaks that explain the given datasets, oldest first.
 *
 * @param providers keeps only events that name one of them, where given.
 */
export function annotationsOf(
  datasets: readonly string[],
  providers?: readonly string[],
): Annotations {
  const relevant = SERIES_EVENTS.filter(
    (event) =>
      event.datasets.some((id) => datasets.includes(id)) &&
      (providers === undefined || event.providers.some((name) => providers.includes(name))),
  );
  const dated = relevant.flatMap((event) =>
    event.date === null ? [] : [{ ...event, date: event.date }],
  );
  return {
    events: dated
      .filter(({ kind }) => kind !== "break")
      .map(({ date, when, title, detail, sourceUrl }) => ({
        date,
        when,
        title,
        detail,
        sourceUrl,
      })),
    breaks: dated
      .filter(({ kind }) => kind === "break")
      .map(({ date, title }) => ({ date, title })),
    undated: relevant.filter(({ date }) => date === null),
  };
}
