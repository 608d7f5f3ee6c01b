import type { Db } from "@/db/client";
import type { HostVerdict } from "@/lib/model/check-verdicts";
import type { HostProblem, ProblemLook } from "@/lib/model/survey-problems";

/** A host with a DANE problem that this process is to look at now. */
export type DueProblem = { id: number; host: string; verdict: HostProblem };

/** The design's hour, and how long it is kept up; then the daily pass is enough. */
const EVERY_MS = 3_600_000;
const HOURLY_FOR_MS = 3 * 24 * 3_600_000;
/** Problems opened by one statement. */
const MOST_OPENED = 10_000;

/**
 * Opens a problem for each host that the scan has found with one, and closes those that it has found
 * mended. A host that was mended in between is opened again once a whole run has left it as it was.
 *
 * @returns how many were opened and closed.
 */
export async function followScan({ $client }: Db): Promise<{ opened: number; closed: number }> {
  const closed = await $client`
    update scan.host_problems p set mended_at = h.changed_at, mended_as = h.verdict,
      looked_at = greatest(p.looked_at, h.changed_at), next_look_at = null, holder = null,
      held_until = null
    from scan.hosts h
    where h.id = p.host and p.mended_at is null and h.changed_at > p.last_failed_at
      and h.verdict not in ('fail', 'no_tls', 'bogus', 'dns_error', 'unreachable')
    returning p.id`;
  const opened = await $client`
    insert into scan.host_problems (host, verdict, since, failures, last_failed_at, looked_at,
      next_look_at)
    select h.id, h.verdict, s.since, 1, s.since, s.since,
      greatest(now(), s.since + ${EVERY_MS} * interval '1 ms')
    from scan.hosts h
    left join lateral (
      select max(mended_at) as at from scan.host_problems where host = h.id
    ) mended on true
    cross join lateral (
      select case when mended.at is null then h.verdict_since
        when h.changed_at > mended.at then h.changed_at
        else (select min(started_at) from scan.runs
          where state = 'complete' and started_at > mended.at) end as since
    ) s
    where h.verdict in ('fail', 'no_tls', 'bogus', 'dns_error') and s.since is not null
      and not exists (select from scan.host_problems where host = h.id and mended_at is null)
    order by h.id limit ${MOST_OPENED}
    on conflict (host) where mended_at is null do nothing
    returning id`;
  return { opened: opened.length, closed: closed.length };
}

/** Takes problems whose look is due, the longest due first, for `holdMs`. */
export async function claimDue(
  { $client }: Db,
  { holder, holdMs, most }: { holder: string; holdMs: number; most: number },
): Promise<DueProblem[]> {
  const rows = await $client<DueProblem[]>`
    with due as (
      select id from scan.host_problems
      where next_look_at <= now() and coalesce(held_until < now(), true)
      order by next_look_at, id limit ${most} for update skip locked
    )
    update scan.host_problems p set holder = ${holder},
      held_until = now() + ${holdMs} * interval '1 ms'
    from due, scan.hosts h where p.id = due.id and h.id = p.host
    returning p.id, h.name as host, p.verdict`;
  return [...rows];
}

/**
 * Writes what a look came to. The next one is an hour later, for as long as the problem is younger than
 * three days. A look whose holder was silent for too long does not count.
 */
export async function recordProblemLook(
  { $client }: Db,
  { id, holder }: { id: number; holder: string },
  { says, seen }: { says: ProblemLook; seen: HostVerdict },
): Promise<void> {
  await $client`
    update scan.host_problems set looked_at = now(), holder = null, held_until = null,
      verdict = case when ${says} = 'lasts' then ${seen}::host_verdict else verdict end,
      failures = failures + case when ${says} = 'lasts' then 1 else 0 end,
      last_failed_at = case when ${says} = 'lasts' then now() else last_failed_at end,
      mended_at = case when ${says} = 'mended' then now() end,
      mended_as = case when ${says} = 'mended' then ${seen}::host_verdict end,
      next_look_at = case when ${says} <> 'mended'
        and now() < since + ${HOURLY_FOR_MS} * interval '1 ms'
        then now() + ${EVERY_MS} * interval '1 ms' end
    where id = ${id} and holder = ${holder} and mended_at is null`;
}

/** Gives problems back that were taken and not looked at. */
export async function returnProblems({ $client }: Db, holder: string): Promise<void> {
  await $client`
    update scan.host_problems set holder = null, held_until = null where holder = ${holder}`;
}

/** How many problems last, how many were looked at beside the daily pass, and when one is next. */
export type ProblemStatus = { open: number; hourly: number; nextLookAt: string | null };

/** Where looking again stands. */
export async function problemStatus({ $client }: Db): Promise<ProblemStatus> {
  const [row] = await $client<ProblemStatus[]>`
    select count(*)::int as open, count(next_look_at)::int as hourly,
      to_json(min(next_look_at))#>>'{}' as "nextLookAt"
    from scan.host_problems where mended_at is null`;
  return row ?? { open: 0, hourly: 0, nextLookAt: null };
}
