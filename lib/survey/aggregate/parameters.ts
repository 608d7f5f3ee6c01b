import {
  dnssecAlgorithms,
  dsDigests,
  nsec3Parameters,
  rsaKeySizes,
} from "@/lib/model/datasets/parameters";
import { dnskeyAlgorithms } from "@/lib/model/datasets/survey";
import type { Tx } from "./snapshot";
import { figure, table, type UndatedTable } from "./tables";

/** Algorithms whose keys are RSA: RFC 3110, RFC 5702, and RSA/MD5 of RFC 2537. */
export const RSA_ALGORITHMS: readonly number[] = [1, 5, 7, 8, 10];

/** Keys, delegations and denial, as the zones set them. */
export async function parameterTables(tx: Tx): Promise<UndatedTable[]> {
  await tx`
    create temp table keys_by_profile on commit drop as
    select b.tld, b.n, b.keys as profile, (k ->> 'algorithm')::int as algorithm,
      (k ->> 'flags')::int as flags, (k ->> 'bits')::int as bits, k ->> 'exponent' as exponent
    from by_keys b join scan.key_profiles p on p.id = b.keys
    cross join jsonb_array_elements(p.content) k`;
  return [
    ...(await keyTables(tx)),
    await sizeTable(tx),
    await digestTable(tx),
    await denialTable(tx),
  ];
}

async function keyTables(tx: Tx): Promise<UndatedTable[]> {
  const byTld = await tx<{ tld: string; algorithm: number; entries: number }[]>`
    select tld, algorithm, sum(n)::float8 as entries
    from (select distinct tld, profile, algorithm, n from keys_by_profile) each
    group by 1, 2 order by 1, 3 desc, 2`;
  const keys = await tx<{ algorithm: number; flags: number; keys: number; domains: number }[]>`
    with each as (
      select profile, tld, n, algorithm, flags, count(*) as keys
      from keys_by_profile group by 1, 2, 3, 4, 5
    )
    select algorithm, flags, sum(n * keys)::float8 as keys, sum(n)::float8 as domains
    from each group by 1, 2 order by 3 desc, 1, 2`;
  return [
    table(
      dnssecAlgorithms,
      byTld.map(({ tld, algorithm, entries }) => figure({ tld, algorithm }, { entries })),
      {
        caution:
          "Entries are domains under the TLD whose validated DNSKEY RRset has a key of the algorithm; a domain with two counts at both.",
      },
    ),
    table(
      dnskeyAlgorithms,
      keys.map(({ algorithm, flags, keys, domains }) =>
        figure({ algorithm, keyFlags: flags }, { keys, domains }),
      ),
    ),
  ];
}

type SizeRow = { tld: string; algorithm: number; keyFlags: number; bits: number; keys: number };

async function sizeTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<SizeRow[]>`
    select tld, algorithm, flags as "keyFlags", bits, sum(n)::float8 as keys from keys_by_profile
    where bits is not null and algorithm = any(${[...RSA_ALGORITHMS]})
    group by 1, 2, 3, 4 order by 1, 2, 3, 5 desc, 4`;
  return table(
    rsaKeySizes,
    rows.map(({ keys, ...dimensions }) => figure(dimensions, { keys })),
  );
}

async function digestTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<{ digestType: number; delegations: number }[]>`
    select (e ->> 'digestType')::int as "digestType", sum(n)::float8 as delegations
    from by_ds b
    join scan.ds_profiles p on p.id = b.ds
    cross join lateral (
      select distinct jsonb_build_object('digestType', d -> 'digestType') as e
      from jsonb_array_elements(p.content) d) each
    group by 1 order by 2 desc, 1`;
  return table(
    dsDigests,
    rows.map(({ digestType, delegations }) => figure({ digestType }, { delegations })),
  );
}

/** By the first NSEC3PARAM record of the zones that have one; they do not say whether they opt out. */
async function denialTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<{ iterations: number; saltOctets: number; zones: number }[]>`
    select (p.content -> 0 ->> 'iterations')::int as iterations,
      (p.content -> 0 ->> 'saltOctets')::int as "saltOctets", sum(b.n)::float8 as zones
    from by_nsec3 b join scan.nsec3_profiles p on p.id = b.nsec3
    where jsonb_array_length(p.content) > 0 group by 1, 2 order by 3 desc, 1, 2`;
  return table(
    nsec3Parameters,
    rows.map(({ iterations, saltOctets, zones }) =>
      figure({ iterations, saltOctets, optOut: "not_known" }, { zones }),
    ),
  );
}
