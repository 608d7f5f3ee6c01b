import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import type { HostEvidence } from "@/db/schema/incidents";
import { INCIDENT_ID, IncidentFault } from "@/lib/model/incident";
import { moment, msOf } from "../moment-store";
import type { AfterLook, Incident } from "./incident";
import type { AffectedHost } from "./notice-words";

type Queries = Pick<Db, "execute">;

const Row = z.object({
  id: z.string(),
  operator: z.string(),
  fault: IncidentFault,
  series: z.string(),
  domains: z.number(),
  hosts: z.number(),
  first_seen_ms: z.number(),
  opened_ms: z.number(),
  last_seen_ms: z.number(),
  probed_ms: z.number().nullable(),
  first_look_ms: z.number(),
  looks: z.number(),
  mended_ms: z.number().nullable(),
  next_ms: z.number(),
});

const columns = sql`i.id, i.operator, i.fault, i.series, i.domains, i.hosts, i.looks,
  ${msOf(sql`i.first_seen`)} as first_seen_ms, ${msOf(sql`i.opened_at`)} as opened_ms,
  ${msOf(sql`i.last_seen`)} as last_seen_ms, ${msOf(sql`i.probed_at`)} as probed_ms,
  ${msOf(sql`i.first_look`)} as first_look_ms, ${msOf(sql`i.mended_at`)} as mended_ms,
  ${msOf(sql`i.next_at`)} as next_ms`;

const incidentOf = (row: z.infer<typeof Row>): Incident => ({
  ...{ id: row.id, operator: row.operator, fault: row.fault, series: row.series },
  ...{ domains: row.domains, hosts: row.hosts, looks: row.looks },
  firstSeenMs: row.first_seen_ms,
  openedMs: row.opened_ms,
  lastSeenMs: row.last_seen_ms,
  probedMs: row.probed_ms,
  firstLookMs: row.first_look_ms,
  mendedMs: row.mended_ms,
  nextMs: row.next_ms,
});

const incidentsIn = (rows: unknown): Incident[] => z.array(Row).parse(rows).map(incidentOf);

/** Hosts that are kept of one incident; of the others their number is. */
export const HOSTS_KEPT = 2_000;

/** A new name for an incident. */
export const newIncidentId = (): string => randomBytes(16).toString("base64url");

/** One incident; null where there is none of that name. */
export async function incidentById(db: Queries, id: string): Promise<Incident | null> {
  if (!INCIDENT_ID.test(id)) return null;
  const rows = await db.execute(sql`select ${columns} from notices.incidents i where id = ${id}`);
  return incidentsIn(rows)[0] ?? null;
}

/** The same, kept from other processes until the transaction ends. */
export async function lockIncident(db: Queries, id: string): Promise<Incident | null> {
  const rows = await db.execute(
    sql`select ${columns} from notices.incidents i where id = ${id} for update`,
  );
  return incidentsIn(rows)[0] ?? null;
}

/** Open incidents, those with most domains first. @param due only those due then, the longest first. */
export async function openIncidents(
  db: Queries,
  { due, limit }: { due: number | null; limit: number },
): Promise<Incident[]> {
  return incidentsIn(
    await db.execute(sql`
      select ${columns} from notices.incidents i where i.mended_at is null
        and ${due === null ? sql`true` : sql`i.next_at <= ${moment(due)}`}
      order by ${due === null ? sql`i.domains desc` : sql`i.next_at`}, i.opened_at, i.id limit ${limit}`),
  );
}

/**
 * Incidents of some operators, open ones first, then the newest; for whoever links to them.
 *
 * @param operators zones of MX hosts, A-labels without final dot.
 */
export async function incidentsOf(
  db: Queries,
  operators: readonly string[],
  limit = 100,
): Promise<Incident[]> {
  return incidentsIn(
    await db.execute(sql`
      select ${columns} from notices.incidents i
      where i.operator in (select jsonb_array_elements_text(${JSON.stringify(operators)}::jsonb))
      order by i.mended_at is not null, i.opened_at desc, i.id limit ${limit}`),
  );
}

