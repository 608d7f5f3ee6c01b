import { formatMonth } from "@/components/format";
import type { Coverage } from "@/lib/stats/coverage";

const counted = (n: number, word: string): string =>
  `${n.toLocaleString("en-GB")} ${word}${n === 1 ? "" : "s"}`;

/**
 * How much of a dataset was published: "36 rows from December 2016 to …, 2 undated". Months, since
 * many of the dates are nominal month ends.
 */
export function coverageWords(coverage: Coverage | undefined): string {
  if (coverage === undefined) return "nothing yet";
  const { firstDate, lastDate, rows, undatedRows, releases } = coverage;
  const when =
    firstDate === null || lastDate === null
      ? ""
      : firstDate.slice(0, 7) === lastDate.slice(0, 7)
        ? ` of ${formatMonth(firstDate)}`
        : ` from ${formatMonth(firstDate)} to ${formatMonth(lastDate)}`;
  const undated =
    undatedRows === 0 ? "" : `, ${undatedRows === rows ? "all" : undatedRows} undated`;
  return `${counted(rows, "row")}${when}${undated}, in ${counted(releases, "release")}`;
}
