import type { DatePrecision, IsoDate } from "./calendar";
import type { FigureFlag } from "./flags";

/** Plain rows that charts draw: made by `lib/stats` or a page, never computed in a client. */
export interface ChartPoint {
  date: IsoDate;
  /** The date it is of, where an earlier period lies under a later one: `date` is where it stands. */
  measuredOn?: IsoDate;
  /** How precisely the date is known; to the day where it is not said. */
  precision?: DatePrecision;
  value: number;
  flags: readonly FigureFlag[];
  /** Where the figure is published on this site. */
  href?: string;
  /** Words after the value in a tooltip, such as the release's title. */
  note?: string;
}

/** One hue a series everywhere on the site: it carries meaning and never stands alone. */
export type SeriesTone = "dane" | "dnssec" | "problem" | "neutral" | "a" | "b" | "c" | "d" | "e";

export interface ChartSeries {
  id: string;
  /** Direct label at the line's end. */
  name: string;
  tone: SeriesTone;
  /** Oldest first; at most one point a date. Points over JOINED_WITHIN_DAYS apart are not joined. */
  points: readonly ChartPoint[];
}

/** A stated cause: drawn as a number on the chart, told in a key below it. */
export interface ChartEvent {
  /** Date of the figure that shows it: where the mark stands. */
  date: IsoDate;
  /** When it happened, in words as precise as the source. */
  when: string;
  title: string;
  detail: string;
  sourceUrl: string | null;
}

/** A place where the series stops being comparable with itself. */
export interface ChartBreak {
  date: IsoDate;
  title: string;
}

export type ChartScale = "linear" | "log" | "indexed";
/** How values are written: `share` is 0..1 and is printed as per cent. */
export type ValueFormat = "count" | "share" | "index";
