import type { BarListRow } from "@/components/charts/bar-list";
import { formatCount } from "@/components/format";
import type { Db } from "@/db/client";
import { count, label, share, text } from "@/lib/model/column";
import { cctldCounts, cctldDaneBands, dnssecByTld } from "@/lib/model/datasets/tlds";
import type { PageQuery, TLD_SORTS } from "@/lib/model/page-query";
import { type FilledTable, latestTable } from "@/lib/stats/latest-table";
import { type RankedTld, type TldRanking, tldRanking } from "@/lib/stats/tld-ranking";
import { tldForPeople } from "@/lib/stats/tlds";
import { derivedFigure, figureOf, type PageFigure } from "./page-figure";
import { type Order, sortedRows } from "./sorted-rows";
import { ownTlds } from "./tlds-own";

type Sort = (typeof TLD_SORTS)[number];
type State = PageQuery<"/tlds">;

/** What each column of the ranking sorts by. */
export const TLD_VALUES: Record<Sort, (row: RankedTld) => string | number | null> = {
  tld: ({ tld }) => tld,
  dnssec: ({ dnssecDomains }) => dnssecDomains,
  share: ({ dnssecShare }) => dnssecShare,
  earlier: ({ earlierDnssecDomains }) => earlierDnssecDomains,
  dane: ({ daneDomains }) => daneDomains,
  breakage: ({ breakage }) => breakage,
};

/** Names start at A, numbers at the largest. */
export const firstTldOrder = (sort: string): Order => (sort === "tld" ? "asc" : "desc");

const matches = ({ tld }: RankedTld, filter: string): boolean =>
  [tld, tldForPeople(tld)].some((name) =>
    name.includes(filter.trim().toLowerCase().replace(/^\./, "")),
  );

/** What `/tlds` shows, and what its headings say beside it. */
export interface TldFigures {
  ranking: TldRanking;
  /** The ranking's lines as filtered and sorted. */
  shown: RankedTld[];
  counts: FilledTable<typeof cctldCounts> | null;
  figures: Record<"ranking" | "counts" | "bands" | "survey", PageFigure | null>;
}

const RANKING_COLUMNS = {
  dimensions: {
    tld: label({ title: "TLD", description: "Top-level domain as an A-label, without dots" }),
  },
  measures: {
    dnssecDomains: count({
      title: "DNSSEC domains",
      unit: "domains",
      description:
        "Signed domains under the TLD; the row’s release, date and flags are of this one",
    }),
    dnssecShare: share({
      title: "Share of all",
      unit: "share",
      description: "Of all signed domains that the table counts, the remainder included, 0..1",
    }),
    earlierDnssecDomains: count({
      title: "Earlier, undated",
      unit: "domains",
      description: "Signed domains in an older, undated table; not a change",
    }),
    earlierFlags: text({ title: "Flags", description: "Flags of the earlier figure" }),
    daneDomains: count({
      title: "DANE domains",
      unit: "domains",
      description: "DANE domains; with flag l at least this many",
    }),
    daneRelease: text({ title: "Release", description: "Release of the DANE figure" }),
    daneFlags: text({ title: "Flags", description: "Flags of the DANE figure" }),
    breakage: share({
      title: "Breakage",
      unit: "share",
      description: "Share of signed delegations that broke, 0..1",
    }),
    breakageRelease: text({ title: "Release", description: "Release of the breakage figure" }),
  },
};

const barOf = ({ tld, dnssecDomains, dnssecShare, flags }: RankedTld): BarListRow => ({
  id: tld,
  label: tldForPeople(tld),
  value: dnssecDomains,
  share: dnssecShare,
  flags: flags.dnssec,
  ...(tld.startsWith("xn--") ? { note: tld } : {}),
});

