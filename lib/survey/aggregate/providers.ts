import { almostDaneProviders, topProviders } from "@/lib/model/datasets/providers";
import {
  ALMOST_DANE_STEP_WORDS,
  type AlmostDaneStep,
  PROVIDER_ROWS,
  SMALLEST_NAMED,
} from "@/lib/model/survey-changes";
import type { Tx } from "./snapshot";
import { figure, shareOf, table, type UndatedTable } from "./tables";

/** Providers by DANE domains, and those that almost have DANE. */
export const providerTables = async (tx: Tx, dane: number): Promise<UndatedTable[]> => [
  await topTable(tx, dane),
  await almostTable(tx),
];

/**
 * A domain counts at each provider that has TLSA records at a host of its: a spare host elsewhere
 * without any makes nobody a DANE provider. What is left over has none that is listed.
 */
async function topTable(tx: Tx, dane: number): Promise<UndatedTable> {
  await tx`
    create temp table listed_providers on commit drop as
    select p.provider, sum(b.n)::float8 as domains
    from by_mx b join mx_providers p on p.mx_set = b.mx
    where b.headline and p.has_tlsa group by 1 having sum(b.n) >= ${SMALLEST_NAMED}
    order by 2 desc, 1 limit ${PROVIDER_ROWS}`;
  const rows = await tx<{ provider: string; domains: number }[]>`
    select provider, domains from listed_providers order by domains desc, provider`;
  const [counted] = await tx<{ listed: number; several: number }[]>`
    with sets as (
      select p.mx_set, count(*) > 1 as is_several, bool_or(l.provider is not null) as is_listed
      from mx_providers p left join listed_providers l using (provider)
      where p.has_tlsa group by 1
    )
    select coalesce(sum(b.n) filter (where s.is_listed), 0)::float8 as listed,
      coalesce(sum(b.n) filter (where s.is_several), 0)::float8 as several
    from by_mx b join sets s on s.mx_set = b.mx where b.headline`;
  const { listed = 0, several = 0 } = counted ?? {};
  return table(
    topProviders,
    rows.map(({ provider, domains }, index) =>
      figure({ provider }, { domains, rank: index + 1, share: shareOf(domains, dane) }),
    ),
    {
      complete: false,
      other: dane - listed,
      caution: `${several} DANE domains have MX hosts at several providers and count at each. Providers with fewer than ${SMALLEST_NAMED} are not named; “other” are DANE domains at none that is listed.`,
    },
  );
}

type AlmostRow = { provider: string; domains: number; step: AlmostDaneStep };

/** Signed MX records that name a host without TLSA records, by whose it is and what is missing. */
async function almostTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<AlmostRow[]>`
    with covered as (
      select distinct p.provider from used_hosts u
      join host_providers p on p.host = u.host join scan.hosts h on h.id = u.host
      where h.state ->> 'tlsaBase' is not null
    )
    select p.provider, sum(b.n)::float8 as domains,
      case when c.provider is not null then 'publish_tlsa_for_all'
        when bool_or(p.lacks_tlsa) then 'publish_tlsa' else 'sign_zone' end as step
    from by_mx b join mx_providers p on p.mx_set = b.mx
    left join covered c on c.provider = p.provider
    where b.signed and (p.lacks_tlsa or p.is_unsigned)
    group by p.provider, c.provider having sum(b.n) >= ${SMALLEST_NAMED}
    order by 2 desc, 1 limit ${PROVIDER_ROWS}`;
  return table(
    almostDaneProviders,
    rows.map(({ provider, domains, step }) =>
      figure({ provider }, { domains, missingStep: ALMOST_DANE_STEP_WORDS[step] }),
    ),
    { complete: rows.length < PROVIDER_ROWS, caution: LEFT_OUT },
  );
}

const LEFT_OUT = `Providers with fewer than ${SMALLEST_NAMED} such domains are left out.`;
