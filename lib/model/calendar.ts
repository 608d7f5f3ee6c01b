import { z } from "zod";

/** A calendar day, `YYYY-MM-DD`, in UTC; a day that does not exist is refused. */
export const IsoDate = z.iso.date().meta({ description: "Calendar day in UTC, YYYY-MM-DD" });
export type IsoDate = z.infer<typeof IsoDate>;

/** A calendar month, `YYYY-MM`. */
export const IsoMonth = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "expected a month, YYYY-MM")
  .meta({ description: "Calendar month, YYYY-MM" });
export type IsoMonth = z.infer<typeof IsoMonth>;

export const DATE_PRECISIONS = ["day", "month", "unknown"] as const;
/** How precisely a figure's date is known: `month` dates are nominal month ends. */
export const DatePrecision = z.enum(DATE_PRECISIONS).meta({
  description:
    "day: the date given by the source; month: only the month is known and the date is its last day; unknown: undated",
});
export type DatePrecision = z.infer<typeof DatePrecision>;

/** Points at most this many days apart are joined on a chart; farther apart is "not measured". */
export const JOINED_WITHIN_DAYS = 62;

/** Last day of a month. @param month `YYYY-MM` */
export function lastDayOf(month: IsoMonth): IsoDate {
  const [year = 0, monthOfYear = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, monthOfYear, 0)).toISOString().slice(0, 10);
}

/** The day that lies so many days later, earlier where they are negative. */
export const daysAfter = (day: IsoDate, days: number): IsoDate =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Whole days from `start` to `end`, negative when `end` is earlier. */
export const daysBetween = (start: IsoDate, end: IsoDate): number =>
  Math.round((Date.parse(end) - Date.parse(start)) / 86_400_000);
