import type { Db } from "@/db/client";
import { daysBetween, JOINED_WITHIN_DAYS } from "@/lib/model/calendar";
import type { RowOf } from "@/lib/model/dataset";
import { topProviders } from "@/lib/model/datasets/providers";
import { figuresOf } from "./figures";
import type { Change } from "./points";

type Row = RowOf<typeof topProviders>;

/** One line of a provider ranking, with its change since the list before. */
export interface RankedProvider {
  provider: string;
  rank: number;
  domains: number;
  share: number | null;
  /** Null where the list before is over 62 days older or does not name the provider. */
  change: Change | null;
}

/** One published list of providers. */
export interface ProviderList {
  release: string;
  kind: Row["kind"];
  asOf: string | null;
  asOfPrecision: Row["asOfPrecision"];
  asOfNotBefore: string | null;
  /** False for a list that was read or published in part. */
  whole: boolean;
  rows: RankedProvider[];
}

const listKey = ({ release, edition }: Row) => `${release}/${edition}`;

/**
 * Every published list of top DANE providers, oldest first, the undated ones last.
 *
 * @param query `provider` keeps only that provider's rows, without changes between lists lost.
 */
export async function providerLists(db: Db): Promise<ProviderList[]> {
  const lists = new Map<string, Row[]>();
  for (const row of await figuresOf(db, topProviders)) {
    const rows = lists.get(listKey(row)) ?? [];
    rows.push(row);
    lists.set(listKey(row), rows);
  }
  let before: ListBefore | null = null;
  return [...lists.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    // Somebody else counts something else: there is no change between two lists of different kinds.
    const list = rankedList(first, rows, before?.kind === first.kind ? before : null);
    if (first.asOf !== null) {
      const domains = new Map(rows.map((row) => [row.provider, row.domains ?? 0]));
      before = { kind: first.kind, asOf: first.asOf, precision: first.asOfPrecision, domains };
    }
    return [list];
  });
}

/** The dated list before one, for changes since. */
type ListBefore = {
  kind: Row["kind"];
  asOf: string;
  precision: Row["asOfPrecision"];
  domains: Map<string, number>;
};

function rankedList(first: Row, rows: readonly Row[], before: ListBefore | null): ProviderList {
  const changeOf = (row: Row): Change | null => {
    const earlier = before?.domains.get(row.provider);
    if (before === null || earlier === undefined || first.asOf === null || row.domains === null)
      return null;
    const days = daysBetween(before.asOf, first.asOf);
    if (days > JOINED_WITHIN_DAYS) return null;
    return {
      since: before.asOf,
      sincePrecision: before.precision,
      days,
      absolute: row.domains - earlier,
      relative: earlier === 0 ? null : row.domains / earlier - 1,
    };
  };
  return {
    release: first.release,
    kind: first.kind,
    asOf: first.asOf,
    asOfPrecision: first.asOfPrecision,
    asOfNotBefore: first.asOfNotBefore,
    whole: !rows.some(({ flags }) => flags.includes("i")),
    rows: rows.map((row) => ({
      provider: row.provider,
      rank: row.rank ?? 0,
      domains: row.domains ?? 0,
      share: row.share,
      change: changeOf(row),
    })),
  };
}

/** A provider as the index lists it: where it last stood. */
export interface ListedProvider {
  provider: string;
  lists: number;
  firstListed: string | null;
  lastListed: string | null;
  lastRank: number;
  lastDomains: number;
  mostDomains: number;
}

/** Every provider that a dated list names, by the domains of its last listing. */
export function listedProviders(lists: readonly ProviderList[]): ListedProvider[] {
  const found = new Map<string, ListedProvider>();
  for (const { asOf, rows } of lists) {
    for (const { provider, rank, domains } of rows) {
      const known = found.get(provider);
      const later =
        asOf === null && known !== undefined
          ? known
          : { lastListed: asOf, lastRank: rank, lastDomains: domains };
      found.set(provider, {
        provider,
        lists: (known?.lists ?? 0) + 1,
        firstListed: known?.firstListed ?? asOf,
        lastListed: later.lastListed,
        lastRank: later.lastRank,
        lastDomains: later.lastDomains,
        mostDomains: Math.max(known?.mostDomains ?? 0, domains),
      });
    }
  }
  return [...found.values()].sort((a, b) => b.lastDomains - a.lastDomains);
}
