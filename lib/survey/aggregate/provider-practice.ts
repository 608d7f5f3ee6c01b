import { providerPractice } from "@/lib/model/datasets/survey";
import { PROVIDER_ROWS, SMALLEST_NAMED } from "@/lib/model/survey-changes";
import type { Tx } from "./snapshot";
import { FEW_DOMAINS, figure, shareOf, table, type UndatedTable } from "./tables";

type PracticeRow = {
  provider: string;
  domains: number;
  problemDomains: number;
} & Record<"hosts" | "problemHosts" | Practice, number>;

type Practice =
  | "currentAndNext"
  | "keyAndIssuer"
  | "singleRecord"
  | "issuerOnly"
  | "certificateOnly"
  | "endingSoon";

/** Within so many days of its end a certificate should have been renewed. */
const SOON_DAYS = 14;

/**
 * Providers by how their hosts' TLSA records stand. To be called after `faultyHostTables`, whose tables
 * it reads.
 *
 * @param day of the run: certificates that end soon after it are a risk.
 */
export async function providerPracticeTable(tx: Tx, day: string): Promise<UndatedTable> {
  await tx`
    create temp table host_practice on commit drop as
    select u.host, p.provider, f.host is not null as is_faulty, t.keys >= 2 as has_next,
      t.keys >= 1 and t.issuers >= 1 as has_both, t.usable = 1 as is_single,
      t.usable > 0 and t.issuers = t.usable as is_issuer_only,
      t.usable > 0 and t.certificates = t.usable as is_certificate_only,
      exists (select from jsonb_array_elements(h.state -> 'addresses') a
        where (a -> 'certificate' ->> 'notAfter')::timestamptz
          < ${day}::date + ${SOON_DAYS}::int) as ends_soon
    from used_hosts u
    join scan.hosts h on h.id = u.host
    join host_providers p on p.host = u.host
    left join faulty_hosts f on f.host = u.host
    cross join lateral (
      select count(*) as usable,
        count(distinct r ->> 'data') filter (where r -> 'usage' = '3' and r -> 'selector' = '1'
          and r -> 'matchingType' = '1') as keys,
        count(*) filter (where r -> 'usage' = '2') as issuers,
        count(*) filter (where r -> 'usage' = '3' and r -> 'selector' = '0') as certificates
      from jsonb_array_elements(h.state -> 'tlsa') r where (r ->> 'usable')::boolean
    ) t
    where h.state ->> 'tlsaBase' is not null or f.host is not null`;
  const rows = await tx<(PracticeRow & { all: number })[]>`
    with sets as (
      select distinct on (p.provider, s.mx_set) p.provider, s.mx_set, p.is_faulty
      from host_practice p join scan.mx_set_hosts s on s.host = p.host
      order by 1, 2, p.is_faulty desc
    ), domains as (
      select s.provider, sum(b.n) as domains,
        coalesce(sum(b.n) filter (where s.is_faulty), 0) as problem_domains
      from sets s join by_mx b on b.mx = s.mx_set and b.signed
      group by 1 having sum(b.n) >= ${SMALLEST_NAMED}
    )
    select p.provider, d.domains::float8 as domains, d.problem_domains::float8 as "problemDomains",
      count(*)::float8 as hosts,
      (count(*) filter (where is_faulty))::float8 as "problemHosts",
      (count(*) filter (where has_next))::float8 as "currentAndNext",
      (count(*) filter (where has_both))::float8 as "keyAndIssuer",
      (count(*) filter (where is_single))::float8 as "singleRecord",
      (count(*) filter (where is_issuer_only))::float8 as "issuerOnly",
      (count(*) filter (where is_certificate_only))::float8 as "certificateOnly",
      (count(*) filter (where is_issuer_only and ends_soon))::float8 as "endingSoon",
      count(*) over ()::float8 as all
    from host_practice p join domains d on d.provider = p.provider
    group by 1, 2, 3 order by 2 desc, 1 limit ${PROVIDER_ROWS}`;
  return table(
    providerPractice,
    rows.map(({ provider, domains, problemDomains, hosts, problemHosts, all: _, ...practice }) => {
      const problemShare = shareOf(problemDomains, domains);
      const measures = { hosts, problemHosts, domains, problemDomains, problemShare, ...practice };
      return figure({ provider }, measures, [domains < FEW_DOMAINS && "u"]);
    }),
    {
      complete: false,
      caution: `Providers with fewer than ${SMALLEST_NAMED} such domains are not named.`,
    },
  );
}
