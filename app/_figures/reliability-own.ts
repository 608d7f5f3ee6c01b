import { formatCount, formatDate, formatMonth } from "@/components/format";
import type { Db } from "@/db/client";
import type { RowOf } from "@/lib/model/dataset";
import { PROBLEM_WORDS, type Problem } from "@/lib/model/datasets/dane";
import {
  breakageCountsByTld,
  domainVerdicts,
  problemMonths,
  surveyOutcomes,
} from "@/lib/model/datasets/survey";
import { tldForPeople } from "@/lib/stats/tlds";
import { DIMENSION_WORDS, domainVerdictName } from "./dimension-words";
import { type BarsOf, latestBars, MOST_BARS } from "./latest-bars";
import type { FigureRow, PageFigure } from "./page-figure";

const sumOf = (rows: readonly { domains: number | null }[]): number =>
  rows.reduce((sum, { domains }) => sum + (domains ?? 0), 0);

async function outcomes(db: Db): Promise<PageFigure | null> {
  const inWords = (name: "answer" | "outcome", value: string) =>
    DIMENSION_WORDS[name]?.(value) ?? value;
  const words: BarsOf<RowOf<typeof surveyOutcomes> & FigureRow> = {
    title: (rows) => {
      const told = sumOf(rows.filter(({ answer }) => answer !== "undetermined"));
      return `Of ${formatCount(sumOf(rows))} signed domains something could be told of ${formatCount(told)}`;
    },
    subtitle:
      "Signed domains by what the survey could tell of them; what could not be told is never a no",
    ...{ labelTitle: "Outcome", valueTitle: "Domains", tone: "neutral" },
    bar: ({ answer, outcome, domains }) => ({
      id: `${answer}-${outcome}`,
      label: inWords("outcome", outcome),
      ...(answer === "carried" ? { note: inWords("answer", answer) } : {}),
      value: domains,
    }),
  };
  return latestBars(db, surveyOutcomes, words, { largest: "domains" });
}

async function verdicts(db: Db): Promise<PageFigure | null> {
  return latestBars(db, domainVerdicts, {
    title: (rows) => {
      const failing = rows.find(({ verdict }) => verdict === "dane_fail")?.domains ?? 0;
      return `DANE failed at ${formatCount(failing)} of ${formatCount(sumOf(rows))} signed domains`;
    },
    subtitle: "Signed domains by the verdict of the check, the first that applies",
    ...{ labelTitle: "Verdict", valueTitle: "Domains", tone: "neutral" },
    bar: ({ verdict, domains }) => ({
      ...{ id: verdict, label: domainVerdictName(verdict), note: verdict, value: domains },
    }),
  });
}

async function breakage(db: Db): Promise<PageFigure | null> {
  return latestBars(
    db,
    breakageCountsByTld,
    {
      title: ([first]) =>
        first === undefined
          ? breakageCountsByTld.title
          : `Most signed delegations that do not validate were under ${tldForPeople(first.tld)}: ${formatCount(first.bogus ?? 0)} of ${formatCount(first.looked ?? 0)}`,
      subtitle: `Signed delegations whose DNSKEY or MX look-up does not validate, the ${MOST_BARS} TLDs with most of them`,
      ...{ labelTitle: "TLD", valueTitle: "Bogus", tone: "problem" },
      bar: ({ tld, bogus, looked }) => ({
        ...{ id: tld, label: tldForPeople(tld), value: bogus, href: `/tlds/${tld}` },
        share: looked === null || looked === 0 || bogus === null ? null : bogus / looked,
      }),
      caveats: ["Per cent are of the signed delegations under the same TLD that were looked up."],
    },
    { largest: "bogus" },
  );
}

const months = (db: Db, problem: Problem): Promise<PageFigure | null> =>
  latestBars(
    db,
    problemMonths,
    {
      id: `problem-months-${problem}`,
      title: (rows, { asOf, asOfPrecision }) => {
        const [oldest] = rows;
        return oldest === undefined
          ? problemMonths.title
          : `${PROBLEM_WORDS[problem].name}: ${formatCount(sumOf(rows))} domains on ${formatDate(asOf, asOfPrecision)}, some since ${formatMonth(oldest.firstSeen)}`;
      },
      subtitle: "Domains by the month since which they have had the problem without interruption",
      ...{ labelTitle: "Since", valueTitle: "Domains", tone: "problem" },
      bar: ({ firstSeen, domains }) => ({
        ...{ id: firstSeen, label: formatMonth(firstSeen), value: domains },
      }),
    },
    { dimensions: { problem: [problem] } },
  );

/** What only our own survey tells of reliability, and the datasets that it has told nothing of yet. */
export async function ownReliability(db: Db): Promise<PageFigure[]> {
  const figures = await Promise.all([
    outcomes(db),
    verdicts(db),
    months(db, "tls"),
    months(db, "dns_lookup"),
    breakage(db),
  ]);
  return figures.filter((figure) => figure !== null);
}

/** The datasets that these figures show. */
export const OWN_RELIABILITY = [
  surveyOutcomes,
  domainVerdicts,
  problemMonths,
  breakageCountsByTld,
] as const;
