import { PROBLEMS, problemDomains } from "@/lib/model/datasets/dane";
import { dnskeyFailuresByOperator, dnsProblemProviders } from "@/lib/model/datasets/providers";
import { problemMonths } from "@/lib/model/datasets/survey";
import { PROVIDER_ROWS, SMALLEST_NAMED } from "@/lib/model/survey-changes";
import type { Tx } from "./snapshot";
import { FEW_DOMAINS, figure, shareOf, table, type UndatedTable } from "./tables";

/** Domains with problems, since when, and at whose name servers. */
export async function problemTables(tx: Tx): Promise<UndatedTable[]> {
  await gatherProblems(tx);
  const totals = await tx<{ problem: string; domains: number }[]>`
    select p.problem, coalesce(sum(d.n), 0)::float8 as domains
    from unnest(${[...PROBLEMS]}::text[]) with ordinality as p(problem, place)
    left join problem_counts d on d.problem = p.problem group by 1, p.place order by p.place`;
  const months = await tx<{ problem: string; firstSeen: string; domains: number }[]>`
    select problem, to_char(month, 'YYYY-MM') as "firstSeen", sum(n)::float8 as domains
    from problem_counts group by 1, 2 order by 1, 2`;
  return [
    table(
      problemDomains,
      totals.map(({ problem, domains }) => figure({ problem }, { domains })),
    ),
    table(
      problemMonths,
      months.map(({ problem, firstSeen, domains }) => figure({ problem, firstSeen }, { domains })),
    ),
    await operatorTable(tx),
    await failureTable(tx),
  ];
}

/**
 * `problem_counts`: domains by problem, month of first sight, and operator. `tls` is the verdict
 * dane_fail. `dns_lookup` is a domain that is bogus itself, or whose signed MX records name a host of
 * which addresses or TLSA records are bogus or cannot be had; its operator is the host's zone's.
 */
async function gatherProblems(tx: Tx): Promise<void> {
  await tx`
    create temp table trouble_mx on commit drop as
    select s.mx_set, min(h.verdict_since) as since, min(h.zone) as zone
    from used_hosts u join scan.hosts h on h.id = u.host
    join scan.mx_set_hosts s on s.host = u.host
    where h.verdict in ('bogus', 'dns_error') group by 1`;
  await tx`
    create temp table zone_operators on commit drop as
    select d.name as zone, n.content ->> 'operator' as operator
    from scan.domains d join scan.ns_sets n on n.id = d.ns
    where d.name in (select zone from trouble_mx)`;
  await tx`
    create temp table problem_counts on commit drop as
    select 'tls' as problem, date_trunc('month', verdict_since at time zone 'UTC') as month,
      null::text as operator, count(*) as n
    from scan.domains where verdict = 'dane_fail' group by 2
    union all
    select 'dns_lookup', date_trunc('month', (case when t.mx_set is null then d.verdict_since
        else greatest(t.since, d.first_seen) end) at time zone 'UTC'),
      case when t.mx_set is null then n.content ->> 'operator' else o.operator end, count(*)
    from scan.domains d
    left join trouble_mx t on t.mx_set = d.mx and d.mx_status = 'secure'
    left join zone_operators o on o.zone = t.zone
    left join scan.ns_sets n on n.id = d.ns
    where d.verdict = 'bogus' or t.mx_set is not null group by 2, 3`;
}

async function operatorTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<{ provider: string; domains: number }[]>`
    select operator as provider, sum(n)::float8 as domains from problem_counts
    where problem = 'dns_lookup' and operator is not null
    group by 1 having sum(n) >= ${SMALLEST_NAMED} order by 2 desc, 1 limit ${PROVIDER_ROWS}`;
  const [all] = await tx<{ domains: number }[]>`
    select coalesce(sum(n), 0)::float8 as domains from problem_counts
    where problem = 'dns_lookup'`;
  const listed = rows.reduce((sum, { domains }) => sum + domains, 0);
  return table(
    dnsProblemProviders,
    rows.map(({ provider, domains }) => figure({ provider }, { domains })),
    {
      complete: false,
      other: (all?.domains ?? 0) - listed,
      caution: `Operators with fewer than ${SMALLEST_NAMED} domains are not named; of some the operator is not known.`,
    },
  );
}

/** Operators whose domains' DNSKEY look-ups fail; where NS failed too, the last ones known count. */
async function failureTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<{ operator: string; domains: number; looked: number }[]>`
    with untold as (
      select (select c.ns from scan.changes c
        where c.hash = d.hash and c.name = d.name and c.ns is not null
        order by c.at desc limit 1) as ns,
        d.dnskey_status in ('bogus', 'indeterminate') as failed
      from scan.domains d where d.carried_since is null and d.ns is null
    ), counted as (
      select ns, failed, n from by_ns
      union all
      select ns, failed, count(*) from untold where ns is not null group by 1, 2
    )
    select s.content ->> 'operator' as operator,
      coalesce(sum(n) filter (where failed), 0)::float8 as domains, sum(n)::float8 as looked
    from counted c join scan.ns_sets s on s.id = c.ns
    where s.content ->> 'operator' is not null
    group by 1
    having sum(n) >= ${SMALLEST_NAMED} and coalesce(sum(n) filter (where failed), 0) > 0
    order by 2 desc, 1 limit ${PROVIDER_ROWS}`;
  return table(
    dnskeyFailuresByOperator,
    rows.map(({ operator, domains, looked }) =>
      figure({ operator }, { domains, share: shareOf(domains, looked) }, [
        looked < FEW_DOMAINS && "u",
      ]),
    ),
    {
      complete: false,
      caution: `Operators of fewer than ${SMALLEST_NAMED} signed domains, and those without a failure, are not named.`,
    },
  );
}
