import type { FigureChart } from "@/components/charts/figure-chart";
import { formatCount, formatDate, formatShare } from "@/components/format";
import type { Db } from "@/db/client";
import type { Dataset } from "@/lib/model/dataset";
import {
  dnssecAlgorithms,
  nsec3IterationCost,
  nsec3IterationLimits,
} from "@/lib/model/datasets/parameters";
import { tlsaIssuers } from "@/lib/model/datasets/providers";
import { tldKskSizes, tldOldZsks } from "@/lib/model/datasets/tlds";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import { type FilledTable, fillTable } from "@/lib/stats/latest-table";
import { listTables, type PlacedTable } from "@/lib/stats/releases";
import { countInWords, sentenceStart } from "@/lib/stats/words";
import { ownAlgorithms, ownParameters } from "./dnssec-own";
import { type FigureRow, figureOf, type PageFigure, tableSource } from "./page-figure";

/** All tables of a dataset, newest first, undated last. */
const tablesOf = <S extends Dataset>(db: Db, dataset: S): Promise<FilledTable<S>[]> =>
  filled(db, dataset, () => true);

/** Those of reports: our own survey has one a day, and another figure. */
const theirsOf = <S extends Dataset>(db: Db, dataset: S): Promise<FilledTable<S>[]> =>
  filled(db, dataset, ({ kind }) => kind === "published_report");

async function filled<S extends Dataset>(
  db: Db,
  dataset: S,
  isWanted: (table: PlacedTable) => boolean,
): Promise<FilledTable<S>[]> {
  const tables = (await listTables(db, { dataset: dataset.id })).filter(isWanted);
  return Promise.all(tables.map((table) => fillTable(db, dataset, table)));
}

interface Words {
  id?: string;
  title: string;
  subtitle: string;
  chart?: FigureChart;
}

/** A figure of one published table: its own source, its own caution. */
const tableFigure = <S extends Dataset>(
  dataset: S,
  { table, rows }: FilledTable<S>,
  words: Words,
): PageFigure =>
  figureOf(
    dataset,
    rows as readonly FigureRow[],
    {
      ...words,
      query: `release=${table.release}`,
      caveats: table.caution === null ? [] : [table.caution],
      source: tableSource(dataset, table),
    },
    table,
  );

function algorithmsFigure(filled: FilledTable<typeof dnssecAlgorithms>): PageFigure {
  const total = filled.rows.reduce((sum, { entries }) => sum + (entries ?? 0), 0);
  const rows = [...filled.rows].sort((a, b) => (b.entries ?? 0) - (a.entries ?? 0));
  const [first, second] = rows;
  const both = ((first?.entries ?? 0) + (second?.entries ?? 0)) / total;
  return tableFigure(
    dnssecAlgorithms,
    { ...filled, rows },
    {
      title: `Algorithms ${first?.algorithm} and ${second?.algorithm} made up ${formatShare(both, 1)} of .com`,
      subtitle: `Entries for .com by DNSSEC algorithm, ${formatDate(filled.table.asOf, filled.table.asOfPrecision)}`,
      chart: {
        kind: "bars",
        list: {
          caption: "DNSSEC algorithms of .com",
          labelTitle: "Algorithm",
          valueTitle: "Entries",
          tone: "dnssec",
          rows: rows.map(({ algorithm, entries, flags }) => ({
            id: String(algorithm),
            label: `${algorithm} ${algorithmMnemonic(algorithm)}`,
            value: entries,
            share: entries === null ? null : entries / total,
            flags,
          })),
        },
      },
    },
  );
}

