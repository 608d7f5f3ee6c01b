import { isUndeterminedHost } from "@/lib/model/survey-hosts";
import type { HostContent } from "./content";
import type { Tx } from "./store-apply";

/**
 * Writes hosts that are not as they were, with a row in the log for each. A host that could not be told
 * keeps its last definitive state for `carryMs`, marked as carried.
 */
export async function applyHosts(
  tx: Tx,
  hosts: readonly HostContent[],
  at: string,
  carryMs: number,
): Promise<void> {
  if (hosts.length === 0) return;
  const rows = hosts.map(({ name, state, content }) => ({
    name,
    content,
    state,
    verdict: state.verdict,
    zone: state.zone,
    untold: isUndeterminedHost(state.verdict),
  }));
  // One order of locks for all: two batches see the same hosts all the time.
  await tx`
    with given as (
      select g.*, h.id, h.content as was, h.verdict as verdict_was, h.carried_since,
        g.untold and h.verdict is not null
          and h.verdict not in ('dns_error', 'unreachable', 'bogus')
          and (h.carried_since is null
            or ${at}::timestamptz < h.carried_since + ${carryMs} * interval '1 ms') as stays
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g(
        name text, content bigint, state jsonb, verdict host_verdict, zone text, untold boolean)
      left join scan.hosts h on h.name = g.name
    ), marked as (
      update scan.hosts h
      set carried_since = case when g.stays then ${at}::timestamptz end
      from (select * from given where id is not null
        and ((stays and carried_since is null)
          or (not stays and was = content and carried_since is not null)) order by name) g
      where h.id = g.id
    ), written as (
      insert into scan.hosts as h (name, verdict, zone, content, state, first_seen, verdict_since,
        changed_at)
      select name, verdict, zone, content, state, ${at}::timestamptz, ${at}::timestamptz,
        ${at}::timestamptz
      from given where was is distinct from content and stays is not true order by name
      on conflict (name) do update set
        verdict = excluded.verdict, content = excluded.content,
        -- A zone that could not be told now is the one that was told before.
        zone = coalesce(excluded.zone, h.zone),
        state = excluded.state, changed_at = excluded.changed_at, carried_since = null,
        verdict_since = case when h.verdict = excluded.verdict
          then h.verdict_since else excluded.verdict_since end
      returning id, verdict, state
    )
    insert into scan.host_changes (host, at, verdict, state)
    select id, ${at}::timestamptz, verdict, state from written
    on conflict (host, at) do update set verdict = excluded.verdict, state = excluded.state`;
}
