import type { Db } from "@/db/client";
import type { CanaryState } from "@/lib/model/survey-gates";
import type { CanaryFacts, Failures, InputFacts, Moves } from "./gates/facts";
import { GATE_SETTINGS } from "./gates/settings";
import { publicSource } from "./public-source";

/** What of a run's evidence is counted here, by the database and not by the draft. */
export type CountedFacts = {
  looked: { names: number; untold: number };
  signedByTld: Record<string, number>;
  failuresByTld: Record<string, Failures>;
  failuresByOperator: Record<string, Failures>;
  timeouts: Failures;
  tls: Failures;
  zoneSignedByTld: Record<string, number>;
};

/** More than there are TLDs, or operators with a thousand domains. */
const MOST_GROUPS = 20_000;

/** A connection on which a count of all domains may take its time. */
type Sql = Parameters<Parameters<Db["$client"]["begin"]>[1]>[0];

/** Counts them in one snapshot; the state has to be that of the run, so it is for the newest alone. */
export async function countFacts(db: Db, run: number): Promise<CountedFacts> {
  return db.$client.begin("isolation level repeatable read read only", async (sql) => {
    await sql`set local statement_timeout = 0`;
    const signedByTld = await signed(sql);
    const [looked, timeouts] = await lookedAt(sql, run);
    return {
      looked,
      signedByTld,
      failuresByTld: await failures(sql, run, "failuresByTld", signedByTld),
      failuresByOperator: await failures(sql, run, "failuresByOperator", await operators(sql)),
      timeouts,
      tls: await tls(sql),
      zoneSignedByTld: await zoneSigned(sql, run),
    };
  });
}

type Group = { name: string; n: number };

const asRecord = (rows: readonly Group[]): Record<string, number> =>
  Object.fromEntries(rows.map(({ name, n }) => [name, n]));

const signed = async (sql: Sql): Promise<Record<string, number>> =>
  asRecord(
    await sql<Group[]>`
      select substring(name from '[^.]+$') as name, count(*)::int as n from scan.domains
      group by 1 order by 1 limit ${MOST_GROUPS}`,
  );

/** Operators with enough domains to have a rate. */
const operators = async (sql: Sql): Promise<Record<string, number>> =>
  asRecord(
    await sql<Group[]>`
      select s.content->>'operator' as name, count(*)::int as n
      from scan.domains d join scan.ns_sets s on s.id = d.ns
      where s.content->>'operator' is not null
      group by 1 having count(*) >= ${GATE_SETTINGS.drift.leastDomains}
      order by 2 desc, 1 limit ${MOST_GROUPS}`,
  );

/** First looks that failed, of those groups; retries would count one outage four times. */
async function failures(
  sql: Sql,
  run: number,
  key: "failuresByTld" | "failuresByOperator",
  asked: Readonly<Record<string, number>>,
): Promise<Record<string, Failures>> {
  const failed = asRecord(
    await sql<Group[]>`
      select f.key as name, sum(f.value::int)::int as n
      from scan.coverage c
      join scan.batches b on b.run = c.run and b.number = c.batch and b.kind = 'main',
      lateral jsonb_each_text(c.tally->${key}) f
      where c.run = ${run} group by 1 order by 2 desc, 1 limit ${MOST_GROUPS}`,
  );
  const names =
    key === "failuresByTld"
      ? [...new Set([...Object.keys(asked), ...Object.keys(failed)])]
      : Object.keys(asked);
  return Object.fromEntries(
    names.map((name) => {
      const count = failed[name] ?? 0;
      return [name, { failed: count, asked: Math.max(asked[name] ?? 0, count) }];
    }),
  );
}

async function lookedAt(
  sql: Sql,
  run: number,
): Promise<[looked: CountedFacts["looked"], timeouts: Failures]> {
  const [row] = await sql<{ names: number; untold: number; failed: number; asked: number }[]>`
    select coalesce(sum(c.size) filter (where b.kind = 'main'), 0)::int as names,
      coalesce(sum((c.tally->>'undetermined')::int) filter (where b.kind <> 'rescan'), 0)::int
        as untold,
      coalesce(sum((c.tally->>'timeouts')::bigint), 0)::float8 as failed,
      coalesce(sum((c.tally->>'queries')::bigint), 0)::float8 as asked
    from scan.coverage c join scan.batches b on b.run = c.run and b.number = c.batch
    where c.run = ${run}`;
  const { names = 0, untold = 0, failed = 0, asked = 0 } = row ?? {};
  return [
    { names, untold },
    { failed, asked },
  ];
}

/** Of hosts with usable TLSA records, those where no TLS came about, and those that are carried. */
async function tls(sql: Sql): Promise<Failures> {
  const [row] = await sql<Failures[]>`
    select count(*) filter (where verdict in ('no_tls', 'unreachable') or carried_since is not null)::int
        as failed,
      count(*)::int as asked
    from scan.hosts where verdict in ('ok', 'fail', 'no_tls', 'unusable', 'unreachable')`;
  return row ?? { failed: 0, asked: 0 };
}

const zoneSigned = async (sql: Sql, run: number): Promise<Record<string, number>> =>
  asRecord(
    await sql<Group[]>`
      select distinct on (c.tld) c.tld as name, c.with_ds::float8 as n
      from scan.runs r
      join scan.pool_imports p on p.pool = r.pool
      join scan.import_coverage c on c.import = p.import and c.is_zone and c.with_ds is not null
      where r.id = ${run} order by c.tld, c.import desc limit ${MOST_GROUPS}`,
  );

