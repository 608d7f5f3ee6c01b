import type { Db } from "@/db/client";
import type { RowOf } from "@/lib/model/dataset";
import { dnssecAlgorithms } from "@/lib/model/datasets/parameters";
import {
  breakageByTld,
  cctldDaneBands,
  daneByTld,
  dnskeyFailuresByTld,
  dnssecByTld,
  tldKskSizes,
} from "@/lib/model/datasets/tlds";
import { figuresOf } from "./figures";

/** Everything published about one TLD. */
export interface TldFacts {
  dnssec: RowOf<typeof dnssecByTld>[];
  dane: RowOf<typeof daneByTld>[];
  bands: RowOf<typeof cctldDaneBands>[];
  breakage: RowOf<typeof breakageByTld>[];
  ksk: RowOf<typeof tldKskSizes>[];
  failures: RowOf<typeof dnskeyFailuresByTld>[];
  algorithms: RowOf<typeof dnssecAlgorithms>[];
}

/** All figures that name the TLD, oldest first, undated ones last. @param tld A-label */
export async function tldFacts(db: Db, tld: string): Promise<TldFacts> {
  const query = { dimensions: { tld: [tld] } };
  const [dnssec, dane, bands, breakage, ksk, failures, algorithms] = await Promise.all([
    figuresOf(db, dnssecByTld, query),
    figuresOf(db, daneByTld, query),
    figuresOf(db, cctldDaneBands, query),
    figuresOf(db, breakageByTld, query),
    figuresOf(db, tldKskSizes, query),
    figuresOf(db, dnskeyFailuresByTld, query),
    figuresOf(db, dnssecAlgorithms, query),
  ]);
  return { dnssec, dane, bands, breakage, ksk, failures, algorithms };
}

/** Whether anything at all was published about the TLD. */
export const hasTldFacts = (facts: TldFacts): boolean =>
  Object.values(facts).some((rows) => rows.length > 0);
