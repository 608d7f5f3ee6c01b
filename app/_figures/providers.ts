import type { BumpSeries } from "@/components/charts/bump-chart-layout";
import { formatCount, formatDate } from "@/components/format";
import type { Db } from "@/db/client";
import type { ChartSeries, SeriesTone } from "@/lib/model/chart";
import { count, day, label } from "@/lib/model/column";
import type { RowOf } from "@/lib/model/dataset";
import { almostDaneProviders, topProviders } from "@/lib/model/datasets/providers";
import type { PageQuery, PROVIDER_SORTS } from "@/lib/model/page-query";
import { figuresOf } from "@/lib/stats/figures";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { almostDane } from "@/lib/stats/provider-facts";
import { type ListedProvider, listedProviders } from "@/lib/stats/provider-histories";
import {
  latestProviderList,
  type ProviderList,
  type ProviderListHead,
  providerList,
  providerListHeads,
} from "@/lib/stats/provider-lists";
import { countInWords } from "@/lib/stats/words";
import { derivedFigure, figureOf, type PageFigure } from "./page-figure";
import { ownProviders } from "./providers-own";
import { type Order, sortedRows } from "./sorted-rows";

/** Lines that a chart can tell apart; the rest of the ranking is in the tables. */
export const LINES = 6;
/** Places that the chart of ranks shows, and the lists it starts with: before, others led. */
const RANKS = 10;
/** Bars of a drawing of a list, which may be a thousand lines long. */
const BARS = 40;
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

type Listing = RowOf<typeof topProviders>;

/** DANE domains of each provider over the dated lists; the first six in hues of their own. */
const countSeries = (
  rows: readonly Listing[],
  partial: ReadonlySet<string>,
  providers: readonly string[],
): ChartSeries[] =>
  providers.map((provider, index) => ({
    id: provider,
    name: provider,
    tone: TONES[index] ?? "neutral",
    points: chartPoints(
      pointsOf(
        rows
          .filter((row) => row.provider === provider)
          .map((row) => ({ ...row, flags: partial.has(row.release) ? (["i"] as const) : [] })),
        ({ domains }) => domains,
      ),
    ),
  }));

/** Place of each provider in the dated lists. */
const rankSeries = (rows: readonly Listing[], providers: readonly string[]): BumpSeries[] =>
  providers.map((provider, index) => ({
    id: provider,
    name: provider,
    tone: TONES[index] ?? "neutral",
    href: `/providers/${provider}`,
    points: rows.flatMap((row) =>
      row.provider !== provider || row.asOf === null
        ? []
        : [
            {
              ...{ date: row.asOf, rank: row.rank ?? 0 },
              note: `${formatCount(row.domains ?? 0)} DANE domains`,
            },
          ],
    ),
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
  lists: ProviderListHead[];
  dated: ProviderListHead[];
  latest: ProviderList | null;
  shownList: ProviderList | null;
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
    /** What our own survey alone tells. */
    own: PageFigure[];
  };
}

/** The list that was asked for, or the latest. */
async function chosenList(
  db: Db,
  lists: readonly ProviderListHead[],
  latest: ProviderList | null,
  release: string | undefined,
): Promise<ProviderList | null> {
  if (release === undefined || release === latest?.release) return latest;
  const head = lists.find((list) => list.release === release);
  return head === undefined ? null : providerList(db, lists, head);
}

/** Every list of providers, the one chosen, its leaders over time, and the index. */
export async function providerFigures(db: Db, state: State): Promise<ProviderFigures> {
  const lists = await providerListHeads(db);
  const dated = lists.filter(({ asOf }) => asOf !== null);
  const latest = await latestProviderList(db, lists);
  const leaders = (latest?.rows ?? []).map(({ provider }) => provider);
  const lines = leaders.slice(0, LINES);
  const ranked = leaders.slice(0, RANKS);
  const [shownList, almost, providers, leading, own] = await Promise.all([
    chosenList(db, lists, latest, state.list),
    almostDane(db),
    listedProviders(db, { dated: true }),
    figuresOf(db, topProviders, { dated: true, dimensions: { provider: ranked } }),
    ownProviders(db),
  ]);
  const partial = new Set(lists.filter(({ whole }) => !whole).map(({ release }) => release));
  const shown = sortedRows(
    providers.filter(({ provider }) => provider.includes(state.q.trim().toLowerCase())),
    PROVIDER_VALUES[state.sort],
    state.order ?? firstProviderOrder(state.sort),
  );
  const undated = { asOf: null, asOfPrecision: "unknown" as const, asOfNotBefore: null };
  const datedRows = (names: readonly string[], from = "") =>
    leading.filter(
      ({ asOf, provider }) => asOf !== null && asOf >= from && names.includes(provider),
    );
  const queryOf = (names: readonly string[], from?: string) =>
    new URLSearchParams([
      ...names.map((name) => ["provider", name]),
      ...(from === undefined ? [] : [["start", from]]),
    ]).toString();
  // Places in lists of two kinds are not one development: those of the latest list’s kind are drawn.
  const rankedKind = latest?.kind;
  return {
    lists,
    dated,
    latest,
    shownList,
    providers,
    shown,
    almost,
    figures: {
      own,
      list: shownList === null ? null : await listFigure(db, shownList),
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
            input: {
              series: countSeries(datedRows(lines), partial, lines),
              scale: "log",
              format: "count",
            },
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
                datedRows(ranked, RANKS_FROM).filter(({ kind }) => kind === rankedKind),
                ranked,
              ),
              depth: RANKS,
            },
          },
        },
        latest ?? undated,
      ),
      almost: almost === null ? null : almostFigure(almost, dated),
      index: derivedFigure(
        topProviders,
        shown.map((row) => ({
          release: latest?.release ?? "",
          revision: latest?.revision ?? 1,
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
          inputs: dated,
          title: `${providers.length} providers were named in ${dated.length} dated lists`,
          subtitle: "Where each last stood",
        },
        latest ?? undated,
      ),
    },
  };
}

async function listFigure(db: Db, list: ProviderList): Promise<PageFigure> {
  const { release, revision } = list;
  return figureOf(
    topProviders,
    await figuresOf(db, topProviders, { release, revision }),
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
          rows: list.rows.slice(0, BARS).map(({ provider, domains, share }) => ({
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
  lists: readonly ProviderListHead[],
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
      inputs: [table, ...lists],
      title: `In ${formatDate(table.asOf, "month")} these providers were one step away`,
      subtitle:
        table.kind === "survey_run"
          ? "DNSSEC-signed domains with an MX host that had no TLSA records, by provider"
          : "DNSSEC-signed domains whose MX hosts had no TLSA records, by provider, rounded to thousands",
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
          rows: rows.slice(0, BARS).map(({ provider, domains, flags }) => ({
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
