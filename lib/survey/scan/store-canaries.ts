import type { Db } from "@/db/client";
import type { CanaryLook } from "./canaries";

/** Which process: each has a resolver of its own to be believed or not. */
export type Watched = { run: number; holder: string };

/** The database's clock, by which batches are done; ISO 8601 with all its digits. */
export async function databaseTime(db: Db): Promise<string> {
  const [row] = await db.$client<{ at: string }[]>`select clock_timestamp()::text as at`;
  return row?.at ?? "";
}

/** Right at that time: what this process had done before is believed, and its names are not kept. */
export async function proveBatches(
  db: Db,
  { run, holder }: Watched,
  before: string,
): Promise<void> {
  await db.$client`
    update scan.batches set names = null
    where run = ${run} and holder = ${holder} and state = 'done' and names is not null
      and done_at < ${before}::timestamptz`;
}

/**
 * Wrong: what this process has done since, or has in hand, is to be leased again. Who holds such a
 * batch finds its fence gone. Domains of it that wait for a retry are asked with the batch instead.
 *
 * @returns the batches' numbers, to be told to the queue.
 */
export async function taintBatches(
  db: Db,
  { run, holder }: Watched,
  since: string,
): Promise<number[]> {
  const rows = await db.$client<{ number: number }[]>`
    with tainted as (
      update scan.batches set state = 'queued', leased_until = null, queued_at = now(),
        done_at = null
      where run = ${run} and holder = ${holder} and names is not null
        and (state = 'leased' or (state = 'done' and done_at >= ${since}::timestamptz))
      returning number, from_hash, to_hash
    ), forgotten as (
      delete from scan.retries r using tainted t
      where r.run = ${run} and r.hash between t.from_hash and t.to_hash
    )
    select number from tainted order by number`;
  return rows.map(({ number }) => number);
}

/** Notes a look, whatever it came to. */
export async function recordLook(
  db: Db,
  { run, holder }: Watched,
  look: CanaryLook & { at: string; canaries: number; tainted: number },
): Promise<void> {
  await db.$client`
    insert into scan.canary_looks (run, holder, at, state, canaries, wrong, tainted)
    values (${run}, ${holder}, ${look.at}::timestamptz, ${look.state}, ${look.canaries},
      ${JSON.stringify(look.wrong)}::text::jsonb, ${look.tainted})`;
}
