import "server-only";
import type { DatedNoteProps } from "@/components/layout/dated-note";
import { askedAsOf } from "@/lib/as-of";
import { isLabRelease } from "@/lib/model/release";
import { baseOf } from "@/lib/stats/horizon";
import { listReleases } from "@/lib/stats/releases";
import { db } from "./db";

/**
 * What a page says above its content: that lab data stand on this copy of the site, and on a dated page
 * its day. Nothing on the live page of a site that shows what was published.
 */
export async function datedNote(): Promise<{ dated?: DatedNoteProps; hasLabData?: true }> {
  const asOf = askedAsOf();
  const isLab = (await listReleases(db())).some(({ id }) => isLabRelease(id));
  const lab = isLab ? { hasLabData: true as const } : {};
  if (asOf === undefined) return lab;
  const [seen, all] = await Promise.all([listReleases(db()), listReleases(baseOf(db()))]);
  const dated = all.filter((release) => release.asOf !== null);
  return {
    ...lab,
    dated: { ...asOf, latest: seen.at(0) ?? null, first: dated.at(-1) ?? null },
  };
}
