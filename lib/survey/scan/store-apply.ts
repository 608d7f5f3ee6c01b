import type { Db } from "@/db/client";
import { err, ok, type Result } from "@/lib/result";
import type { BatchResult } from "./batch-result";
import { CARRY_MS } from "./settle";
import { applyHosts } from "./store-hosts";
import type { Interner } from "./store-intern";
import type { Lease } from "./store-lease";

/** A connection inside a transaction. */
export type Tx = Parameters<Parameters<Db["$client"]["begin"]>[1]>[0];

/** The batch has been given to another holder, whose results count. */
export type Fenced = { code: "fenced" };

/**
 * Writes what a batch came to, once in effect: the fence is checked in the transaction that writes,
 * and whoever comes second finds the batch done.
 *
 * @param complete settles the queue's job in the same transaction.
 * @param keepsNames leaves the batch's names in its row, so that it can be leased again if the canaries
 * show that its results are not to be believed.
 */
export async function applyBatch(
  db: Db,
  interner: Interner,
  lease: Lease,
  result: BatchResult,
  complete: (tx: Tx) => Promise<void> = async () => {},
  keepsNames = false,
): Promise<Result<void, Fenced>> {
  const ids = await interner.idsOf(result.written.map(({ content }) => content.state));
  return db.$client.begin(async (tx) => {
    const held = await tx`
      update scan.batches set state = 'done', done_at = now(), leased_until = null,
        names = case when ${keepsNames} then names end
      where run = ${lease.run} and number = ${lease.number}
        and fence = ${lease.fence} and state = 'leased'
      returning 1`;
    if (held.length === 0) return err({ code: "fenced" });
    await takeTurn(tx, lease);
    await writeRawKeys(tx, result);
    await writeDomains(tx, lease, result, ids);
    await removeDomains(tx, lease, result);
    await markDomains(tx, result);
    await applyHosts(tx, result.hosts, result.at, CARRY_MS);
    await writeRetries(tx, lease, result);
    await writeCoverage(tx, lease, result);
    await complete(tx);
    return ok(undefined);
  });
}

/** Any number that nothing else locks. */
const APPLY_LOCK = 7_679;

/**
 * A domain may be in a batch of its range and in one beside it: then what counts as new, and as changed, is
 * what is so when it is written. Ranges have no domain in common, and are written side by side.
 */
async function takeTurn(tx: Tx, { kind }: Lease): Promise<void> {
  if (kind === "main") await tx`select pg_advisory_xact_lock_shared(${APPLY_LOCK}, 0)`;
  else await tx`select pg_advisory_xact_lock(${APPLY_LOCK}, 0)`;
}

const jsonOf = (rows: readonly unknown[]): string => JSON.stringify(rows);

async function writeDomains(
  tx: Tx,
  { run, number }: Lease,
  { at, written }: BatchResult,
  ids: Awaited<ReturnType<Interner["idsOf"]>>,
): Promise<void> {
  if (written.length === 0) return;
  const rows = written.map(({ name, hash, content: { state, content, rawContent } }, i) => ({
    name,
    hash,
    content,
    raw_keys: rawContent,
    verdict: state.verdict,
    rule: state.rule,
    outcome: state.outcome,
    mx_status: state.mxStatus,
    dnskey_status: state.dnskeyStatus,
    ...state.counts,
    ...ids[i],
  }));
  await tx`
    with given as (
      select g.*, case when d.name is null then 'added' else 'changed' end::change_kind as kind
      from jsonb_to_recordset(${jsonOf(rows)}::text::jsonb) as g(
        name text, hash bigint, content bigint, raw_keys bigint,
        verdict domain_verdict, rule text, outcome scan_outcome, mx_status dnssec_status,
        dnskey_status dnssec_status, strict boolean, headline boolean, partial boolean,
        ds int, keys int, nsec3 int, ns int, mx int)
      left join scan.domains d on d.hash = g.hash and d.name = g.name
      where d.content is distinct from g.content or d.carried_since is not null
    ), logged as (
      insert into scan.changes (at, hash, run, batch, kind, verdict, rule, outcome, mx_status,
        dnskey_status, ds, keys, nsec3, ns, mx, strict, headline, partial, name)
      select ${at}::timestamptz, hash, ${run}, ${number}, kind, verdict, rule, outcome, mx_status,
        dnskey_status, ds, keys, nsec3, ns, mx, strict, headline, partial, name from given
    )
    insert into scan.domains as d (content, raw_keys, hash, first_seen, changed_at, verdict_since,
      verdict, rule, outcome, mx_status, dnskey_status, ds, keys, nsec3, ns, mx,
      strict, headline, partial, name)
    select content, raw_keys, hash, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz,
      verdict, rule, outcome, mx_status, dnskey_status, ds, keys, nsec3, ns, mx,
      strict, headline, partial, name from given order by hash, name
    on conflict (hash, name) do update set
      content = excluded.content, raw_keys = excluded.raw_keys, changed_at = excluded.changed_at,
      verdict_since = case when d.verdict = excluded.verdict
        then d.verdict_since else excluded.verdict_since end,
      carried_since = null, verdict = excluded.verdict, rule = excluded.rule,
      outcome = excluded.outcome, mx_status = excluded.mx_status,
      dnskey_status = excluded.dnskey_status, ds = excluded.ds, keys = excluded.keys,
      nsec3 = excluded.nsec3, ns = excluded.ns, mx = excluded.mx, strict = excluded.strict,
      headline = excluded.headline, partial = excluded.partial`;
}

