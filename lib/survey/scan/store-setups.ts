import type { Db } from "@/db/client";
import type { Watched } from "./store-canaries";

/** Notes with what a process scans; a release's manifest says it. */
export async function recordSetup(
  db: Db,
  { run, holder }: Watched,
  { resolver, trustAnchors }: { resolver: string; trustAnchors: readonly string[] },
): Promise<void> {
  await db.$client`
    insert into scan.setups (run, holder, at, resolver, trust_anchors)
    values (${run}, ${holder}, now(), ${resolver}, ${[...trustAnchors]})
    on conflict (run, holder) do nothing`;
}
