import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { DAY_MS, hostsOf, RELEASE_HOUR, verdictAt, WORLD_START, type World } from "./notices-world";

/** Where a survey stands after a day, written straight into its tables: years of runs take seconds. */

/** Writes domains and hosts of a world, and the pool that its runs go over. */
export async function beginPaperSurvey(db: Db, { operators }: World): Promise<number> {
  const at = new Date(WORLD_START).toISOString();
  for (const operator of operators) {
    const { zone, domains } = operator;
    const hosts = hostsOf(operator);
    await db.execute(sql`
      with made as (
        insert into scan.mx_sets (digest, content)
        values (md5(${zone})::uuid, '{"implicit":false,"mx":[]}') returning id
      ), named as (
        insert into scan.hosts (name, verdict, zone, state, first_seen, verdict_since)
        select name, 'ok', ${zone}, '{"addresses":[]}', ${at}::timestamptz, ${at}::timestamptz
        from jsonb_array_elements_text(${JSON.stringify(hosts)}::jsonb) as name returning id
      ), joined as (
        insert into scan.mx_set_hosts (mx_set, host, preference)
        select m.id, n.id, 10 from made m, named n
      )
      insert into scan.domains (content, raw_keys, hash, first_seen, changed_at, verdict_since,
        verdict, rule, outcome, mx_status, dnskey_status, strict, headline, partial, name, mx)
      select 0, 0, n, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz, 'dane_ok', 'T1',
        'pass', 'secure', 'secure', true, true, false, 'd' || n || '.' || ${zone}, m.id
      from generate_series(1, ${domains}::int) n, made m`);
  }
  const rows = await db.execute(sql`
    insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (${at}::timestamptz, 'none', 0, 0, 0, 0) returning id`);
  return z.array(z.object({ id: z.number() })).parse(rows)[0]?.id ?? 0;
}

/** A day's run as it comes out: hosts as they were then, and published, held, or let out by a person. */
export async function publishPaperDay(db: Db, world: World, pool: number, day: number) {
  const at = WORLD_START + day * DAY_MS + RELEASE_HOUR * 3_600_000;
  const iso = new Date(at).toISOString();
  const date = iso.slice(0, 10);
  const verdicts = world.operators.map((operator) => ({
    zone: operator.zone,
    verdict: verdictAt(operator, at),
  }));
  await db.execute(sql`
    update scan.hosts h set verdict = v.verdict::host_verdict, verdict_since = ${iso}::timestamptz,
      state = jsonb_build_object('addresses', jsonb_build_array(jsonb_build_object(
        'address', '192.0.2.1', 'verdict', v.verdict, 'problem', null)))
    from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as v(zone text, verdict text)
    where h.zone = v.zone and h.verdict::text <> v.verdict`);
  const isHeld = world.held.has(day);
  const override = world.overridden.has(day) ? '{"why":"known","by":"ops","at":""}' : null;
  await db.execute(sql`
    with run as (
      insert into scan.runs (day, pool, state, method_version, started_at, finished_at, next_batch)
      values (${date}::date, ${pool}, 'complete', '1', ${iso}::timestamptz, ${iso}::timestamptz, 1)
      returning id
    )
    insert into tally.publications (run, state, started_at, finished_at, release, revision, override)
    select id, ${isHeld ? "held" : "published"}, ${iso}::timestamptz, ${iso}::timestamptz,
      ${`survey-${date}`}, ${isHeld ? null : 1}, ${override}::jsonb from run`);
}
