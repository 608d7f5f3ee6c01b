import "server-only";
import type { DatedNoteProps } from "@/components/layout/dated-note";
import { askedAsOf } from "@/lib/as-of";
import { baseOf } from "@/lib/stats/horizon";
import { listReleases } from "@/lib/stats/releases";
import { db } from "./db";

/** What a page says above its content when it is asked for as of a day; undefined on the live one. */
export async function datedNote(): Promise<{ dated?: DatedNoteProps }> {
  const asOf = askedAsOf();
  if (asOf === undefined) return {};
  const [seen, all] = await Promise.all([listReleases(db()), listReleases(baseOf(db()))]);
  const dated = all.filter((release) => release.asOf !== null);
  return {
    dated: { ...asOf, latest: seen.at(0) ?? null, first: dated.at(-1) ?? null },
  };
}
