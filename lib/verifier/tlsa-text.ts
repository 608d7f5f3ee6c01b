import type { ReportTlsa } from "@/lib/model/check-report";

type Shown = Pick<ReportTlsa, "usage" | "selector" | "matchingType" | "data">;

/** Characters of a record's data that a sentence has room for. */
const SHORT = 16;

/** A record for use in a sentence: `3 1 1 0123456789abcdef…`. */
export const shortTlsaText = ({ usage, selector, matchingType, data }: Shown): string =>
  `${usage} ${selector} ${matchingType} ${data.slice(0, SHORT)}${data.length > SHORT ? "…" : ""}`;
