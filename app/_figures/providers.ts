import type { BumpSeries } from "@/components/charts/bump-chart-layout";
import { formatCount, formatDate } from "@/components/format";
import type { Db } from "@/db/client";
import type { ChartSeries, SeriesTone } from "@/lib/model/chart";
import { count, day, label } from "@/lib/model/column";
import { almostDaneProviders, topProviders } from "@/lib/model/datasets/providers";
import type { PageQuery, PROVIDER_SORTS } from "@/lib/model/page-query";
import { figuresOf } from "@/lib/stats/figures";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { almostDane } from "@/lib/stats/provider-facts";
import {
  type ListedProvider,
  listedProviders,
  type ProviderList,
  providerLists,
} from "@/lib/stats/provider-histories";
import { countInWords } from "@/lib/stats/words";
import { derivedFigure, type FigureRow, figureOf, type PageFigure } from "./page-figure";
import { type Order, sortedRows } from "./sorted-rows";

/** Lines that a chart can tell apart; the rest of the ranking is in the tables. */
export const LINES = 6;
/** Places that the chart of ranks shows, and the lists it starts with: before, others led. */
const RANKS = 10;
const RANKS_FROM = "2020-08-01";
const TONES: readonly SeriesTone[] = ["dane", "a", "b", "c", "d", "e"];

type Sort = (typeof PROVIDER_SORTS)[number];
type State = PageQuery<"/providers">;

/** What each column of the index sorts by. */
export const PROVIDER_VALUES: Record<Sort, (row: ListedProvider) => string | number | null> = {
  provider: ({ provider }) => provider,
  domains: ({ lastDomains }) => lastDomains,
  most: ({ mostDomains }) => mostDomains,
  lists: ({ lists }) => lists,
  first: ({ firstListed }) => firstListed,
  last: ({ lastListed }) => lastListed,
};

/** Names and first listings start at the smallest, numbers at the largest. */
export const firstProviderOrder = (sort: string): Order =>
  sort === "provider" || sort === "first" ? "asc" : "desc";

/** The dated rows of one provider, with the list each stands in. */
const rowsOf = (lists: readonly ProviderList[], provider: string) =>
  lists.flatMap(({ asOf, rows, ...list }) => {
    const row = rows.find((candidate) => candidate.provider === provider);
    return row === undefined || asOf === null ? [] : [{ ...list, ...row, date: asOf }];
  });

/** DANE domains of each provider over the dated lists; the first six in hues of their own. */
const countSeries = (lists: readonly ProviderList[], providers: readonly string[]): ChartSeries[] =>
  providers.map((provider, index) => ({
    id: provider,
    name: provider,
    tone: TONES[index] ?? "neutral",
    points: chartPoints(
      pointsOf(
        rowsOf(lists, provider).map(({ date, whole, ...row }) => ({
          ...row,
          asOf: date,
          flags: whole ? [] : (["i"] as const),
        })),
        ({ domains }) => domains,
      ),
    ),
  }));

/** The lists of whoever has more of them: places in lists of two kinds are not one development. */
function ofOneKind(lists: readonly ProviderList[]): ProviderList[] {
  const own = lists.filter(({ kind }) => kind === "survey_run");
  return own.length * 2 > lists.length ? own : lists.filter((list) => !own.includes(list));
}

/** Place of each provider in the dated lists. */
const rankSeries = (lists: readonly ProviderList[], providers: readonly string[]): BumpSeries[] =>
  providers.map((provider, index) => ({
    id: provider,
    name: provider,
    tone: TONES[index] ?? "neutral",
    href: `/providers/${provider}`,
    points: rowsOf(lists, provider).map(({ date, rank, domains }) => ({
      date,
      rank,
      note: `${formatCount(domains)} DANE domains`,
    })),
  }));

/** How far the first is ahead of the second, in whole times. */
function largestFinding([first, second]: ProviderList["rows"]): string {
  if (first === undefined || second === undefined) return "Providers over time";
  const times = Math.floor(first.domains / second.domains);
  return times < 2
    ? `${first.provider} was ahead of ${second.provider}`
    : `${first.provider} was over ${countInWords(times)} times as large as ${second.provider}`;
}

