import type { Db } from "@/db/client";
import type { BatchKind, ScanOutcome } from "@/lib/model/survey-scan";
import { type LeasedName, namesInLines } from "./batch-lines";
import type { Previous } from "./settle";

/** A batch in hand. Only who holds its latest fence may bring results. */
export type Lease = {
  run: number;
  number: number;
  kind: BatchKind;
  fence: number;
  holder: string;
  names: readonly LeasedName[];
  /** What the database holds of those names, and of others in the batch's range, by name. */
  previous: ReadonlyMap<string, Previous & { hash: number }>;
};

/** Domains read with one lease: more than any batch's range holds. */
const MAX_PREVIOUS = 20_000;

type BatchRow = {
  kind: BatchKind;
  fence: number;
  names: string | null;
  from_hash: string | null;
  to_hash: string | null;
};

/**
 * Takes a batch that waits, or whose holder has been silent for too long.
 *
 * @returns null where somebody else has it, or it is done.
 */
export async function leaseBatch(
  db: Db,
  {
    run,
    number,
    holder,
    leaseMs,
  }: { run: number; number: number; holder: string; leaseMs: number },
): Promise<Lease | null> {
  const [row] = await db.$client<BatchRow[]>`
    update scan.batches
    set state = 'leased', fence = fence + 1, holder = ${holder},
      leased_until = now() + ${leaseMs} * interval '1 ms'
    where run = ${run} and number = ${number}
      and (state = 'queued' or (state = 'leased' and leased_until < now()))
    returning kind, fence, names, from_hash, to_hash`;
  if (row === undefined) return null;
  const names = namesInLines(row.names ?? "");
  const previous =
    row.from_hash === null
      ? await previousOfNames(db, names)
      : await previousInRange(db, Number(row.from_hash), Number(row.to_hash));
  return { run, number, kind: row.kind, fence: row.fence, holder, names, previous };
}

/** Says that the holder is still at it; false where the batch has been given to another. */
export async function extendLease(db: Db, lease: Lease, leaseMs: number): Promise<boolean> {
  const rows = await db.$client`
    update scan.batches set leased_until = now() + ${leaseMs} * interval '1 ms'
    where run = ${lease.run} and number = ${lease.number}
      and fence = ${lease.fence} and state = 'leased'
    returning 1`;
  return rows.length > 0;
}

/** Gives a batch back unfinished, so that another may take it at once. */
export async function returnLease(db: Db, lease: Lease): Promise<void> {
  await db.$client`
    update scan.batches set state = 'queued', leased_until = null, queued_at = now()
    where run = ${lease.run} and number = ${lease.number}
      and fence = ${lease.fence} and state = 'leased'`;
}

type PreviousRow = {
  hash: string;
  name: string;
  content: string;
  raw_keys: string;
  outcome: ScanOutcome;
  carried_since: string | null;
};

const byName = (rows: readonly PreviousRow[]): Lease["previous"] =>
  new Map(
    rows.map(({ hash, name, content, raw_keys, outcome, carried_since }) => [
      name,
      {
        hash: Number(hash),
        content,
        rawContent: raw_keys,
        outcome,
        carriedSince: carried_since === null ? null : Date.parse(carried_since),
      },
    ]),
  );

async function previousInRange(db: Db, from: number, to: number): Promise<Lease["previous"]> {
  const rows = await db.$client<PreviousRow[]>`
    select hash, name, content::text, raw_keys::text, outcome, carried_since from scan.domains
    where hash between ${from} and ${to} order by hash, name limit ${MAX_PREVIOUS}`;
  return byName(rows);
}

async function previousOfNames(db: Db, names: readonly LeasedName[]): Promise<Lease["previous"]> {
  const keys = JSON.stringify(names.map(({ hash, name }) => ({ hash, name })));
  const rows = await db.$client<PreviousRow[]>`
    select d.hash, d.name, d.content::text, d.raw_keys::text, d.outcome, d.carried_since
    from jsonb_to_recordset(${keys}::text::jsonb) as g(hash bigint, name text)
    join scan.domains d on d.hash = g.hash and d.name = g.name
    order by d.hash, d.name limit ${MAX_PREVIOUS}`;
  return byName(rows);
}