/** The run that has begun after this one, whose results are in the state too; null where none has. */
export async function overtakenBy(db: Db, run: number): Promise<number | null> {
  const [row] = await db.$client<{ run: number }[]>`
    select run from scan.coverage where run > ${run} order by run desc limit 1`;
  return row?.run ?? null;
}

/** Domains that came and went after one run, up to another; from the beginning where that is null. */
export async function movesBetween(db: Db, after: number | null, upTo: number): Promise<Moves> {
  const rows = await db.$client<{ tld: string; added: number; removed: number }[]>`
    select substring(name from '[^.]+$') as tld,
      count(*) filter (where kind = 'added')::int as added,
      count(*) filter (where kind = 'removed')::int as removed
    from scan.changes where run > ${after ?? 0} and run <= ${upTo} and kind <> 'changed'
    group by 1 order by 1 limit ${MOST_GROUPS}`;
  return new Map(rows.map(({ tld, added, removed }) => [tld, { added, removed }]));
}

/** A domain that changed, and how it stands now: what a second resolver is asked to confirm. */
export type ChangedDomain = { name: string; signed: boolean; headline: boolean };

/** Some of the domains that came, went, gained or lost DANE after one run, spread over all hashes. */
export async function changedDomains(
  db: Db,
  after: number,
  upTo: number,
  limit: number,
): Promise<ChangedDomain[]> {
  return db.$client<ChangedDomain[]>`
    select name, signed, headline from (
      select distinct on (c.hash, c.name) c.name, c.kind <> 'removed' as signed,
        c.kind <> 'removed' and c.headline as headline
      from scan.changes c where c.run > ${after} and c.run <= ${upTo}
      order by c.hash, c.name, c.at desc
    ) newest order by md5(name) limit ${limit}`.then((rows) => [...rows]);
}

/** The lists that a run's candidates rest on, against the copies before them. */
export async function inputFacts(db: Db, run: number): Promise<InputFacts[]> {
  const rows = await db.$client<
    {
      source: string;
      age_hours: number | null;
      names: number | null;
      names_before: number | null;
      refused_code: string | null;
      refused_at: Date | string | null;
    }[]
  >`
    select i.source, extract(epoch from r.started_at - coalesce(i.data_at, i.finished_at))::float8 / 3600
        as age_hours,
      i.names::float8 as names, b.names::float8 as names_before,
      f.fault_code as refused_code, f.finished_at as refused_at
    from scan.runs r
    join scan.pool_imports p on p.pool = r.pool
    join scan.imports i on i.id = p.import
    left join lateral (
      select names from scan.imports e
      where e.source = i.source and e.id < i.id and e.outcome = 'accepted'
      order by e.id desc limit 1
    ) b on true
    left join lateral (
      select fault_code, finished_at from scan.imports e
      where e.source = i.source and e.id > i.id and e.outcome <> 'accepted'
        and e.finished_at <= r.started_at
      order by e.id desc limit 1
    ) f on true
    where r.id = ${run} order by i.source limit ${MOST_GROUPS}`;
  return rows.map((row) => ({
    source: publicSource(row.source),
    ageHours: row.age_hours,
    names: row.names,
    namesBefore: row.names_before,
    refusedSince:
      row.refused_code === null || row.refused_at === null
        ? null
        : { code: row.refused_code, at: new Date(row.refused_at).toISOString() },
  }));
}

const MOST_LOOKS = 10_000;
const WRONG_SHOWN = 20;

/** What was seen of the canaries in a run, by all processes. */
export async function canaryFacts(db: Db, run: number): Promise<CanaryFacts> {
  const looks = await db.$client<
    {
      at: string;
      state: CanaryState;
      canaries: number;
      wrong: { domain: string; sentence: string }[];
      tainted: number;
    }[]
  >`
    select at, state, canaries, wrong, tainted from scan.canary_looks where run = ${run}
    order by id desc limit ${MOST_LOOKS}`;
  const [run_] = await db.$client<{ unproven: number; minutes: number | null }[]>`
    select count(*) filter (where names is not null)::int as unproven,
      greatest(0, extract(epoch from max(done_at) -
        (select max(at) from scan.canary_looks where run = ${run})) / 60)::float8 as minutes
    from scan.batches where run = ${run} and state = 'done'`;
  const counted = { right: 0, wrong: 0, untold: 0 };
  for (const { state } of looks) counted[state]++;
  const [last] = looks;
  return {
    canaries: last?.canaries ?? 0,
    looks: counted,
    last: last === undefined ? null : { state: last.state, at: new Date(last.at).toISOString() },
    wrong: looks.flatMap(({ wrong }) => wrong).slice(0, WRONG_SHOWN),
    tainted: looks.reduce((sum, { tainted }) => sum + tainted, 0),
    unproven: run_?.unproven ?? 0,
    minutesUnwatched: run_?.minutes ?? null,
  };
}

/** With what a run was scanned, by all processes. */
export async function scanSetups(
  db: Db,
  run: number,
): Promise<{ resolvers: string[]; trustAnchors: string[] }> {
  const rows = await db.$client<{ resolver: string; trust_anchors: string[] }[]>`
    select distinct resolver, trust_anchors from scan.setups where run = ${run}
    order by resolver limit ${MOST_GROUPS}`;
  return {
    resolvers: [...new Set(rows.map(({ resolver }) => resolver))],
    trustAnchors: [...new Set(rows.flatMap(({ trust_anchors }) => trust_anchors))].sort(),
  };
}
