import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { registrableDomain } from "@/lib/check/public-suffix";
import { HostVerdict } from "@/lib/model/check-verdicts";
import { INCIDENT_FAULT_ROWS, IncidentFault } from "@/lib/model/incident";
import { moment, msOf } from "../moment-store";
import { LOOK_LIMITS, NOTICE_LIMITS } from "./incident-limits";
import { HOSTS_KEPT, newIncidentId } from "./incident-store";
import { tellsOf } from "./look-at-hosts";
import type { ReleaseStanding } from "./notice-policy";

type Tx = Pick<Db, "execute">;

/** What working out a release's incidents came to. */
export type ReleaseIncidents =
  | { kind: "done"; release: string; opened: number; seen: number; mended: number }
  /** Done before, or nothing is published, or what is newest is held. */
  | { kind: "nothing" }
  /** A later run has begun to write: the state is no longer the release's. The next release will do. */
  | { kind: "overtaken"; release: string };

/** Broken hosts that one release is read for, those with most domains first. */
const MOST_HOSTS = 50_000;

const Standing = z.object({
  state: z.string(),
  release: z.string().nullable(),
  revision: z.number().nullable(),
  run: z.number(),
  day: z.string(),
  overridden: z.boolean(),
  is_done: z.boolean(),
});

/** The newest attempt to publish that came to an end. */
async function newestAttempt(db: Tx) {
  const rows = await db.execute(sql`
    select p.state, p.release, p.revision, p.run, r.day::text as day,
      p.override is not null as overridden, exists (select 1 from notices.incident_releases d
        where d.release = p.release and d.revision = p.revision) as is_done
    from tally.publications p join scan.runs r on r.id = p.run
    where p.state in ('published', 'published_with_flags', 'held')
    order by p.id desc limit 1`);
  return z.array(Standing).parse(rows)[0] ?? null;
}

/** Where the survey stands, for the policy of notices. @param now Unix time in milliseconds */
export async function releaseStanding(db: Tx, now: number): Promise<ReleaseStanding> {
  const newest = await newestAttempt(db);
  const day = new Date(now).toISOString().slice(0, 10);
  const held = await db.execute(sql`
    select 1 from tally.publications p join scan.runs r on r.id = p.run
    where p.state = 'held'
      and (r.day = ${day}::date or (p.finished_at at time zone 'UTC')::date = ${day}::date) limit 1`);
  const state = newest?.state === "held" ? "held" : newest?.overridden ? "overridden" : "published";
  return {
    newest: newest === null ? "none" : state,
    dayMs: newest === null ? 0 : Date.parse(`${newest.day}T00:00:00Z`),
    heldToday: held.length > 0,
  };
}

/** The newest release, where its incidents are still to be worked out. A held one is none. */
async function releaseToDo(db: Tx) {
  const newest = await newestAttempt(db);
  if (newest === null || newest.state === "held" || newest.overridden || newest.is_done)
    return null;
  const { release, revision } = newest;
  return release === null || revision === null ? null : { ...newest, release, revision };
}

/**
 * Works out what the newest release says of incidents: which begin, go on and are mended. In one
 * transaction, once for each release; repeating it changes nothing. A held release is no release.
 */
