import { PROVIDER_ROWS, SMALLEST_NAMED } from "@/lib/model/survey-changes";
import type { ComputedDraft, DraftCounts, ProviderFlow, TldFlow } from "@/lib/model/survey-draft";
import type { Tx } from "./snapshot";
import type { Totals } from "./totals";

/** The release that changes are counted from: its run and what it counted. */
export type Base = NonNullable<DraftCounts["base"]> & Pick<ComputedDraft, "counts">;

/** The newest draft before `run` that was published; null where none was. */
export async function readBase(tx: Tx, run: number): Promise<Base | null> {
  const [row] = await tx<Base[]>`
    select d.run, r.day::text, d.release ->> 'id' as release, d.counts
    from tally.drafts d join scan.runs r on r.id = d.run
    where d.published_at is not null and d.run < ${run} order by d.run desc limit 1`;
  return row ?? null;
}

/** What the gates compare; with a base, `gatherChanges` has to have run. */
export async function readCounts(
  tx: Tx,
  run: number,
  totals: Totals,
  base: Base | null,
): Promise<DraftCounts> {
  const [batches] = await tx<DraftCounts["batches"][]>`
    select count(*)::int as made, count(*) filter (where state = 'done')::int as done
    from scan.batches where run = ${run}`;
  const byTld = await tldFlows(tx, run, base);
  const sum = (field: "added" | "removed") => byTld.reduce((total, flow) => total + flow[field], 0);
  return {
    base: base && { run: base.run, day: base.day, release: base.release },
    signed: {
      signed: totals.signed,
      before: base?.counts.signed.signed ?? null,
      added: sum("added"),
      removed: sum("removed"),
    },
    dane: {
      dane: totals.dane,
      before: base?.counts.dane.dane ?? null,
      ...(base === null ? { gained: totals.dane, lost: 0 } : await daneFlow(tx)),
    },
    byTld,
    byProvider: await providerFlows(tx, base),
    answers: totals.answers,
    answeredOfBase: base && (await answered(tx, totals, base)),
    batches: batches ?? { made: 0, done: 0 },
  };
}

/** From the change log's rows, which know nothing of the states that are counted. */
async function tldFlows(tx: Tx, run: number, base: Base | null): Promise<TldFlow[]> {
  const before = (base?.counts.byTld ?? []).map(({ tld, signed }) => ({ tld, signed }));
  const rows = await tx<TldFlow[]>`
    with now as (select tld, sum(n) as n from by_tld group by 1),
    was as (
      select tld, signed as n
      from jsonb_to_recordset(${JSON.stringify(before)}::text::jsonb) as g(tld text, signed float8)
    ), logged as (
      select split_part(name, '.', -1) as tld,
        count(*) filter (where kind = 'added') as added,
        count(*) filter (where kind = 'removed') as removed
      from scan.changes where run > ${base?.run ?? 0} and run <= ${run} group by 1
    )
    select tld, coalesce(now.n, 0)::float8 as signed, was.n as before,
      coalesce(added, 0)::float8 as added, coalesce(removed, 0)::float8 as removed
    from now full join was using (tld) full join logged using (tld)
    where coalesce(now.n, was.n, 0) > 0 or coalesce(added, 0) + coalesce(removed, 0) > 0
    order by 2 desc, 1`;
  return rows.map((row) => ({ ...row, before: base === null ? null : (row.before ?? 0) }));
}

async function daneFlow(tx: Tx): Promise<{ gained: number; lost: number }> {
  const [row] = await tx<{ gained: number; lost: number }[]>`
    select count(*) filter (where is_dane and not was_dane)::float8 as gained,
      count(*) filter (where was_dane and not is_dane)::float8 as lost from moved`;
  return row ?? { gained: 0, lost: 0 };
}

async function providerFlows(tx: Tx, base: Base | null): Promise<ProviderFlow[]> {
  const before = (base?.counts.byProvider ?? []).map(({ provider, dane }) => ({ provider, dane }));
  if (base === null)
    await tx`create temp table provider_changes on commit drop as
    select '' as provider, '' as change, 0::float8 as domains limit 0`;
  const rows = await tx<ProviderFlow[]>`
    with now as (
      select p.provider, sum(b.n) as n from by_mx b join mx_providers p on p.mx_set = b.mx
      where b.headline and p.has_tlsa group by 1
    ), was as (
      select provider, dane as n from jsonb_to_recordset(${JSON.stringify(before)}::text::jsonb)
        as g(provider text, dane float8)
    ), flows as (
      select provider, sum(domains) filter (where change = 'gained') as gained,
        sum(domains) filter (where change = 'lost') as lost from provider_changes group by 1
    )
    select provider, coalesce(now.n, 0)::float8 as dane, was.n as before,
      coalesce(gained, ${base === null ? 1 : 0} * now.n, 0)::float8 as gained,
      coalesce(lost, 0)::float8 as lost
    from now full join was using (provider) left join flows using (provider)
    where greatest(now.n, was.n) >= ${SMALLEST_NAMED}
    order by greatest(now.n, was.n) desc, 1 limit ${PROVIDER_ROWS}`;
  return [...rows];
}

/** A domain that is no longer signed has its answer too. */
async function answered(tx: Tx, { answers }: Totals, { counts }: Base) {
  const [row] = await tx<{ untold: number }[]>`
    select count(*)::float8 as untold from moved where not was_signed and is_signed and is_untold`;
  const untold = answers.carried + answers.undetermined - (row?.untold ?? 0);
  return { of: counts.signed.signed, answered: counts.signed.signed - untold };
}