/** Before the states themselves, by which is seen whether these keys stand there already. */
async function writeRawKeys(tx: Tx, { at, written }: BatchResult): Promise<void> {
  const keys = written
    .filter(({ hasNewKeys }) => hasNewKeys)
    .map(({ name, hash, content: { raw, rawContent } }) => ({
      name,
      hash,
      content: rawContent,
      ds: raw.ds.toString("base64"),
      dnskey: raw.dnskey.toString("base64"),
    }));
  if (keys.length === 0) return;
  await tx`
    insert into scan.raw_keys (at, hash, ds, dnskey, name)
    select ${at}::timestamptz, g.hash, decode(g.ds, 'base64'), decode(g.dnskey, 'base64'), g.name
    from jsonb_to_recordset(${jsonOf(keys)}::text::jsonb)
      as g(name text, hash bigint, content bigint, ds text, dnskey text)
    left join scan.domains d on d.hash = g.hash and d.name = g.name
    where d.raw_keys is distinct from g.content
    order by g.hash, g.name`;
}

async function removeDomains(
  tx: Tx,
  { run, number }: Lease,
  { at, removed }: BatchResult,
): Promise<void> {
  if (removed.length === 0) return;
  await tx`
    with given as (
      select * from jsonb_to_recordset(${jsonOf(removed)}::text::jsonb)
        as g(name text, hash bigint, reason removal_reason)
    ), taken as (
      delete from scan.domains d using given g where d.hash = g.hash and d.name = g.name
      returning d.*, g.reason
    )
    insert into scan.changes (at, hash, run, batch, kind, reason, verdict, rule, outcome, mx_status,
      dnskey_status, ds, keys, nsec3, ns, mx, strict, headline, partial, name)
    select ${at}::timestamptz, hash, ${run}, ${number}, 'removed', reason, verdict, rule, outcome,
      mx_status, dnskey_status, ds, keys, nsec3, ns, mx, strict, headline, partial, name from taken`;
}

async function markDomains(tx: Tx, { at, carried, renewed }: BatchResult): Promise<void> {
  if (carried.length > 0)
    await tx`
      update scan.domains d set carried_since = ${at}::timestamptz
      from jsonb_to_recordset(${jsonOf(carried)}::text::jsonb) as g(name text, hash bigint)
      where d.hash = g.hash and d.name = g.name and d.carried_since is null`;
  if (renewed.length > 0)
    await tx`
      update scan.domains d set carried_since = null
      from jsonb_to_recordset(${jsonOf(renewed)}::text::jsonb) as g(name text, hash bigint)
      where d.hash = g.hash and d.name = g.name`;
}

async function writeRetries(tx: Tx, { run }: Lease, { at, retried }: BatchResult): Promise<void> {
  if (retried.length === 0) return;
  await tx`
    insert into scan.retries as r (run, hash, name, ds, attempt, due_at, operator)
    select ${run}, hash, name, ds, attempt,
      ${at}::timestamptz + "afterMs" * interval '1 ms', operator
    from jsonb_to_recordset(${jsonOf(retried)}::text::jsonb) as g(
      name text, hash bigint, ds text, attempt smallint, "afterMs" bigint, operator text)
    order by name
    -- A batch that was sent back, and a retry of it that was under way, may both ask for one.
    on conflict (run, name) do update set attempt = greatest(r.attempt, excluded.attempt),
      due_at = excluded.due_at, operator = excluded.operator`;
}

async function writeCoverage(tx: Tx, lease: Lease, result: BatchResult): Promise<void> {
  const { at, disagreements, durationMs, size, tally } = result;
  const { run, number, holder } = lease;
  // A batch that was put back and done again is counted by its last pass.
  await tx`
    insert into scan.coverage (run, batch, at, holder, duration_ms, size, tally)
    values (${run}, ${number}, ${at}::timestamptz, ${holder}, ${Math.round(durationMs)}, ${size},
      ${JSON.stringify(tally)}::text::jsonb)
    on conflict (run, batch) do update set at = excluded.at, holder = excluded.holder,
      duration_ms = excluded.duration_ms, size = excluded.size, tally = excluded.tally`;
  if (disagreements.length === 0) return;
  await tx`
    insert into scan.disagreements (run, batch, at, domain, question, quick, validated, reason)
    select ${run}, ${number}, ${at}::timestamptz, domain, name || ' ' || type, quick, validated,
      reason
    from jsonb_to_recordset(${jsonOf(disagreements)}::text::jsonb) as g(
      domain text, name text, type text, quick dnssec_status, validated dnssec_status, reason text)`;
}