function costFigure(filled: FilledTable<typeof nsec3IterationCost>): PageFigure {
  const last = filled.rows.at(-1);
  return tableFigure(nsec3IterationCost, filled, {
    title: `${last?.iterations} NSEC3 iterations cost a name server ${formatShare(1 - (last?.relativeRate ?? 1), 0)} of its rate`,
    subtitle:
      "Queries per second of an authoritative server relative to 0 extra iterations; RFC 9276 asks for 0",
    chart: {
      kind: "columns",
      columns: {
        title: "Relative query rate by NSEC3 iterations",
        axisTitle: "extra iterations",
        items: filled.rows.map(({ iterations, relativeRate, flags }) => ({
          id: String(iterations),
          label: String(iterations),
          value: null,
          share: relativeRate,
          flags,
        })),
        tone: "dnssec",
      },
    },
  });
}

function issuersFigure(filled: FilledTable<typeof tlsaIssuers>): PageFigure {
  const { table, rows } = filled;
  const most = [...rows].sort((a, b) => (b.mxHosts ?? 0) - (a.mxHosts ?? 0))[0];
  return tableFigure(tlsaIssuers, filled, {
    id: `tlsa-issuers-${table.release}`,
    title: `${formatCount(most?.mxHosts ?? 0)} MX hosts pinned Let’s Encrypt’s ${most?.issuer}, ${formatDate(table.asOf, table.asOfPrecision)}`,
    subtitle: tlsaIssuers.summary,
    chart: {
      kind: "bars",
      list: {
        caption: "MX hosts by issuing CA in their DANE-TA records",
        labelTitle: "Issuing CA",
        valueTitle: "MX hosts",
        rows: rows.map(({ issuer, mxHosts, flags }) => ({
          id: issuer,
          label: issuer,
          value: mxHosts,
          flags,
        })),
      },
    },
  });
}

/** What `/dnssec` shows, and the datasets that nothing was published of yet. */
export interface DnssecFigures {
  /** TLDs with an old ZSK, for the page's heading. */
  oldZsks: FilledTable<typeof tldOldZsks> | undefined;
  figures: PageFigure[];
  /** Algorithms under all TLDs, as our own survey counted them. */
  ours: PageFigure | null;
  /** Figures of the datasets that only our own survey tells, in their place those without any. */
  awaited: { dataset: Dataset; figure: PageFigure | null }[];
}

/** The newest table of each parameter, and every table of issuers. */
export async function dnssecFigures(db: Db): Promise<DnssecFigures> {
  const [algorithms, ours, cost, limits, ksk, zsk, issuers, awaited] = await Promise.all([
    theirsOf(db, dnssecAlgorithms),
    ownAlgorithms(db),
    tablesOf(db, nsec3IterationCost),
    tablesOf(db, nsec3IterationLimits),
    tablesOf(db, tldKskSizes),
    tablesOf(db, tldOldZsks),
    tablesOf(db, tlsaIssuers),
    ownParameters(db),
  ]);
  const first = <T>(tables: readonly T[], figure: (table: T) => PageFigure) =>
    tables.slice(0, 1).map(figure);
  return {
    oldZsks: zsk[0],
    awaited,
    ours: ours === null || ours.rows[0]?.kind !== "survey_run" ? null : ours,
    figures: [
      ...first(algorithms, algorithmsFigure),
      ...first(ksk, (filled) =>
        tableFigure(tldKskSizes, filled, {
          title: `${sentenceStart(countInWords(filled.rows.length))} TLDs had a KSK below 2,048 bits`,
          subtitle: tldKskSizes.definition,
        }),
      ),
      ...first(zsk, (filled) =>
        tableFigure(tldOldZsks, filled, {
          title: `${formatCount(filled.rows[0]?.tlds ?? 0)} TLDs had an old 1,024-bit ZSK`,
          subtitle: tldOldZsks.definition,
        }),
      ),
      ...first(cost, costFigure),
      ...first(limits, (filled) =>
        tableFigure(nsec3IterationLimits, filled, {
          title: nsec3IterationLimits.title,
          subtitle: nsec3IterationLimits.summary,
        }),
      ),
      ...issuers.map(issuersFigure),
    ],
  };
}
