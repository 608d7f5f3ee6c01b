import type { Db } from "@/db/client";
import { breakageByTld, cctldDaneBands, daneByTld, dnssecByTld } from "@/lib/model/datasets/tlds";
import type { FilledTable } from "./latest-table";
import { latestTable } from "./latest-table";

/** One TLD with all that the latest tables say of it; null is "not listed". */
export interface RankedTld {
  /** A-label. */
  tld: string;
  dnssecDomains: number | null;
  /** Of all signed domains that the table counts, the remainder included. */
  dnssecShare: number | null;
  /** From the older, undated table; not a change, since its date is not known. */
  earlierDnssecDomains: number | null;
  daneDomains: number | null;
  daneShare: number | null;
  daneAtLeast: number | null;
  breakage: number | null;
}

export interface TldRanking {
  rows: RankedTld[];
  dnssec: FilledTable<typeof dnssecByTld> | null;
  earlier: FilledTable<typeof dnssecByTld> | null;
  dane: FilledTable<typeof daneByTld> | null;
  bands: FilledTable<typeof cctldDaneBands> | null;
  breakage: FilledTable<typeof breakageByTld> | null;
}

/** Every TLD that a latest table lists, most signed domains first, then by name. */
export async function tldRanking(db: Db): Promise<TldRanking> {
  const [dnssec, earlier, dane, bands, breakage] = await Promise.all([
    latestTable(db, dnssecByTld, { edition: "main" }),
    latestTable(db, dnssecByTld, { edition: "earlier" }),
    latestTable(db, daneByTld),
    latestTable(db, cctldDaneBands),
    latestTable(db, breakageByTld),
  ]);
  const listed = dnssec?.rows ?? [];
  const total = listed.reduce((sum, { domains }) => sum + (domains ?? 0), dnssec?.table.other ?? 0);
  const byTld = <R extends { tld: string }>(rows: readonly R[] | undefined) =>
    new Map((rows ?? []).map((row) => [row.tld, row]));
  const [dnssecOf, earlierOf, daneOf, bandOf, breakageOf] = [
    byTld(dnssec?.rows),
    byTld(earlier?.rows),
    byTld(dane?.rows),
    byTld(bands?.rows),
    byTld(breakage?.rows),
  ];
  const names = new Set(
    [dnssecOf, earlierOf, daneOf, bandOf, breakageOf].flatMap((map) => [...map.keys()]),
  );
  const rows = [...names].map((tld): RankedTld => {
    const dnssecDomains = dnssecOf.get(tld)?.domains ?? null;
    return {
      tld,
      dnssecDomains,
      dnssecShare: dnssecDomains === null || total === 0 ? null : dnssecDomains / total,
      earlierDnssecDomains: earlierOf.get(tld)?.domains ?? null,
      daneDomains: daneOf.get(tld)?.domains ?? null,
      daneShare: daneOf.get(tld)?.share ?? null,
      daneAtLeast: bandOf.get(tld)?.atLeastDomains ?? null,
      breakage: breakageOf.get(tld)?.share ?? null,
    };
  });
  rows.sort(
    (a, b) => (b.dnssecDomains ?? -1) - (a.dnssecDomains ?? -1) || (a.tld < b.tld ? -1 : 1),
  );
  return { rows, dnssec, earlier, dane, bands, breakage };
}
