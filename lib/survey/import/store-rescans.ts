import type { Db } from "@/db/client";
import type { ChangedDelegation } from "./changed-delegations";

/** Rows of one statement. */
const AT_ONCE = 5_000;

/** Notes domains that the scan is to look at ahead of their turn; the newest word counts. */
export async function recordRescans(
  { $client }: Db,
  changed: readonly ChangedDelegation[],
  { importId, at }: { importId: number; at: string },
): Promise<void> {
  for (let from = 0; from < changed.length; from += AT_ONCE) {
    const rows = JSON.stringify(changed.slice(from, from + AT_ONCE));
    await $client`
      insert into scan.rescans as r (name, hash, ds, import, noticed_at)
      select name, hash, ds, ${importId}, ${at}::timestamptz
      from jsonb_to_recordset(${rows}::text::jsonb) as g(name text, hash bigint, ds text)
      order by name
      on conflict (name) do update set ds = excluded.ds, import = excluded.import`;
  }
}
