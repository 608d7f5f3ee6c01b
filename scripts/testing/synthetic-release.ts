import { fillStates } from "@/bench/survey-states";
import type { Db } from "@/db/client";
import { computeDraft } from "@/lib/survey/aggregate/draft";
import { manifestOf } from "@/lib/survey/publish/manifest-of";
import { publishWithManifest } from "@/lib/survey/publish/store";

/** A release of synthetic states, as a run would have left them. */
export type SyntheticRelease = { run: number; release: string; revision: number };

/**
 * Fills the scan's tables, with every outcome and status among them, counts them and publishes what was
 * counted, without gates: what is compared with it is made of the same states in another way.
 */
export async function publishSynthetic(db: Db, domains: number): Promise<SyntheticRelease> {
  const run = await fillStates(db, domains);
  await db.$client`
    update scan.domains set carried_since = now() where content % 97 = 3`;
  await db.$client`
    update scan.domains set outcome = 'undetermined', mx_status = 'indeterminate', headline = false,
      strict = false
    where content % 101 = 5`;
  await db.$client`
    update scan.domains set mx_status = 'bogus', mx = null, nsec3 = null, keys = null,
      headline = false, strict = false
    where content % 103 = 7`;
  await db.$client`
    update scan.domains set strict = false, partial = true where content % 89 = 2 and headline`;
  const computed = await computeDraft(db, run, { compareModuli: 0 });
  if (!computed.ok) throw new Error(computed.error.code);
  const manifest = await manifestOf(db, computed.value, {
    ...{ program: "dane-stats test", gates: [], override: null, erratum: null },
  });
  const { draft } = computed.value;
  const revision = await publishWithManifest(db, draft, manifest, 0, async () => {});
  if (revision === null) throw new Error("another revision is current");
  return { run, release: draft.release.id, revision };
}
