import { formatCount } from "@/components/format";
import type { Db } from "@/db/client";
import { surveyByTld } from "@/lib/model/datasets/survey";
import { tldForPeople } from "@/lib/stats/tlds";
import { latestBars } from "./latest-bars";
import type { PageFigure } from "./page-figure";

/** Every count of the survey under the TLDs with most DANE domains; null where nothing was published. */
export const ownTlds = (db: Db): Promise<PageFigure | null> =>
  latestBars(
    db,
    surveyByTld,
    {
      title: ([first]) =>
        first === undefined
          ? surveyByTld.title
          : `${tldForPeople(first.tld)} had the most DANE domains: ${formatCount(first.dane ?? 0)} of ${formatCount(first.signed ?? 0)} signed ones`,
      subtitle:
        "DANE domains by TLD, per cent of the signed domains under it; the table has all counts",
      ...{ labelTitle: "TLD", valueTitle: "DANE domains" },
      bar: ({ tld, dane, signed }) => ({
        ...{ id: tld, label: tldForPeople(tld), href: `/tlds/${tld}`, value: dane },
        share: dane === null || signed === null || signed === 0 ? null : dane / signed,
        ...(tld.startsWith("xn--") ? { note: tld } : {}),
      }),
      caveats: [
        "Coverage: of a TLD with “zone” its own zone file was read; of one with “list” real numbers are larger.",
      ],
    },
    { largest: "dane" },
  );
