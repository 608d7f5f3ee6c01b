import { z } from "zod";
import type { Db } from "@/db/client";
import { RuleId } from "@/lib/model/check-rules";
import { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import { DnssecStatus } from "@/lib/model/dnssec";
import { HostState } from "@/lib/model/survey-hosts";
import {
  CHANGE_KINDS,
  MxSet,
  Nsec3Profile,
  NsSet,
  REMOVAL_REASONS,
  RUN_STATES,
  ScanOutcome,
} from "@/lib/model/survey-scan";
import type { SurveyRun } from "@/lib/model/surveyed-domain";
import type { LoggedHost, LoggedState } from "./domain-history";
import { dsRecords, keyRecords } from "./raw-records";

/** Reads of one domain from the scan's tables; nothing here lists names. */

/** Where a domain is in the scan's tables. */
export type DomainKey = { name: string; hash: number };

/** The database's moments as the model writes them. */
const moment = z.string().transform((text) => new Date(text).toISOString());

const RunRow = z.object({
  day: z.string(),
  state: z.enum(RUN_STATES),
  startedAt: moment,
  finishedAt: moment.nullable(),
});

/** The latest pass that has looked at anything; null where this site has no survey of its own. */
export async function latestRun(db: Db): Promise<SurveyRun | null> {
  const rows = await db.$client`
    select r.day, r.state, r.started_at as "startedAt", r.finished_at as "finishedAt"
    from scan.runs r
    where exists (select from scan.coverage c where c.run = r.id)
    order by r.id desc limit 1`;
  return z.array(RunRow).parse(rows)[0] ?? null;
}

const StateRow = z.object({
  rule: RuleId,
  outcome: ScanOutcome,
  strict: z.boolean(),
  headline: z.boolean(),
  partial: z.boolean(),
});
const ChangeRow = StateRow.extend({
  at: moment,
  kind: z.enum(CHANGE_KINDS),
  reason: z.enum(REMOVAL_REASONS).nullable(),
  verdict: DomainVerdict,
  mxStatus: DnssecStatus,
  dnskeyStatus: DnssecStatus,
  hasDs: z.boolean(),
  hasKeys: z.boolean(),
  nsec3: Nsec3Profile.nullable(),
  ns: NsSet.nullable(),
  mx: MxSet.nullable(),
  rawDs: z.instanceof(Buffer).nullable(),
  rawKeys: z.instanceof(Buffer).nullable(),
});

/** A state of the log with how it counts. */
export type CountedState = LoggedState & z.infer<typeof StateRow>;

/**
 * A domain's changes, oldest first: the newest `limit`, and none from before its holder's wish to be
 * left alone.
 */
export async function domainLog(
  db: Db,
  { name, hash }: DomainKey,
  limit: number,
): Promise<CountedState[]> {
  const rows = await db.$client`
    select c.at, c.kind, c.reason, c.verdict, c.rule, c.outcome, c.strict, c.headline, c.partial,
      c.mx_status as "mxStatus", c.dnskey_status as "dnskeyStatus",
      c.ds is not null as "hasDs", c.keys is not null as "hasKeys",
      n3.content as nsec3, ns.content as ns, mx.content as mx,
      raw.ds as "rawDs", raw.dnskey as "rawKeys"
    from scan.changes c
    left join scan.nsec3_profiles n3 on n3.id = c.nsec3
    left join scan.ns_sets ns on ns.id = c.ns
    left join scan.mx_sets mx on mx.id = c.mx
    left join lateral (
      select r.ds, r.dnskey from scan.raw_keys r
      where r.hash = c.hash and r.name = c.name and r.at <= c.at order by r.at desc limit 1
    ) raw on true
    where c.hash = ${hash} and c.name = ${name} and c.at > coalesce((
      select max(o.at) from scan.changes o
      where o.hash = ${hash} and o.name = ${name} and o.reason = 'opted_out'), '-infinity')
    order by c.at desc limit ${limit}`;
  return z
    .array(ChangeRow)
    .parse(rows)
    .map(({ hasDs, hasKeys, rawDs, rawKeys, ...row }) => ({
      ...row,
      ds: hasDs && rawDs !== null ? dsRecords(rawDs) : null,
      keys: hasKeys && rawKeys !== null ? keyRecords(rawKeys) : null,
    }))
    .reverse();
}

const DomainRow = z.object({
  firstSeen: moment,
  changedAt: moment,
  verdictSince: moment,
  carriedSince: moment.nullable(),
});

/** Since when a surveyed domain is what it is; null where it is not surveyed now. */
export async function domainMoments(
  db: Db,
  { name, hash }: DomainKey,
): Promise<z.infer<typeof DomainRow> | null> {
  const rows = await db.$client`
    select first_seen as "firstSeen", changed_at as "changedAt", verdict_since as "verdictSince",
      carried_since as "carriedSince"
    from scan.domains where hash = ${hash} and name = ${name}`;
  return z.array(DomainRow).parse(rows)[0] ?? null;
}

const Moment = z.array(z.object({ at: moment.nullable() }));

/** Since when it has been broken without a good look in between; a look that failed is neither. */
export async function brokenSince(db: Db, { name, hash }: DomainKey): Promise<string | null> {
  const rows = await db.$client`
    select min(c.at) as at from scan.changes c
    where c.hash = ${hash} and c.name = ${name} and c.verdict in ('bogus', 'dane_fail')
      and c.kind <> 'removed' and c.at > coalesce((
        select max(g.at) from scan.changes g
        where g.hash = ${hash} and g.name = ${name} and (g.kind = 'removed'
          or (g.verdict not in ('bogus', 'dane_fail') and g.outcome <> 'undetermined'))),
        '-infinity')`;
  return Moment.parse(rows)[0]?.at ?? null;
}

/** When a batch with the domain's hash in it was last done; of the latest two passes. */
export async function lookedAt(db: Db, { hash }: DomainKey): Promise<string | null> {
  const rows = await db.$client`
    select max(c.at) as at from scan.batches b
    join scan.coverage c on c.run = b.run and c.batch = b.number
    where b.run in (select id from scan.runs order by id desc limit 2)
      and b.from_hash <= ${hash} and b.to_hash >= ${hash}`;
  return Moment.parse(rows)[0]?.at ?? null;
}

const HostRow = z.object({
  name: z.string(),
  verdict: HostVerdict.nullable(),
  verdictSince: moment.nullable(),
  carriedSince: moment.nullable(),
  zone: z.string().nullable(),
  state: HostState.nullable(),
});
export type HostRow = z.infer<typeof HostRow>;

/** These hosts as they are now, in no order. */
export async function hostsNow(db: Db, names: readonly string[]): Promise<HostRow[]> {
  const rows = await db.$client`
    select name, verdict, verdict_since as "verdictSince", carried_since as "carriedSince", zone,
      state
    from scan.hosts where name = any(${names}) limit ${names.length}`;
  return z.array(HostRow).parse(rows);
}

const HostChangeRow = z.object({
  host: z.string(),
  at: moment,
  verdict: HostVerdict,
  state: HostState,
});

/** What became of these hosts, oldest first: the newest `limit` changes of all together. */
export async function hostLog(
  db: Db,
  names: readonly string[],
  limit: number,
): Promise<LoggedHost[]> {
  const rows = await db.$client`
    select h.name as host, c.at, c.verdict, c.state
    from scan.host_changes c join scan.hosts h on h.id = c.host
    where h.name = any(${names}) order by c.at desc, h.name limit ${limit}`;
  return z.array(HostChangeRow).parse(rows).reverse();
}
