import type { Db } from "@/db/client";
import type { BulkFigures, BulkTotals } from "./expected-figures";

// The same figures from what the scan wrote, by plain SQL: for tests that compare the two.

type Counted = Record<string, number>;
type Row = { key: string; n: number };

const asCounts = (rows: readonly Row[]): Counted =>
  Object.fromEntries(
    [...rows].sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, n }) => [key, n]),
  );

/** The parts of the expected figures that a scan's state alone says. */
export type ScannedFigures = Pick<
  BulkFigures,
  | "verdicts"
  | "surveyed"
  | "validatedMx"
  | "headline"
  | "strict"
  | "partial"
  | "mxBogus"
  | "dnskeyBogus"
  | "algorithms"
  | "keyFlags"
  | "rsaBits"
  | "dsDigests"
  | "denial"
  | "hosts"
  | "addresses"
  | "tlsaParameters"
  | "tlsVersions"
  | "certificateKeys"
> & {
  byTld: Record<string, Pick<BulkTotals, "surveyed" | "headline" | "strict" | "partial">>;
  operators: BulkFigures["operators"];
  /** Domains by the zone of the hosts that their validated MX records name. */
  providers: Counted;
};

/** Counts what stands in the scan's tables. */
export async function scannedFigures({ $client: sql }: Db): Promise<ScannedFigures> {
  const counts = async (rows: Promise<readonly Row[]>) => asCounts(await rows);
  const [totals] = await sql<ScannedFigures[]>`
    select count(*)::int as surveyed,
      count(*) filter (where mx_status = 'secure')::int as "validatedMx",
      count(*) filter (where headline)::int as headline,
      count(*) filter (where strict)::int as strict,
      count(*) filter (where partial)::int as partial,
      count(*) filter (where mx_status = 'bogus')::int as "mxBogus",
      count(*) filter (where dnskey_status = 'bogus')::int as "dnskeyBogus"
    from scan.domains`;
  if (totals === undefined) throw new Error("nothing was counted");
  const tlds = await sql<(ScannedFigures["byTld"][string] & { tld: string })[]>`
    select split_part(name, '.', -1) as tld, count(*)::int as surveyed,
      count(*) filter (where headline)::int as headline,
      count(*) filter (where strict)::int as strict,
      count(*) filter (where partial)::int as partial
    from scan.domains group by 1 order by 1`;
  const operators = await sql<{ operator: string; domains: number; dnskeyBogus: number }[]>`
    select n.operator, count(*)::int as domains,
      count(*) filter (where d.dnskey_status = 'bogus')::int as "dnskeyBogus"
    from scan.domains d
    join (select id, content->>'operator' as operator from scan.ns_sets) n on n.id = d.ns
    group by 1 order by 1`;
  const keys = sql`select k.content, d.name from scan.domains d
    join scan.key_profiles k on k.id = d.keys and d.dnskey_status = 'secure'`;
  const named = sql`select distinct h.* from scan.domains d
    join scan.mx_set_hosts s on s.mx_set = d.mx join scan.hosts h on h.id = s.host
    where d.mx_status = 'secure'`;
  const addresses = await sql<Row[]>`
    select case when a->>'address' like '%:%' then 'ipv6' else 'ipv4' end as key,
      count(distinct a->>'address')::int as n
    from (${named}) h, jsonb_array_elements(h.state->'addresses') a
    where h.verdict = 'ok' group by 1`;
  const each = (what: string) => sql<Row[]>`
    select ${sql.unsafe(what)} as key, count(*)::int as n
    from (${named}) h, jsonb_array_elements(h.state->'addresses') with ordinality a(a, at)
    where h.verdict = 'ok' and at = 1 group by 1`;
  const { ipv4 = 0, ipv6 = 0 } = asCounts(addresses);
  return {
    ...totals,
    verdicts: await counts(
      sql<Row[]>`select verdict::text as key, count(*)::int as n from scan.domains group by 1`,
    ),
    byTld: Object.fromEntries(tlds.map(({ tld, ...counted }) => [tld, counted])),
    operators: Object.fromEntries(operators.map(({ operator, ...its }) => [operator, its])),
    providers: await counts(sql<Row[]>`
      select h.zone as key, count(distinct d.name)::int as n from scan.domains d
      join scan.mx_set_hosts s on s.mx_set = d.mx join scan.hosts h on h.id = s.host
      where d.mx_status = 'secure' group by 1`),
    algorithms: await counts(sql<Row[]>`
      select k->>'algorithm' as key, count(distinct name)::int as n
      from (${keys}) d, jsonb_array_elements(d.content) k group by 1`),
    keyFlags: await counts(sql<Row[]>`
      select k->>'flags' as key, count(*)::int as n
      from (${keys}) d, jsonb_array_elements(d.content) k group by 1`),
    rsaBits: await counts(sql<Row[]>`
      select k->>'algorithm' || ' ' || (k->>'bits') as key, count(*)::int as n
      from (${keys}) d, jsonb_array_elements(d.content) k
      where k->>'bits' is not null group by 1`),
    dsDigests: await counts(sql<Row[]>`
      select k->>'digestType' as key, count(distinct d.name)::int as n
      from scan.domains d join scan.ds_profiles p on p.id = d.ds,
        jsonb_array_elements(p.content) k group by 1`),
    denial: await counts(sql<Row[]>`
      select case when p.content = '[]' then 'nsec' else 'nsec3 ' || (p.content->0->>'iterations')
        || ' ' || (p.content->0->>'saltOctets') end as key, count(*)::int as n
      from scan.domains d join scan.nsec3_profiles p on p.id = d.nsec3 group by 1`),
    hosts: await counts(
      sql<Row[]>`select h.verdict::text as key, count(*)::int as n from (${named}) h group by 1`,
    ),
    addresses: { ipv4, ipv6 },
    tlsaParameters: await counts(sql<Row[]>`
      select (t->>'usage') || ' ' || (t->>'selector') || ' ' || (t->>'matchingType') as key,
        count(distinct h.name)::int as n
      from (${named}) h, jsonb_array_elements(h.state->'tlsa') t where h.verdict = 'ok' group by 1`),
    tlsVersions: await counts(each("a->>'protocol'")),
    certificateKeys: await counts(each("a->'certificate'->>'keyType'")),
  };
}