function rankingFigure(ranking: TldRanking, shown: readonly RankedTld[]): PageFigure | null {
  const { dnssec, earlier, dane, bands, breakage } = ranking;
  if (dnssec === null) return null;
  const { table } = dnssec;
  const daneRelease = (dane ?? bands)?.table.release ?? null;
  const rows = shown.map((row) => ({
    release: table.release,
    revision: table.revision,
    edition: table.edition,
    asOf: table.asOf,
    asOfPrecision: table.asOfPrecision,
    asOfNotBefore: table.asOfNotBefore,
    flags: row.flags.dnssec,
    kind: table.kind,
    tld: row.tld,
    // The dataset's own measure, for its sentence.
    domains: row.dnssecDomains,
    dnssecDomains: row.dnssecDomains,
    dnssecShare: row.dnssecShare === null ? null : Math.round(row.dnssecShare * 1e6) / 1e6,
    earlierDnssecDomains: row.earlierDnssecDomains,
    earlierFlags: row.flags.earlier.join(" "),
    daneDomains: row.daneDomains,
    daneRelease: row.daneDomains === null ? null : daneRelease,
    daneFlags: row.flags.dane.join(" "),
    breakage: row.breakage,
    breakageRelease: row.breakage === null ? null : (breakage?.table.release ?? null),
  }));
  const cautions = [
    ...(table.caution === null ? [] : [`DNSSEC domains: ${table.caution}`]),
    ...(table.other === null
      ? []
      : [`All other TLDs together: about ${formatCount(table.other)} DNSSEC domains.`]),
    ...(earlier?.table.caution == null ? [] : [`Earlier, undated: ${earlier.table.caution}`]),
    ...(earlier?.table.other == null
      ? []
      : [`All other TLDs together, earlier: about ${formatCount(earlier.table.other)}.`]),
    ...(dane === null && bands !== null
      ? ["DANE domains: the ccTLD bands of the same slides, so each is a lower bound."]
      : []),
  ];
  const bars = shown.filter(({ dnssecDomains }) => dnssecDomains !== null).map(barOf);
  return derivedFigure(
    dnssecByTld,
    rows,
    RANKING_COLUMNS,
    {
      title: "TLDs by DNSSEC-signed domains",
      subtitle:
        table.kind === "survey_run"
          ? "As our own survey counted them; with flag l the TLD’s zone file was not read"
          : "Rounded to thousands by the source",
      inputs: [dnssec, earlier, dane, bands, breakage].flatMap((one) =>
        one === null ? [] : [one.table],
      ),
      caveats: cautions,
      chart: {
        kind: "bars",
        list: {
          caption: "TLDs by DNSSEC-signed domains",
          labelTitle: "TLD",
          valueTitle: "DNSSEC domains",
          tone: "dnssec",
          rows: bars,
        },
      },
    },
    table,
  );
}

/** What `/tlds` shows: the ranking as filtered and sorted, and the ccTLDs' counts and bands. */
export async function tldFigures(db: Db, { sort, order, q }: State): Promise<TldFigures> {
  const [ranking, counts, survey] = await Promise.all([
    tldRanking(db),
    latestTable(db, cctldCounts),
    ownTlds(db),
  ]);
  const shown = sortedRows(
    ranking.rows.filter((row) => matches(row, q)),
    TLD_VALUES[sort],
    order ?? firstTldOrder(sort),
  );
  const { theirBands: bands } = ranking;
  return {
    ranking,
    shown,
    counts,
    figures: {
      survey,
      ranking: rankingFigure(ranking, shown),
      counts:
        counts === null
          ? null
          : figureOf(
              cctldCounts,
              counts.rows,
              {
                title: "Country-code TLDs",
                subtitle: cctldCounts.summary,
                query: `release=${counts.table.release}`,
              },
              counts.table,
            ),
      bands:
        bands === null
          ? null
          : figureOf(
              cctldDaneBands,
              bands.rows,
              {
                title: `${bands.rows.length} ccTLDs had at least 100 DANE domains`,
                subtitle: "Country-code TLDs by the band their number of DANE domains falls into",
                query: `release=${bands.table.release}`,
                caveats: bands.table.caution === null ? [] : [bands.table.caution],
              },
              bands.table,
            ),
    },
  };
}
