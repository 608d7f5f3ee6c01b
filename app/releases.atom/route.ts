import { listReleases } from "@/lib/stats/releases";
import { releasesFeed } from "../_figures/site-feeds";
import { db } from "../_server/db";
import { ATOM, documentAnswer } from "../_server/document";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

/** The releases as a feed. */
export async function GET(): Promise<Response> {
  return documentAnswer(releasesFeed(await listReleases(db()), siteSettings().publicUrl), ATOM);
}