export async function incidentsOfRelease(db: Db, now: number): Promise<ReleaseIncidents> {
  if ((await releaseToDo(db)) === null) return { kind: "nothing" };
  return db.transaction(async (tx): Promise<ReleaseIncidents> => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('notices.incidents'))`);
    const toDo = await releaseToDo(tx);
    if (toDo === null) return { kind: "nothing" };
    const { release, revision, run, day } = toDo;
    const later = await tx.execute(sql`select 1 from scan.coverage where run > ${run} limit 1`);
    if (later.length > 0) return { kind: "overtaken", release };
    await tx.execute(sql`
      insert into notices.incident_releases (release, revision, day, at)
      values (${release}, ${revision}, ${day}::date, ${moment(now)})`);
    await tx.execute(sql`set local statement_timeout = 0`);
    const groups = await brokenGroups(tx);
    const at = { release, revision, now };
    let opened = 0;
    for (const group of groups) if (await seen(tx, group, at)) opened += 1;
    const mended = await mendOthers(tx, at);
    return { kind: "done", release, opened, seen: groups.length - opened, mended };
  });
}

const Broken = z.object({
  host: z.number(),
  name: z.string(),
  zone: z.string().nullable(),
  fault: IncidentFault,
});
const Group = z.object({
  operator: z.string(),
  fault: IncidentFault,
  domains: z.number(),
  hosts: z.number(),
  first_seen_ms: z.number(),
});
type BrokenGroup = z.infer<typeof Group>;

/**
 * Fills `broken_hosts` with hosts that have a fault, that signed MX records name, and that this run
 * could tell of; gives them by operator and fault, domains of several hosts counted once.
 */
async function brokenGroups(tx: Tx): Promise<BrokenGroup[]> {
  await tx.execute(sql`
    create temp table fault_rows on commit drop as
    select * from jsonb_to_recordset(${JSON.stringify(INCIDENT_FAULT_ROWS)}::jsonb)
      as f(verdict text, problem text, fault text)`);
  const rows = z.array(Broken).parse(
    await tx.execute(sql`
      select h.id as host, h.name, h.zone,
        coalesce((select fault from fault_rows where verdict = h.verdict::text and problem = p.problem),
          (select fault from fault_rows where verdict = h.verdict::text and problem is null)) as fault
      from scan.hosts h left join lateral (
        select a ->> 'problem' as problem from jsonb_array_elements(h.state -> 'addresses') a
        where a ->> 'verdict' = h.verdict::text order by a ->> 'address' limit 1) p on true
      where h.verdict::text in (select verdict from fault_rows) and h.carried_since is null
      order by h.id limit ${MOST_HOSTS}`),
  );
  const owned = rows.map(({ host, name, zone, fault }) => ({
    ...{ host, fault },
    operator: zone ?? registrableDomain(name) ?? name,
  }));
  await tx.execute(sql`
    create temp table owned_hosts on commit drop as
    select * from jsonb_to_recordset(${JSON.stringify(owned)}::jsonb)
      as o(host int, operator text, fault text)`);
  await tx.execute(sql`
    create temp table broken_mx on commit drop as
    select d.mx, count(*)::int as n, min(d.name) as sample from scan.domains d
    where d.mx_status = 'secure' and d.mx in (
      select s.mx_set from scan.mx_set_hosts s join owned_hosts o on o.host = s.host)
    group by 1`);
  await tx.execute(sql`
    create temp table broken_hosts on commit drop as
    select o.operator, o.fault, h.id as host, h.name, h.verdict_since as since,
      array(select a ->> 'address' from jsonb_array_elements(h.state -> 'addresses') a limit 20)
        as addresses, sum(b.n)::int as domains, min(b.sample) as sample
    from owned_hosts o join scan.hosts h on h.id = o.host
    join scan.mx_set_hosts s on s.host = o.host join broken_mx b on b.mx = s.mx_set
    group by 1, 2, 3, 4, 5, h.state`);
  return z.array(Group).parse(
    await tx.execute(sql`
      select g.operator, g.fault, g.hosts, ${msOf(sql`g.since`)} as first_seen_ms, (
        select sum(n)::int from broken_mx where mx in (
          select s.mx_set from broken_hosts x join scan.mx_set_hosts s on s.host = x.host
          where x.operator = g.operator and x.fault = g.fault)) as domains
      from (select operator, fault, count(*)::int as hosts, min(since) as since
        from broken_hosts group by 1, 2) g
      order by 1, 2`),
  );
}

type At = { release: string; revision: number; now: number };

/** Notes that a release has an incident; true where it is a new one. */
async function seen(tx: Tx, group: BrokenGroup, { release, revision, now }: At): Promise<boolean> {
  const { operator, fault, domains, hosts, first_seen_ms: firstSeenMs } = group;
  const known = z.array(z.object({ id: z.string() })).parse(
    await tx.execute(sql`
      update notices.incidents set release = ${release}, revision = ${revision},
        domains = ${domains}, hosts = ${hosts}, last_seen = ${moment(now)}, looks = looks + 1
      where operator = ${operator} and fault = ${fault} and mended_at is null returning id`),
  );
  const id = known[0]?.id ?? newIncidentId();
  if (known.length === 0)
    await tx.execute(sql`
      insert into notices.incidents (id, operator, fault, series, release, revision, domains, hosts,
        first_seen, opened_at, last_seen, first_look, looks, next_at)
      values (${id}, ${operator}, ${fault}, coalesce((
          select series from notices.incidents where operator = ${operator} and fault = ${fault}
            and mended_at > ${moment(now - NOTICE_LIMITS.healthyMs)}
          order by mended_at desc limit 1), ${id}),
        ${release}, ${revision}, ${domains}, ${hosts}, ${moment(firstSeenMs)}, ${moment(now)},
        ${moment(now)}, ${moment(now)}, 1, ${moment(now + LOOK_LIMITS.oftenMs)})`);
  await tx.execute(sql`
    delete from notices.incident_hosts where incident = ${id} and host not in (
      select name from broken_hosts where operator = ${operator} and fault = ${fault})`);
  await tx.execute(sql`
    insert into notices.incident_hosts (incident, host, domains, sample, since, addresses)
    select ${id}, name, domains, sample, since, addresses from broken_hosts
    where operator = ${operator} and fault = ${fault}
    order by domains desc, name limit ${HOSTS_KEPT}
    on conflict (incident, host) do update set domains = excluded.domains,
      sample = excluded.sample, since = excluded.since, addresses = excluded.addresses`);
  return known.length === 0;
}

const Left = z.object({
  id: z.string(),
  fault: IncidentFault,
  verdicts: z.array(HostVerdict.nullable()),
  carried: z.boolean(),
});

/** Closes open incidents that the release does not have, where it could tell of all their hosts. */
async function mendOthers(tx: Tx, { now }: At): Promise<number> {
  const left = z.array(Left).parse(
    await tx.execute(sql`
      select i.id, i.fault, array_agg(distinct s.verdict::text) as verdicts,
        bool_or(s.carried_since is not null) as carried
      from notices.incidents i join notices.incident_hosts h on h.incident = i.id
      left join scan.hosts s on s.name = h.host
      where i.mended_at is null and not exists (
        select 1 from broken_hosts b where b.operator = i.operator and b.fault = i.fault)
      group by 1, 2`),
  );
  const mended = left.filter(
    ({ fault, verdicts, carried }) =>
      !carried && verdicts.every((verdict) => verdict === null || tellsOf(fault, verdict)),
  );
  await tx.execute(sql`
    update notices.incidents set mended_at = ${moment(now)}
    where id in (select jsonb_array_elements_text(${JSON.stringify(mended.map(({ id }) => id))}::jsonb))`);
  return mended.length;
}
