import { formatCount, formatDate, formatShare } from "@/components/format";
import type { Db } from "@/db/client";
import type { RowOf } from "@/lib/model/dataset";
import {
  PROBLEM_WORDS,
  PROBLEMS,
  partialDaneDomains,
  problemDomains,
} from "@/lib/model/datasets/dane";
import { dnsProblemProviders } from "@/lib/model/datasets/providers";
import { breakageByTld } from "@/lib/model/datasets/tlds";
import { figuresOf } from "@/lib/stats/figures";
import { latestTable } from "@/lib/stats/latest-table";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { tldForPeople } from "@/lib/stats/tlds";
import { countInWords } from "@/lib/stats/words";
import { MOST_BARS } from "./latest-bars";
import { figureOf, type PageFigure } from "./page-figure";
import { ownReliability } from "./reliability-own";

/** What `/reliability` shows. */
export interface ReliabilityFigures {
  problems: RowOf<typeof problemDomains>[];
  partial: RowOf<typeof partialDaneDomains>[];
  figures: PageFigure[];
  /** What our own survey alone tells. */
  own: PageFigure[];
}

type Breakage = NonNullable<Awaited<ReturnType<typeof latestTable<typeof breakageByTld>>>>;
type Operators = NonNullable<Awaited<ReturnType<typeof latestTable<typeof dnsProblemProviders>>>>;

function breakageFigure({ table, rows }: Breakage): PageFigure {
  const isOwn = table.kind === "survey_run";
  // Of a handful of domains a share says nothing, and our own survey has every TLD.
  const told = rows.filter(({ flags }) => !isOwn || !flags.includes("u"));
  const byShare = [...told].sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  const [most, least] = [byShare.at(0), byShare.at(-1)];
  return figureOf(
    breakageByTld,
    byShare,
    {
      title:
        most === undefined || least === undefined
          ? breakageByTld.title
          : `From ${formatShare(least.share ?? 0)} under ${tldForPeople(least.tld)} to ${formatShare(most.share ?? 0, 1)} under ${tldForPeople(most.tld)}`,
      subtitle: isOwn
        ? `Share of signed delegations that broke, by TLD: the highest ${Math.min(MOST_BARS, byShare.length)}`
        : "Share of signed delegations that broke: the lowest and the highest that were named",
      query: `release=${table.release}`,
      caveats: [
        ...(table.caution === null ? [] : [table.caution]),
        isOwn
          ? `TLDs of which fewer than a hundred signed delegations were looked up are left out: ${formatCount(rows.length - byShare.length)} of ${formatCount(rows.length)}.`
          : `Only ${countInWords(byShare.length)} TLDs were named; nothing was said of the others.`,
      ],
      chart: {
        kind: "bars",
        list: {
          caption: "Breakage by TLD",
          labelTitle: "TLD",
          valueTitle: "Signed delegations that broke",
          format: "share",
          tone: "problem",
          rows: byShare.slice(0, MOST_BARS).map(({ tld, share, flags }) => ({
            id: tld,
            label: tldForPeople(tld),
            value: share,
            flags,
            href: `/tlds/${tld}`,
            ...(tld.startsWith("xn--") ? { note: tld } : {}),
          })),
        },
      },
    },
    table,
  );
}

/** Problem domains of each kind over time. */
export function problemsFigure(problems: readonly RowOf<typeof problemDomains>[]): PageFigure {
  return figureOf(problemDomains, problems, {
    title: "Problem domains by report",
    subtitle: problemDomains.summary,
    caveats: ["These are counts, not rates: the number of DANE domains grew as well."],
    chart: {
      kind: "time",
      title: "Problem domains",
      input: {
        series: PROBLEMS.map((problem) => ({
          id: problem,
          name: PROBLEM_WORDS[problem].name,
          tone: problem === "tls" ? ("problem" as const) : ("neutral" as const),
          points: chartPoints(
            pointsOf(
              problems.filter((row) => row.problem === problem),
              ({ domains }) => domains,
            ),
          ),
        })),
        format: "count",
      },
    },
  });
}

function operatorsFigure({ table, rows }: Operators): PageFigure {
  const listed = rows.reduce((sum, { domains }) => sum + (domains ?? 0), 0);
  return figureOf(
    dnsProblemProviders,
    rows,
    {
      title: `${rows[0]?.provider ?? "One operator"} served the most domains whose TLSA lookups failed`,
      subtitle: `Domains with DNS problems by name-server operator, ${formatDate(table.asOf, table.asOfPrecision)}`,
      query: `release=${table.release}`,
      caveats:
        table.kind === "survey_run"
          ? table.caution === null
            ? []
            : [table.caution]
          : [
              `${dnsProblemProviders.gap} The rows add up to ${formatCount(listed)} domains. Whether the problems were mended since is not known.`,
            ],
      chart: {
        kind: "bars",
        list: {
          caption: "Domains with DNS problems by operator",
          labelTitle: "Operator",
          valueTitle: "Domains",
          tone: "problem",
          rows: rows.slice(0, MOST_BARS).map(({ provider, domains, flags }) => ({
            id: provider,
            label: provider,
            value: domains,
            flags,
          })),
        },
      },
    },
    table,
  );
}

/** Breakage by TLD, problem domains by report, and the operators of those with DNS problems. */
export async function reliabilityFigures(db: Db): Promise<ReliabilityFigures> {
  const [problems, partial, breakage, operators, own] = await Promise.all([
    figuresOf(db, problemDomains),
    figuresOf(db, partialDaneDomains),
    latestTable(db, breakageByTld),
    latestTable(db, dnsProblemProviders),
    ownReliability(db),
  ]);
  return {
    problems,
    partial,
    own,
    figures: [
      ...(breakage === null ? [] : [breakageFigure(breakage)]),
      problemsFigure(problems),
      ...(operators === null ? [] : [operatorsFigure(operators)]),
    ],
  };
}
