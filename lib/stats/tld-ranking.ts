import type { Db } from "@/db/client";
import { breakageByTld, cctldDaneBands, daneByTld, dnssecByTld } from "@/lib/model/datasets/tlds";
import type { FigureFlag } from "@/lib/model/flags";
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
  /** The exact count; where there is none, the lower bound of its band, with flag `l`. */
  daneDomains: number | null;
  breakage: number | null;
  /** Flags of the figures, each those of its own row. */
  flags: Record<"dnssec" | "earlier" | "dane", readonly FigureFlag[]>;
}

export interface TldRanking {
  rows: RankedTld[];
  dnssec: FilledTable<typeof dnssecByTld> | null;
  earlier: FilledTable<typeof dnssecByTld> | null;
  dane: FilledTable<typeof daneByTld> | null;
  /** The bands that the rows hold where there is no exact count; null where the rows are our own. */
  bands: FilledTable<typeof cctldDaneBands> | null;
  theirBands: FilledTable<typeof cctldDaneBands> | null;
  breakage: FilledTable<typeof breakageByTld> | null;
}

/** Every TLD that a latest table lists, most signed domains first, then by name. */
export async function tldRanking(db: Db): Promise<TldRanking> {
  const [dnssec, theirEarlier, dane, theirBands, breakage] = await Promise.all([
    latestTable(db, dnssecByTld, { edition: "main" }),
    latestTable(db, dnssecByTld, { edition: "earlier" }),
    latestTable(db, daneByTld),
    latestTable(db, cctldDaneBands),
    latestTable(db, breakageByTld),
  ]);
  const isOwn = dnssec?.table.kind === "survey_run";
  // Somebody else counted other names: their older figures are not another column of ours.
  const [earlier, bands] = isOwn ? [null, null] : [theirEarlier, theirBands];
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
    const [signed, before] = [dnssecOf.get(tld), earlierOf.get(tld)];
    const [exact, band] = [daneOf.get(tld), bandOf.get(tld)];
    const dnssecDomains = signed?.domains ?? null;
    return {
      tld,
      dnssecDomains,
      dnssecShare: dnssecDomains === null || total === 0 ? null : dnssecDomains / total,
      earlierDnssecDomains: before?.domains ?? null,
      daneDomains: exact?.domains ?? band?.atLeastDomains ?? null,
      breakage: breakageOf.get(tld)?.share ?? null,
      flags: {
        dnssec: signed?.flags ?? [],
        earlier: before?.flags ?? [],
        dane: (exact ?? band)?.flags ?? [],
      },
    };
  });
  rows.sort(
    (a, b) => (b.dnssecDomains ?? -1) - (a.dnssecDomains ?? -1) || (a.tld < b.tld ? -1 : 1),
  );
  return { rows, dnssec, earlier, dane, bands, theirBands, breakage };
}
