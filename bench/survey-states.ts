import type { Db } from "@/db/client";

/** MX sets, and hosts in them: a few that most share, and many of one domain each. */
const SHARED_MX = 2_000;
const TLDS = 400;

/**
 * Fills the scan's tables with a complete run over synthetic domains: a third with RSA keys of their
 * own, a fifth with an MX set of their own, TLDs and providers as uneven as they are.
 *
 * @returns the run.
 */
export async function fillStates({ $client: sql }: Db, count: number): Promise<number> {
  await sql`select setseed(0.25)`;
  await sql`insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (now(), 'none', 0, ${count}, 0, 0)`;
  await fillProfiles(sql);
  const own = Math.floor(count / 5);
  await sql`
    insert into scan.hosts (name, verdict, zone, content, state, first_seen, verdict_since, changed_at)
    select 'mx.h' || i || '.example', v.verdict::host_verdict, 'h' || i || '.example', i,
      jsonb_build_object('verdict', v.verdict, 'zone', 'h' || i || '.example',
        'tlsaBase', case when v.verdict in ('ok', 'fail') then 'mx.h' || i || '.example' end,
        'tlsa', case when v.verdict in ('ok', 'fail') then jsonb_build_array(jsonb_build_object(
          'usage', 3, 'selector', 1, 'matchingType', 1)) else '[]' end,
        'addresses', jsonb_build_array(jsonb_build_object('address', '198.51.' || i / 256 % 256 ||
          '.' || i % 256, 'verdict', v.verdict, 'problem', null, 'protocol', 'TLSv1.3',
          'certificate', jsonb_build_object('keyType', 'rsa', 'subject', 'CN=' || i, 'issuer',
          'CN=R1' || i % 4 || ',O=Some CA', 'certSha256', i)))),
      now() - random() * interval '400 days', now() - random() * interval '100 days', now()
    from generate_series(1, ${SHARED_MX + own}) i
    cross join lateral (select case when i % 7 < 3 then 'ok' when i % 97 = 5 then 'fail'
      when i % 5 = 0 then 'insecure' else 'no_tlsa' end as verdict) v`;
  await sql`
    insert into scan.mx_sets (digest, content)
    select md5('mx' || i)::uuid, jsonb_build_object('implicit', false, 'mx', '[]'::jsonb)
    from generate_series(1, ${SHARED_MX + own}) i`;
  await sql`
    insert into scan.mx_set_hosts (mx_set, host, preference)
    select i, i, 10 from generate_series(1, ${SHARED_MX + own}) i
    union all select i, i % ${SHARED_MX} + 1, 20 from generate_series(1, ${SHARED_MX}) i where i % 3 = 0
      and i % ${SHARED_MX} + 1 <> i`;
  await sql`
    insert into scan.domains (content, raw_keys, hash, first_seen, changed_at, verdict_since, verdict,
      rule, outcome, mx_status, dnskey_status, ds, keys, nsec3, ns, mx, strict, headline, partial, name)
    select i, i, (i::bigint * 2654435761) % 4294967296, now() - interval '90 days', now(), now(),
      (case when h.verdict = 'ok' then 'dane_ok' when h.verdict = 'fail' then 'dane_fail'
        else 'no_dane' end)::domain_verdict, 'T2',
      (case when h.verdict = 'ok' then 'pass' when h.verdict = 'fail' then 'fail'
        else 'not_applicable' end)::scan_outcome, 'secure',
      (case when i % 500 = 0 then 'bogus' else 'secure' end)::dnssec_status,
      1 + i % 40, 1 + (case when i % 3 = 0 then 0 else 1 + i % 60 end), 1 + i % 50,
      1 + floor(3000 * power(random(), 3))::int, m.mx, h.verdict = 'ok', h.verdict = 'ok', false,
      'domain-' || i || '.t' || floor(${TLDS} * power(random(), 4))::int
    from generate_series(1, ${count}) i
    cross join lateral (select case when i % 5 = 0 then ${SHARED_MX} + i / 5
      else 1 + floor(${SHARED_MX} * power(random() + i * 0, 4))::int end as mx) m
    join scan.hosts h on h.id = m.mx`;
  await sql`
    insert into scan.raw_keys (at, hash, ds, dnskey, name)
    select now(), hash, '', decode('0108010003080301', 'hex') || decode('0001', 'hex') || sha256(name::bytea)
      || sha256((name || 1)::bytea) || sha256((name || 2)::bytea) || sha256((name || 3)::bytea)
      || sha256((name || 4)::bytea) || sha256((name || 5)::bytea) || sha256((name || 6)::bytea)
      || sha256((name || 7)::bytea), name
    from scan.domains where keys = 1`;
  const run = await addRun(sql);
  await sql`
    insert into scan.changes (at, hash, run, batch, kind, verdict, rule, outcome, mx_status,
      dnskey_status, ds, keys, nsec3, ns, mx, strict, headline, partial, name)
    select now() - interval '1 day', hash, ${run}, 1, 'added', verdict, rule, outcome, mx_status,
      dnskey_status, ds, keys, nsec3, ns, mx, strict, headline, partial, name from scan.domains`;
  await sql`vacuum analyze`;
  return run;
}

/** Another complete run, in which one domain of fifty has its mail elsewhere. @returns the run. */
export async function fillChanges({ $client: sql }: Db, first: number, count: number) {
  const run = await addRun(sql);
  await sql`
    update scan.domains d set mx = ${SHARED_MX} - d.mx + 1, verdict = 'no_dane', headline = false,
      strict = false, outcome = 'not_applicable'
    where d.content % 50 = 7 and d.mx <= ${SHARED_MX} and ${first} > 0 and ${count} > 0`;
  await sql`
    insert into scan.changes (at, hash, run, batch, kind, verdict, rule, outcome, mx_status,
      dnskey_status, ds, keys, nsec3, ns, mx, strict, headline, partial, name)
    select now(), hash, ${run}, 1, 'changed', verdict, rule, outcome, mx_status, dnskey_status, ds,
      keys, nsec3, ns, mx, strict, headline, partial, name from scan.domains where content % 50 = 7`;
  return run;
}

type Sql = Db["$client"];

async function addRun(sql: Sql): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into scan.runs (day, pool, state, method_version, started_at, finished_at, next_batch)
    select '2026-11-26', id, 'complete', '1', now(), now(), 1 from scan.pools returning id`;
  return row?.id ?? 0;
}

async function fillProfiles(sql: Sql): Promise<void> {
  await sql`
    insert into scan.ds_profiles (digest, content)
    select md5('ds' || i)::uuid, jsonb_build_array(jsonb_build_object('algorithm', 13, 'digestType',
      1 + i % 4)) from generate_series(1, 40) i`;
  await sql`
    insert into scan.key_profiles (digest, content)
    select md5('key' || i)::uuid, jsonb_build_array(jsonb_build_object('flags', 257, 'protocol', 3,
      'algorithm', case when i = 1 then 8 else 13 end, 'bits', case when i = 1 then 2048 end,
      'exponent', case when i = 1 then '010001' end)) from generate_series(1, 61) i`;
  await sql`
    insert into scan.nsec3_profiles (digest, content)
    select md5('nsec3' || i)::uuid, jsonb_build_array(jsonb_build_object('hashAlgorithm', 1, 'flags',
      0, 'iterations', i, 'saltOctets', i % 9)) from generate_series(1, 50) i`;
  await sql`
    insert into scan.ns_sets (digest, content)
    select md5('ns' || i)::uuid, jsonb_build_object('operator', 'op' || i % 900 || '.example',
      'names', '[]'::jsonb) from generate_series(1, 3001) i`;
}
