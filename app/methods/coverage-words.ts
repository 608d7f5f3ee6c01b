import { formatDay } from "@/components/format";
import type { Coverage } from "@/lib/stats/coverage";

const counted = (n: number, word: string): string =>
  `${n.toLocaleString("en-GB")} ${word}${n === 1 ? "" : "s"}`;

/** How much of a dataset was published: "36 rows from 31 December 2016 to …, 2 of them undated". */
export function coverageWords(coverage: Coverage | undefined): string {
  if (coverage === undefined) return "nothing yet";
  const { firstDate, lastDate, rows, undatedRows, releases } = coverage;
  const when =
    firstDate === null || lastDate === null
      ? ""
      : firstDate === lastDate
        ? ` of ${formatDay(firstDate)}`
        : ` from ${formatDay(firstDate)} to ${formatDay(lastDate)}`;
  const undated =
    undatedRows === 0 ? "" : `, ${undatedRows === rows ? "all" : undatedRows} undated`;
  return `${counted(rows, "row")}${when}${undated}, in ${counted(releases, "release")}`;
}
