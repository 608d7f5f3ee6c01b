import type { Db } from "@/db/client";
import { batchLines, type LeasedName } from "./batch-lines";

type RescanRow = { hash: string; name: string; ds: LeasedName["ds"] };

/**
 * Makes a batch of domains whose delegation is seen to have changed, those first that were noticed first.
 * One that waits for a retry is asked here instead.
 *
 * @returns the batch's number; null where none waits.
 */
export async function addRescanBatch(db: Db, run: number, size: number): Promise<number | null> {
  return db.$client.begin(async (tx) => {
    const [row] = await tx<{ next_batch: number }[]>`
      select next_batch from scan.runs where id = ${run} and state = 'running' for update`;
    if (row === undefined) return null;
    const waiting = await tx<RescanRow[]>`
      with taken as (
        select name from scan.rescans order by noticed_at, name limit ${size}
      )
      delete from scan.rescans r using taken t where r.name = t.name
      returning r.hash, r.name, r.ds`;
    if (waiting.length === 0) return null;
    const names = waiting
      .map(({ hash, name, ds }) => ({ name, hash: Number(hash), ds, attempt: 0 }))
      .sort((a, b) => a.hash - b.hash);
    const given = JSON.stringify(names.map(({ name }) => name));
    await tx`
      delete from scan.retries where run = ${run}
        and name in (select jsonb_array_elements_text(${given}::text::jsonb))`;
    await tx`update scan.runs set next_batch = next_batch + 1 where id = ${run}`;
    await tx`
      insert into scan.batches (run, number, kind, state, fence, queued_at, size, names)
      values (${run}, ${row.next_batch}, 'rescan', 'queued', 0, now(), ${names.length},
        ${batchLines(names)})`;
    return row.next_batch;
  });
}
