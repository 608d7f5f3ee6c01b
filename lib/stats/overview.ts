import type { Db } from "@/db/client";
import type { Dataset, RowOf } from "@/lib/model/dataset";
import {
  daneDomains,
  daneMxHosts,
  daneMxZones,
  daneShare,
  dnssecDomains,
  PROBLEM_WORDS,
  problemDomains,
} from "@/lib/model/datasets/dane";
import { figuresOf } from "./figures";
import { type KeyFigureView, keyFigure } from "./key-figure";
import { latestProviderList, type ProviderList, providerListHeads } from "./provider-lists";

/** A total of a report without a date: told in words, never plotted or called current. */
export interface UndatedTotal {
  release: string;
  notBefore: string | null;
  domains: number;
}

/** The latest known state: every number with its own date. */
export interface Overview {
  dane: KeyFigureView | null;
  dnssec: KeyFigureView | null;
  share: KeyFigureView | null;
  /** The remaining tiles: problems, MX hosts and zones. */
  others: KeyFigureView[];
  daneRows: RowOf<typeof daneDomains>[];
  /** The latest dated list of providers. */
  providers: ProviderList | null;
  undated: UndatedTotal[];
}

const present = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null);

/** Everything the first page says, from current revisions. */
export async function overview(db: Db): Promise<Overview> {
  const countOf = (row: { count: number | null }) => row.count;
  const [dane, dnssec, share, problems, hosts, zones, providers] = await Promise.all([
    figuresOf(db, daneDomains),
    figuresOf(db, dnssecDomains, { dimensions: { basis: ["mx_validated"] } }),
    figuresOf(db, daneShare, { dimensions: { basis: ["mx_validated"] } }),
    figuresOf(db, problemDomains),
    figuresOf(db, daneMxHosts),
    figuresOf(db, daneMxZones),
    providerListHeads(db).then((heads) => latestProviderList(db, heads)),
  ]);
  const problemTile = (problem: keyof typeof PROBLEM_WORDS) =>
    keyFigure(
      { id: problemDomains.id, title: PROBLEM_WORDS[problem].name, unit: problemDomains.unit },
      problems.filter((row) => row.problem === problem),
      (row) => row.domains,
    );
  const tile = (dataset: Dataset, rows: RowOf<typeof daneMxHosts>[]) =>
    keyFigure(dataset, rows, countOf);
  return {
    dane: keyFigure(daneDomains, dane, (row) => row.domains),
    dnssec: keyFigure(
      { ...dnssecDomains, title: "DNSSEC domains with MX" },
      dnssec,
      (row) => row.domains,
    ),
    share: keyFigure(daneShare, share, (row) => row.share),
    others: present([
      problemTile("tls"),
      problemTile("dns_lookup"),
      tile(daneMxHosts, hosts),
      tile(daneMxZones, zones),
    ]),
    daneRows: dane,
    providers,
    undated: dane.flatMap(({ asOf, release, asOfNotBefore, domains }) =>
      asOf === null && domains !== null ? [{ release, notBefore: asOfNotBefore, domains }] : [],
    ),
  };
}
