import type { Db } from "@/db/client";
import { PROVIDER_RENAMES } from "@/lib/model/provider-names";

/** A connection inside the transaction that aggregates: everything in it sees one state. */
export type Tx = Parameters<Parameters<Db["$client"]["begin"]>[1]>[0];

/** The TLD of a name, as an A-label. */
const TLD = "split_part(d.name, '.', -1)";

/**
 * Counts the states once into temporary tables that every figure is then made of, so that 25 million
 * rows are read a few times and not once a dataset:
 *
 * | table | a row is |
 * |---|---|
 * | `by_tld` | domains that are alike in TLD and everything that totals are made of |
 * | `by_mx` | domains that share an MX set and how they count |
 * | `by_keys`, `by_ds`, `by_nsec3`, `by_ns` | domains that share that profile |
 * | `host_providers` | a host and whose it is, by the zone and the dated merges |
 * | `mx_providers` | an MX set and a provider of its hosts, with what there is and lacks |
 * | `used_hosts` | a host that signed MX records name, with its domains |
 * | `dane_addresses` | an address of DANE MX hosts, once |
 *
 * @param day merges of providers up to this day count.
 */
export async function takeSnapshot(tx: Tx, day: string): Promise<void> {
  await tx`set local work_mem = '256MB'`;
  await tx.unsafe(`
    create temp table by_tld on commit drop as
    select ${TLD} as tld, verdict, outcome, mx_status, dnskey_status, strict, headline, partial,
      carried_since is not null as carried, count(*) as n
    from scan.domains d group by 1, 2, 3, 4, 5, 6, 7, 8, 9`);
  await tx`
    create temp table by_ds on commit drop as
    select ds, count(*) as n from scan.domains where ds is not null group by 1`;
  await tx.unsafe(`
    create temp table by_keys on commit drop as
    select ${TLD} as tld, keys, count(*) as n from scan.domains d
    where dnskey_status = 'secure' and keys is not null group by 1, 2`);
  await tx`
    create temp table by_nsec3 on commit drop as
    select nsec3, count(*) as n from scan.domains where nsec3 is not null group by 1`;
  await tx`
    create temp table by_ns on commit drop as
    select ns, dnskey_status in ('bogus', 'indeterminate') as failed, count(*) as n
    from scan.domains where carried_since is null and ns is not null group by 1, 2`;
  await tx`
    create temp table by_mx on commit drop as
    select mx, verdict, mx_status = 'secure' as signed, headline, count(*) as n
    from scan.domains where mx is not null group by 1, 2, 3, 4`;
  await snapshotHosts(tx, day);
  await tx`analyze by_tld, by_keys, by_ns, by_mx, host_providers, mx_providers, used_hosts`;
}

async function snapshotHosts(tx: Tx, day: string): Promise<void> {
  const merges = PROVIDER_RENAMES.filter(({ since }) => since <= day);
  await tx`
    create temp table host_providers on commit drop as
    select h.id as host, coalesce(m.later, h.zone) as provider
    from scan.hosts h
    left join jsonb_to_recordset(${JSON.stringify(merges)}::text::jsonb)
      as m(earlier text, later text) on m.earlier = h.zone
    where h.zone is not null`;
  await tx`
    create temp table mx_providers on commit drop as
    select s.mx_set, p.provider,
      bool_or(coalesce(h.state ->> 'tlsaBase' is not null, false)) as has_tlsa,
      bool_or(h.verdict = 'no_tlsa') as lacks_tlsa,
      bool_or(h.verdict = 'insecure') as is_unsigned
    from scan.mx_set_hosts s
    join host_providers p on p.host = s.host
    join scan.hosts h on h.id = s.host
    group by 1, 2`;
  await tx`
    create temp table used_hosts on commit drop as
    select s.host, sum(b.n) as domains
    from (select mx, sum(n) as n from by_mx where signed group by mx) b
    join scan.mx_set_hosts s on s.mx_set = b.mx
    group by 1`;
  await tx`
    create temp table dane_addresses on commit drop as
    select distinct on (a ->> 'address') a ->> 'address' as address, a ->> 'protocol' as protocol,
      a -> 'certificate' as certificate
    from used_hosts u join scan.hosts h on h.id = u.host
    cross join jsonb_array_elements(h.state -> 'addresses') a
    where h.state ->> 'tlsaBase' is not null
    order by a ->> 'address', a ->> 'protocol' is null, h.name`;
}
