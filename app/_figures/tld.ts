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
import { type FigureRow, figureOf, newestOf, type PageFigure } from "./page-figure";

/** What `/tlds/{tld}` shows: a figure for each dataset that names the TLD. */
export interface OneTldFigures {
  facts: TldFacts;
  figures: PageFigure[];
}

/** The rows of the newest release alone: a table of parts is told of one day. */
function newestTable<R extends FigureRow>(rows: readonly R[]): R[] {
  const newest = newestOf(rows);
  return rows.filter(({ release }) => release === newest?.release);
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
    [dnssecAlgorithms, newestTable(facts.algorithms)],
  ];
  const figures = shown
    .filter(([, rows]) => rows.length > 0)
    .map(([dataset, rows]) =>
      figureOf(dataset, rows, {
        title:
          dataset === dnssecAlgorithms
            ? `DNSSEC algorithms under ${tldForPeople(tld)}`
            : `${dataset.title}: ${tldForPeople(tld)}`,
        subtitle: dataset.summary,
        query: `tld=${tld}`,
      }),
    );
  return { facts, figures };
}
