/** What a page of hand-written SQL would ask of the states: a pass over them for each question. */
export const PLAIN_COLUMNS: readonly string[] = [
  ...["verdict", "outcome", "mx_status", "dnskey_status", "strict, headline, partial"],
  ...["ds", "keys", "nsec3", "ns", "mx", "split_part(name, '.', -1)"],
  "split_part(name, '.', -1), headline",
];

/** Such a pass, in PostgreSQL's SQL and DuckDB's. */
export const plainPass = (columns: string, from: string): string =>
  `select count(*) as n from (select ${columns}, count(*) from ${from} group by ${columns}) q`;

/** The least of several rounds: the one that the machine's other work disturbed least. */
export async function leastMs(rounds: number, work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const begunAt = performance.now();
    await work();
    least = Math.min(least, performance.now() - begunAt);
  }
  return least;
}
