import { domainToASCII } from "node:url";
import { z } from "zod";
import { type DatePrecision, type IsoDate, IsoMonth, lastDayOf } from "@/lib/model/calendar";
import type { FigureFlag } from "@/lib/model/flags";
import type { Figure, ReleaseDraft } from "@/lib/model/release";

/** A host or zone name as the reports print it: LDH labels, lower case, no trailing dot. */
export const ZoneName = z
  .string()
  .max(253)
  .regex(/^(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})*$/, "expected a domain name in lower case");
export const HttpUrl = z.url({ protocol: /^https?$/ });
export const WholeNumber = z.int().nonnegative();
/** A date as the files write it: a day, or a month for which the last day stands. */
export const DayOrMonth = z.union([z.iso.date(), IsoMonth]);

/** Date and precision of a day or month, or of a figure that has none. */
export function dated(value: string | null | undefined): {
  asOf: IsoDate | null;
  asOfPrecision: DatePrecision;
} {
  if (value == null) return { asOf: null, asOfPrecision: "unknown" };
  return value.length === 7
    ? { asOf: lastDayOf(value), asOfPrecision: "month" }
    : { asOf: value, asOfPrecision: "day" };
}

/** A TLD as an A-label; the reports print one in Unicode. */
export const TldName = z
  .string()
  .min(1)
  .transform((name, context) => {
    const ascii = domainToASCII(name.toLowerCase());
    if (/^(?!-)[a-z0-9-]{2,63}$/.test(ascii)) return ascii;
    context.addIssue({ code: "custom", message: "expected a top-level domain" });
    return z.NEVER;
  });

/** Per cent, as printed, to a share of one without binary noise. */
export const shareOfPercent = (percent: number): number => Number((percent / 100).toFixed(6));
/** A share computed from counts, to six places: finer than any source's counts warrant. */
export const shareOf = (part: number, whole: number): number => Number((part / whole).toFixed(6));

/** Rows of a source's table: at least one, and none twice by what names it. */
export const rowsOf = <R extends z.ZodType>(row: R, keyOf: (row: z.output<R>) => string) =>
  z
    .array(row)
    .nonempty()
    .superRefine((rows, context) => {
      const seen = new Set<string>();
      for (const [index, one] of rows.entries()) {
        const key = keyOf(one);
        if (seen.has(key))
          context.addIssue({ code: "custom", path: [index], message: `${key} stands twice` });
        seen.add(key);
      }
    });

export const figure = (
  dimensions: Figure["dimensions"],
  measures: Figure["measures"],
  flags: readonly (FigureFlag | false)[] = [],
): Figure => ({ dimensions, measures, flags: flags.filter((flag) => flag !== false) });

type Table = ReleaseDraft["tables"][number];

/** A table with the release's date and no caveats, but for what `over` says. */
export const table = (
  dataset: string,
  rows: Figure[],
  over: Partial<Table> & ReturnType<typeof dated>,
): Table => ({
  dataset,
  edition: "main",
  complete: null,
  other: null,
  sourceTitle: null,
  caution: null,
  rows,
  ...over,
});
