import { formatCount } from "@/components/format";
import type { Db } from "@/db/client";
import { daneChanges, signedChanges, strictDaneDomains } from "@/lib/model/datasets/survey";
import { DANE_CAUSE_WORDS, SIGNED_CAUSE_WORDS } from "@/lib/model/survey-changes";
import { figuresOf } from "@/lib/stats/figures";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { latestBars } from "./latest-bars";
import { figureOf, type PageFigure } from "./page-figure";

type Range = { start?: string; end?: string };

/** The series that only our own survey counts; null where there is none in the range. */
async function strictFigure(db: Db, range: Range, query: string): Promise<PageFigure | null> {
  const rows = await figuresOf(db, strictDaneDomains, range);
  if (rows.length === 0) return null;
  const points = chartPoints(pointsOf(rows, ({ domains }) => domains));
  return figureOf(strictDaneDomains, rows, {
    title: `${formatCount(rows.at(-1)?.domains ?? 0)} domains passed at all of their mail servers`,
    subtitle: strictDaneDomains.summary,
    query,
    chart: {
      kind: "time",
      title: strictDaneDomains.title,
      input: {
        series: [{ id: "strict", name: "strict count", tone: "dane", points }],
        format: "count",
      },
    },
  });
}

const causes = async (db: Db): Promise<(PageFigure | null)[]> => [
  await latestBars(db, daneChanges, {
    title: (rows) => {
      const of = (change: string) =>
        rows.reduce((sum, row) => sum + (row.change === change ? (row.domains ?? 0) : 0), 0);
      return `${formatCount(of("gained"))} DANE domains gained and ${formatCount(of("lost"))} lost since the release before`;
    },
    subtitle: "Each domain has one cause, the first that fits",
    ...{ labelTitle: "Change and cause", valueTitle: "Domains" },
    bar: ({ change, cause, domains }) => ({
      id: `${change}-${cause}`,
      label: `${change === "gained" ? "Gained" : "Lost"}: ${DANE_CAUSE_WORDS[cause]}`,
      value: domains,
    }),
  }),
  await latestBars(db, signedChanges, {
    title: (rows) =>
      `${formatCount(rows.find(({ cause }) => cause === "newly_signed")?.domains ?? 0)} domains came into the survey since the release before`,
    subtitle: signedChanges.summary,
    ...{ labelTitle: "Cause", valueTitle: "Domains", tone: "dnssec" },
    bar: ({ cause, domains }) => ({
      ...{ id: cause, label: SIGNED_CAUSE_WORDS[cause], value: domains },
    }),
  }),
];

/** The datasets that these figures show. */
export const OWN_TRENDS = [strictDaneDomains, daneChanges, signedChanges] as const;

/** The strict count in the range, and what changed with the newest release. */
export async function ownTrends(db: Db, range: Range): Promise<PageFigure[]> {
  const query = new URLSearchParams(Object.entries(range)).toString();
  const figures = [await strictFigure(db, range, query), ...(await causes(db))];
  return figures.filter((figure) => figure !== null);
}
