import { INNER_PAGES, MAIN_SECTIONS, MORE_SECTIONS } from "@/lib/model/site-sections";
import { listedProviders } from "@/lib/stats/provider-histories";
import { listReleases } from "@/lib/stats/releases";
import { tldRanking } from "@/lib/stats/tld-ranking";
import { sitemapDocument } from "../_figures/sitemap";
import { db } from "../_server/db";
import { documentAnswer } from "../_server/document";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

/** Every page with something to read; dated pages repeat them and are left out. */
export async function GET(): Promise<Response> {
  const [listed, ranking, releases] = await Promise.all([
    listedProviders(db()),
    tldRanking(db()),
    listReleases(db()),
  ]);
  const paths = [
    ...[...MAIN_SECTIONS, ...MORE_SECTIONS, ...INNER_PAGES].map(({ href }) => href),
    ...ranking.rows.map(({ tld }) => `/tlds/${tld}`),
    ...listed.map(({ provider }) => `/providers/${provider}`),
    ...releases.map(({ id }) => `/releases/${id}`),
  ];
  return documentAnswer(sitemapDocument(paths, siteSettings().publicUrl), "application/xml");
}