const HostRow = z.object({
  host: z.string(),
  domains: z.number(),
  sample: z.string(),
  since_ms: z.number(),
  addresses: z.array(z.string()),
  evidence: z.unknown(),
});

/** An affected host, with a domain to look at it by. */
export type KnownHost = AffectedHost & { sample: string };

/** The affected hosts of an incident, those with most domains first. */
export async function hostsOfIncident(
  db: Queries,
  incident: string,
  limit: number,
): Promise<KnownHost[]> {
  const rows = z.array(HostRow).parse(
    await db.execute(sql`
      select host, domains, sample, ${msOf(sql`since`)} as since_ms, addresses, evidence
      from notices.incident_hosts where incident = ${incident}
      order by domains desc, host limit ${limit}`),
  );
  return rows.map(({ since_ms: sinceMs, evidence, ...row }) => ({
    ...row,
    sinceMs,
    evidence: evidence as HostEvidence | null,
  }));
}

/** Writes down what a look came to; of two processes that looked at once, the first one's counts. */
export async function recordLook(
  db: Queries,
  { id, nextMs: wasDueMs, looks: looksBefore }: Incident,
  after: AfterLook,
  evidence: readonly { host: string; evidence: HostEvidence }[],
): Promise<void> {
  const { lastSeenMs, probedMs, looks, mendedMs, nextMs } = after;
  await db.execute(sql`
    with noted as (
      update notices.incidents set last_seen = ${moment(lastSeenMs)},
        looks = looks + ${looks - looksBefore}, next_at = ${moment(nextMs)}, probed_at = ${probedMs === null ? null : moment(probedMs)},
        mended_at = ${mendedMs === null ? null : moment(mendedMs)}
      where id = ${id} and mended_at is null and next_at = ${moment(wasDueMs)} returning id
    )
    update notices.incident_hosts h set evidence = e.evidence
    from noted, jsonb_to_recordset(${JSON.stringify(evidence)}::jsonb) as e(host text, evidence jsonb)
    where h.incident = noted.id and h.host = e.host`);
}

/**
 * Whether any of these MX hosts is affected by an open incident. Where not all hosts of one are listed,
 * each in its operator's zone may be.
 */
export async function isAnyAffected(db: Queries, hosts: readonly string[]): Promise<boolean> {
  const given = JSON.stringify(hosts);
  const rows = await db.execute(sql`
    select 1 from notices.incidents i, jsonb_array_elements_text(${given}::jsonb) as mx(name)
    where i.mended_at is null and (
      exists (select 1 from notices.incident_hosts h where h.incident = i.id and h.host = mx.name)
      or (i.hosts > ${HOSTS_KEPT} and right(mx.name, length(i.operator) + 1) = '.' || i.operator))
    limit 1`);
  return rows.length > 0;
}

/** Mail addresses of those who proved a watch of an operator's zone, or of an affected host. */
export async function watchersOf(db: Queries, { id, operator }: Incident): Promise<string[]> {
  const rows = await db.execute(sql`
    select a.mail from notices.watches w join notices.accounts a on a.id = w.account
    where w.proven_at is not null and w.by_mail and (w.domain = ${operator}
      or w.domain in (select host from notices.incident_hosts where incident = ${id}))
    order by w.proven_at, a.id limit 3`);
  return z
    .array(z.object({ mail: z.string() }))
    .parse(rows)
    .map(({ mail }) => mail);
}

/** Forgets incidents that were mended long ago, with all that was noted of their mails. */
export async function forgetIncidents(db: Queries, keepMs: number, now: number): Promise<void> {
  await db.execute(sql`
    delete from notices.incidents where mended_at < ${moment(now - keepMs)}`);
}
