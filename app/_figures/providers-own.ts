import { formatCount, formatShare } from "@/components/format";
import type { Db } from "@/db/client";
import { daneChangesByProvider, providerPractice } from "@/lib/model/datasets/survey";
import { DANE_CAUSE_WORDS } from "@/lib/model/survey-changes";
import { latestBars } from "./latest-bars";
import type { PageFigure } from "./page-figure";

/** The datasets that these figures show. */
export const OWN_PROVIDERS = [providerPractice, daneChangesByProvider] as const;

/** What only our own survey tells of providers: problems, practice, and what changed. */
export async function ownProviders(db: Db): Promise<PageFigure[]> {
  const figures = await Promise.all([
    latestBars(
      db,
      providerPractice,
      {
        title: (rows) => {
          const [hosts, next] = rows.reduce(
            ([all, ready], row) => [all + (row.hosts ?? 0), ready + (row.currentAndNext ?? 0)],
            [0, 0],
          );
          const broken = rows.filter(({ problemHosts }) => (problemHosts ?? 0) > 0).length;
          return `${formatCount(broken)} of ${formatCount(rows.length)} providers had a mail server with a problem; ${formatShare(next / (hosts || 1), 0)} of all servers had records of the next key too`;
        },
        subtitle:
          "Domains at mail servers with a problem, by provider; the table has every provider and how it publishes",
        ...{ labelTitle: "Provider", valueTitle: "Domains with a problem", tone: "problem" },
        bar: ({ provider, problemDomains, problemShare }) => ({
          ...{ id: provider, label: provider, href: `/providers/${provider}` },
          ...{ value: problemDomains, share: problemShare },
        }),
        isDrawn: ({ problemDomains }) => (problemDomains ?? 0) > 0,
        caveats: ["Per cent are of the provider’s own domains."],
      },
      { largest: "problemDomains" },
    ),
    latestBars(
      db,
      daneChangesByProvider,
      {
        title: ([first]) =>
          first === undefined
            ? daneChangesByProvider.title
            : `${first.provider} ${first.change} most: ${formatCount(first.domains ?? 0)} domains`,
        subtitle: "DANE domains gained and lost since the release before, by provider and cause",
        ...{ labelTitle: "Provider", valueTitle: "Domains" },
        bar: ({ provider, change, cause, domains }) => ({
          id: `${provider}-${change}-${cause}`,
          ...{ label: provider, href: `/providers/${provider}`, value: domains },
          note: `${change}: ${DANE_CAUSE_WORDS[cause]}`,
        }),
      },
      { largest: "domains" },
    ),
  ]);
  return figures.filter((figure) => figure !== null);
}
