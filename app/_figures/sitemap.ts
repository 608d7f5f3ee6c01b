import { createElement } from "react";
import { toMarkup } from "@/components/markup";

/** The limit of one sitemap. @see https://www.sitemaps.org/protocol.html */
const MOST_ADDRESSES = 50_000;

/** A sitemap of paths. */
export function sitemapDocument(paths: readonly string[], publicUrl: string): string {
  const urls = paths
    .slice(0, MOST_ADDRESSES)
    .map((path) =>
      createElement("url", { key: path }, createElement("loc", null, publicUrl + path)),
    );
  const set = createElement(
    "urlset",
    { xmlns: "http://www.sitemaps.org/schemas/sitemap/0.9" },
    ...urls,
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${toMarkup(set)}\n`;
}
