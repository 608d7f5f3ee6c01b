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
          return `${formatShare(next / (hosts || 1), 0)} of the providers’ mail servers had records of the current and the next key`;
        },
        subtitle:
          "Providers with most domains at mail servers that have a problem now; the table has their practice",
        ...{ labelTitle: "Provider", valueTitle: "Domains with a problem", tone: "problem" },
        bar: ({ provider, problemDomains, problemShare }) => ({
          ...{ id: provider, label: provider, href: `/providers/${provider}` },
          ...{ value: problemDomains, share: problemShare },
        }),
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
