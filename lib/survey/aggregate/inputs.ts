import type { DraftInputs, DraftSource, GeoipInput } from "@/lib/model/survey-draft";
import type { Tx } from "./snapshot";

/** A run as it is aggregated. */
export type FinishedRun = DraftInputs["run"] & { pool: number };

/** The manifest's part on what went in: the run, and each list of names with its hash. */
export async function readInputs(
  tx: Tx,
  { pool, ...run }: FinishedRun,
  geoip: GeoipInput | null,
): Promise<DraftInputs> {
  const [candidates] = await tx<DraftInputs["candidates"][]>`
    select seen::float8, not_seen::float8 as "notSeen", unknown::float8
    from scan.pools where id = ${pool}`;
  if (candidates === undefined) throw new Error(`there is no pool ${pool}`);
  const sources = await tx<DraftSource[]>`
    select i.source, i.kind, i.location, i.sha256, i.size_bytes::float8 as "sizeBytes",
      ${instant(tx, "i.data_at")} as "dataAt", ${instant(tx, "i.finished_at")} as "importedAt",
      i.public_suffix_list as "publicSuffixList", i.names::float8, i.with_ds::float8 as "withDs"
    from scan.pool_imports p join scan.imports i on i.id = p.import
    where p.pool = ${pool} order by i.source, i.id`;
  return { run, candidates, sources: [...sources], geoip };
}

/** A moment as ISO 8601 writes it, in UTC. */
export const instant = (tx: Tx, column: string) =>
  tx.unsafe(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
