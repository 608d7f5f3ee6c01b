import type { Db } from "@/db/client";
import type { Dataset } from "@/lib/model/dataset";
import { dnssecAlgorithms } from "@/lib/model/datasets/parameters";
import {
  breakageByTld,
  cctldDaneBands,
  daneByTld,
  dnskeyFailuresByTld,
  dnssecByTld,
  tldKskSizes,
} from "@/lib/model/datasets/tlds";
import { type TldFacts, tldFacts } from "@/lib/stats/tld-facts";
import { tldForPeople } from "@/lib/stats/tlds";
import { type FigureRow, figureOf, type PageFigure } from "./page-figure";

/** What `/tlds/{tld}` shows: a figure for each dataset that names the TLD. */
export interface OneTldFigures {
  facts: TldFacts;
  figures: PageFigure[];
}

/** All figures about one TLD. @param tld A-label of a delegated TLD */
export async function oneTldFigures(db: Db, tld: string): Promise<OneTldFigures> {
  const facts = await tldFacts(db, tld);
  const shown: [Dataset, readonly FigureRow[]][] = [
    [dnssecByTld, facts.dnssec],
    [daneByTld, facts.dane],
    [cctldDaneBands, facts.bands],
    [breakageByTld, facts.breakage],
    [tldKskSizes, facts.ksk],
    [dnskeyFailuresByTld, facts.failures],
    [dnssecAlgorithms, facts.algorithms],
  ];
  const figures = shown
    .filter(([, rows]) => rows.length > 0)
    .map(([dataset, rows]) =>
      figureOf(dataset, rows, {
        title:
          dataset === dnssecAlgorithms
            ? `DNSSEC algorithms under ${tldForPeople(tld)}`
            : `${dataset.title}: ${tldForPeople(tld)}`,
        subtitle: dataset === dnssecAlgorithms ? dataset.definition : dataset.summary,
        query: `tld=${tld}`,
      }),
    );
  return { facts, figures };
}