const INDEX_COLUMNS = {
  dimensions: { provider: label({ title: "Provider", description: "DNS zone of the MX hosts" }) },
  measures: {
    lastDomains: count({
      title: "DANE domains when last listed",
      unit: "domains",
      description: "In the last dated list that names the provider",
    }),
    lastListed: day({ title: "Last listed", description: "Date of that list" }),
    firstListed: day({ title: "First listed", description: "Date of the first dated list" }),
    mostDomains: count({ title: "Most", unit: "domains", description: "In any dated list" }),
    lists: count({ title: "Lists", unit: "lists", description: "Dated lists that name it" }),
  },
};

const ALMOST_COLUMNS = {
  dimensions: almostDaneProviders.dimensions,
  measures: {
    ...almostDaneProviders.measures,
    sinceAsOf: day({
      title: "Since",
      description: "First later dated list of DANE providers that names it; null where none does",
    }),
    sinceDomains: count({
      title: "DANE domains since",
      unit: "domains",
      description: "In the last dated list that names it",
    }),
  },
};

/** What `/providers` shows. */
export interface ProviderFigures {
  lists: ProviderList[];
  dated: ProviderList[];
  shownList: ProviderList | undefined;
  providers: ListedProvider[];
  /** The index as filtered and sorted. */
  shown: ListedProvider[];
  almost: Awaited<ReturnType<typeof almostDane>>;
  figures: {
    list: PageFigure | null;
    counts: PageFigure;
    ranks: PageFigure;
    almost: PageFigure | null;
    index: PageFigure;
  };
}

/** Every list of providers, the one chosen, its leaders over time, and the index. */
export async function providerFigures(db: Db, state: State): Promise<ProviderFigures> {
  const [lists, all] = await Promise.all([providerLists(db), figuresOf(db, topProviders)]);
  const dated = lists.filter(({ asOf }) => asOf !== null);
  const latest = dated.at(-1);
  const shownList =
    state.list === undefined ? latest : lists.find(({ release }) => release === state.list);
  const almost = await almostDane(db, dated);
  const providers = listedProviders(dated);
  const shown = sortedRows(
    providers.filter(({ provider }) => provider.includes(state.q.trim().toLowerCase())),
    PROVIDER_VALUES[state.sort],
    state.order ?? firstProviderOrder(state.sort),
  );
  const leaders = (latest?.rows ?? []).map(({ provider }) => provider);
  const undated = { asOf: null, asOfPrecision: "unknown" as const, asOfNotBefore: null };
  const datedRows = (names: readonly string[], from = "") =>
    all.filter(({ asOf, provider }) => asOf !== null && asOf >= from && names.includes(provider));
  const queryOf = (names: readonly string[], from?: string) =>
    new URLSearchParams([
      ...names.map((name) => ["provider", name]),
      ...(from === undefined ? [] : [["start", from]]),
    ]).toString();
  const lines = leaders.slice(0, LINES);
  const ranked = leaders.slice(0, RANKS);
  const latestRow = all.find(({ release }) => release === latest?.release);
  return {
    lists,
    dated,
    shownList,
    providers,
    shown,
    almost,
    figures: {
      list: shownList === undefined ? null : listFigure(shownList, all),
      counts: figureOf(
        topProviders,
        datedRows(lines),
        {
          id: "provider-counts",
          title: largestFinding(latest?.rows ?? []),
          subtitle: `DANE domains at the ${LINES} largest providers of the latest list, by report`,
          query: queryOf(lines),
          caveats: [
            "A provider that is missing from a list that was read in part may have been larger than those on it.",
          ],
          chart: {
            kind: "time",
            title: "DANE domains by provider",
            input: { series: countSeries(dated, lines), scale: "log", format: "count" },
          },
        },
        latest ?? undated,
      ),
      ranks: figureOf(
        topProviders,
        datedRows(ranked, RANKS_FROM),
        {
          id: "provider-ranks",
          title: "Places in the list",
          subtitle:
            "Place by DANE domains in each published list; dotted where lists are more than 62 days apart",
          query: queryOf(ranked, RANKS_FROM),
          chart: {
            kind: "ranks",
            ranks: {
              title: "Places of the largest providers",
              series: rankSeries(
                ofOneKind(dated.filter(({ asOf }) => (asOf ?? "") >= RANKS_FROM)),
                ranked,
              ),
              depth: RANKS,
            },
          },
        },
        latest ?? undated,
      ),
      almost: almost === null ? null : almostFigure(almost, all),
      index: derivedFigure(
        topProviders,
        shown.map((row) => ({
          release: latest?.release ?? "",
          revision: latestRow?.revision ?? 1,
          edition: "main",
          asOf: row.lastListed,
          asOfPrecision:
            dated.find(({ asOf }) => asOf === row.lastListed)?.asOfPrecision ??
            ("unknown" as const),
          asOfNotBefore: null,
          flags: [],
          kind: dated.findLast(({ asOf }) => asOf === row.lastListed)?.kind ?? "published_report",
          // The dataset's own measure, for its sentence.
          domains: row.lastDomains,
          ...row,
        })),
        INDEX_COLUMNS,
        {
          id: "all-providers",
          inputs: all.filter(({ asOf }) => asOf !== null),
          title: `${providers.length} providers were named in ${dated.length} dated lists`,
          subtitle: "Where each last stood",
        },
        latest ?? undated,
      ),
    },
  };
}

