import type { BumpSeries } from "@/components/charts/bump-chart-layout";
import { formatCount } from "@/components/format";
import type { ChartSeries, SeriesTone } from "@/lib/model/chart";
import type { ProviderList } from "@/lib/stats/provider-histories";

/** Lines that a chart can tell apart; the rest of the ranking is in the tables. */
export const LINES = 6;
/** Places that the chart of ranks shows, and the lists it starts with: before, others led. */
export const RANKS = 10;
export const RANKS_FROM = "2020-08-01";
const TONES: readonly SeriesTone[] = ["dane", "a", "b", "c", "d", "e"];

/** The dated rows of one provider, with the list each stands in. */
const rowsOf = (lists: readonly ProviderList[], provider: string) =>
  lists.flatMap(({ asOf, rows, ...list }) => {
    const row = rows.find((candidate) => candidate.provider === provider);
    return row === undefined || asOf === null ? [] : [{ ...list, ...row, date: asOf }];
  });

/** DANE domains of each provider over the dated lists; the first six in hues of their own. */
export const countSeries = (
  lists: readonly ProviderList[],
  providers: readonly string[],
): ChartSeries[] =>
  providers.map((provider, index) => ({
    id: provider,
    name: provider,
    tone: TONES[index] ?? "neutral",
    points: rowsOf(lists, provider).map(({ date, asOfPrecision, domains, whole, release }) => ({
      date,
      precision: asOfPrecision,
      value: domains,
      flags: whole ? [] : (["i"] as const),
      href: `/releases/${release}`,
    })),
  }));

/** Place of each provider in the dated lists. */
export const rankSeries = (
  lists: readonly ProviderList[],
  providers: readonly string[],
): BumpSeries[] =>
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
