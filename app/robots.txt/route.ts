import { documentAnswer } from "../_server/document";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

/** Dated pages repeat the live ones for every day there was, so searches are asked to leave them. */
export const GET = (): Response =>
  documentAnswer(
    `User-agent: *\nDisallow: /as-of/\n\nSitemap: ${siteSettings().publicUrl}/sitemap.xml\n`,
    "text/plain; charset=utf-8",
  );