function listFigure(list: ProviderList, all: readonly FigureRow[]): PageFigure {
  return figureOf(
    topProviders,
    all.filter(({ release }) => release === list.release),
    {
      title: `Providers by DANE domains, ${formatDate(list.asOf, list.asOfPrecision, list.asOfNotBefore)}`,
      subtitle: "DANE domains whose MX hosts are in the provider’s zone",
      query: `release=${list.release}`,
      caveats: list.whole
        ? []
        : [
            "The list was read or published only in part; a provider that is missing here is not missing from the survey.",
          ],
      chart: {
        kind: "bars",
        list: {
          caption: "DANE domains by provider",
          labelTitle: "Provider",
          valueTitle: "DANE domains",
          rows: list.rows.map(({ provider, domains, share }) => ({
            id: provider,
            label: provider,
            value: domains,
            share,
          })),
        },
      },
    },
    list,
  );
}

function almostFigure(
  { table, rows }: NonNullable<Awaited<ReturnType<typeof almostDane>>>,
  listed: readonly FigureRow[],
): PageFigure {
  return derivedFigure(
    almostDaneProviders,
    rows.map(({ since, ...row }) => ({
      release: table.release,
      revision: table.revision,
      edition: table.edition,
      asOf: table.asOf,
      asOfPrecision: table.asOfPrecision,
      asOfNotBefore: table.asOfNotBefore,
      kind: table.kind,
      ...row,
      sinceAsOf: since?.asOf ?? null,
      sinceDomains: since?.lastDomains ?? null,
    })),
    ALMOST_COLUMNS,
    {
      inputs: [table, ...listed.filter(({ asOf }) => asOf !== null)],
      title: `In ${formatDate(table.asOf, "month")} these providers were one step away`,
      subtitle:
        "DNSSEC-signed domains whose MX hosts had no TLSA records, by provider, rounded to thousands",
      caveats: [
        "“Since” looks only at the published lists of DANE providers; a provider that they do not name may still have deployed DANE.",
      ],
      chart: {
        kind: "bars",
        list: {
          caption: "Almost-DANE providers",
          labelTitle: "Provider",
          valueTitle: "Signed domains",
          tone: "neutral",
          rows: rows.map(({ provider, domains, flags }) => ({
            id: provider,
            label: provider,
            value: domains,
            flags,
          })),
        },
      },
    },
    table,
  );
}
