import { daneChanges, daneChangesByProvider, signedChanges } from "@/lib/model/datasets/survey";
import { type DaneCause, SMALLEST_NAMED } from "@/lib/model/survey-changes";
import type { Tx } from "./snapshot";
import { figure, table, type UndatedTable } from "./tables";

/** The runs between which something changed: after `base`, up to and with `run`. */
export type Span = { base: number; run: number };

/** Why a domain is a DANE domain now, or is no longer: SQL over `moved`. */
const GAINED = `case
  when not was_signed then 'newly_signed'
  when has_moved then 'mx_moved'
  when verdict_was = 'insecure' then 'mx_signed'
  when verdict_was in ('no_dane', 'dane_partial') then 'tlsa_published'
  when verdict_was in ('dns_error', 'tempfail') then 'told_again'
  when verdict_was in ('null_mx', 'no_mail', 'nxdomain') then 'mail_begun'
  else 'mended' end`;
const LOST = `case
  when not is_signed then coalesce(reason::text, 'gone')
  when has_moved then 'mx_moved'
  when verdict = 'insecure' then 'mx_unsigned'
  when verdict in ('no_dane', 'dane_partial') then 'tlsa_lost'
  when verdict in ('dns_error', 'tempfail') then 'could_not_tell'
  when verdict in ('null_mx', 'no_mail', 'nxdomain') then 'mail_ended'
  else 'broken' end`;

/**
 * `moved`: domains of the change log that are in another place than at the base: signed or not, in
 * the headline count or not, or with their mail elsewhere; with what they were, are, and why.
 */
export async function gatherChanges(tx: Tx, { base, run }: Span): Promise<void> {
  await tx`
    create temp table touched on commit drop as
    select distinct hash, name from scan.changes where run > ${base} and run <= ${run}`;
  await tx`analyze touched`;
  await tx`
    create temp table pairs on commit drop as
    select t.hash, t.name, split_part(t.name, '.', -1) as tld,
      p.kind <> 'removed' as was_signed, p.kind <> 'removed' and p.headline as was_dane,
      p.verdict as verdict_was, p.mx as mx_was,
      d.name is not null as is_signed, coalesce(d.headline, false) as is_dane, d.verdict, d.mx,
      d.carried_since is not null or d.outcome = 'undetermined' as is_untold,
      l.reason
    from touched t
    left join lateral (select c.kind, c.headline, c.verdict, c.mx from scan.changes c
      where c.hash = t.hash and c.name = t.name and c.run <= ${base}
      order by c.run desc, c.at desc limit 1) p on true
    left join lateral (select c.reason from scan.changes c
      where c.hash = t.hash and c.name = t.name and c.run <= ${run}
      order by c.run desc, c.at desc limit 1) l on true
    left join scan.domains d on d.hash = t.hash and d.name = t.name`;
  await tx`
    create temp table mx_homes on commit drop as
    select mx_set, array_agg(provider order by provider) as homes,
      coalesce(array_agg(provider) filter (where has_tlsa), '{}') as dane_homes
    from mx_providers where mx_set in (select mx_was from pairs union select mx from pairs)
    group by 1`;
  await tx`
    create temp table moved on commit drop as
    select *, homes_was is not null and homes is not null and homes_was <> homes as has_moved
    from (
      select tld, coalesce(was_signed, false) as was_signed, coalesce(was_dane, false) as was_dane,
        verdict_was, is_signed, is_dane, is_untold, verdict, reason, a.homes as homes_was, b.homes,
        coalesce(nullif(a.dane_homes, '{}'), a.homes, '{}') as dane_homes_was,
        coalesce(b.dane_homes, '{}') as dane_homes
      from pairs left join mx_homes a on a.mx_set = mx_was left join mx_homes b on b.mx_set = mx
    ) each`;
  // Gained where it is now, lost where it was; of a move, only homes that differ are told of. A provider
  // that has given DANE up is known by its hosts alone.
  await tx.unsafe(`
    create temp table provider_changes on commit drop as
    select provider, 'gained' as change,
      case when was_dane then 'mx_moved' else ${GAINED} end as cause, count(*)::float8 as domains
    from moved cross join unnest(dane_homes) provider
    where is_dane and (not was_dane or not provider = any(dane_homes_was)) group by 1, 3
    union all
    select provider, 'lost', case when is_dane then 'mx_moved' else ${LOST} end, count(*)
    from moved cross join unnest(dane_homes_was) provider
    where was_dane and (not is_dane or not provider = any(dane_homes)) group by 1, 3`);
}

/** What changed since the base, for readers; needs `gatherChanges`. */
export const changeTables = async (tx: Tx): Promise<UndatedTable[]> => [
  await signedTable(tx),
  await daneTable(tx),
  await providerTable(tx),
];

async function signedTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<{ cause: string; domains: number }[]>`
    select case when is_signed then 'newly_signed' else coalesce(reason::text, 'gone') end as cause,
      count(*)::float8 as domains
    from moved where was_signed <> is_signed group by 1 order by 2 desc, 1`;
  return table(
    signedChanges,
    rows.map(({ cause, domains }) => figure({ cause }, { domains })),
  );
}

type ChangeRow = { change: "gained" | "lost"; cause: DaneCause; domains: number };

async function daneTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx.unsafe<ChangeRow[]>(`
    select case when is_dane then 'gained' else 'lost' end as change,
      case when is_dane then ${GAINED} else ${LOST} end as cause, count(*)::float8 as domains
    from moved where was_dane <> is_dane group by 1, 2 order by 1, 3 desc, 2`);
  return table(
    daneChanges,
    rows.map(({ change, cause, domains }) => figure({ change, cause }, { domains })),
  );
}

async function providerTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<(ChangeRow & { provider: string })[]>`
    select provider, change, cause, domains from provider_changes
    where provider in (select provider from provider_changes group by 1
      having sum(domains) >= ${SMALLEST_NAMED})
    order by provider, change, domains desc, cause`;
  return table(
    daneChangesByProvider,
    rows.map(({ provider, change, cause, domains }) =>
      figure({ provider, change, cause }, { domains }),
    ),
    { complete: false },
  );
}
