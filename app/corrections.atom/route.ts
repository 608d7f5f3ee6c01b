import { listReleases } from "@/lib/stats/releases";
import { correctionsFeed } from "../_figures/site-feeds";
import { db } from "../_server/db";
import { ATOM, documentAnswer } from "../_server/document";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

/** The corrections as a feed. */
export async function GET(): Promise<Response> {
  return documentAnswer(correctionsFeed(await listReleases(db()), siteSettings().publicUrl), ATOM);
}
