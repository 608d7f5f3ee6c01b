import { createElement, type ReactElement } from "react";
import { toMarkup } from "@/components/markup";

/** One entry of a feed. */
export interface AtomEntry {
  /** IRI that never changes. */
  id: string;
  title: string;
  /** RFC 3339 time. */
  updated: string;
  href: string;
  summary: string;
}

/** A feed: its own address is also its id. */
export interface AtomFeed {
  self: string;
  title: string;
  /** The page for people. */
  alternate: string;
  /** RFC 3339 time; that of the newest entry where it is not known. */
  updated: string | null;
  author: string;
  entries: readonly AtomEntry[];
}

/** Entries that a feed has at most, newest first. */
const MOST_ENTRIES = 50;
/** Before any entry: a feed has to have a time. */
const NEVER = "1970-01-01T00:00:00Z";

const element = (name: string, text: string): ReactElement =>
  createElement(name, { key: name }, text);
const link = (rel: string, href: string, type: string): ReactElement =>
  createElement("link", { key: rel, rel, href, type });

/** The feed as a document. @see RFC 4287 */
export function atomDocument({
  self,
  title,
  alternate,
  updated,
  author,
  entries,
}: AtomFeed): string {
  const shown = entries.toSorted((a, b) => (a.updated < b.updated ? 1 : -1)).slice(0, MOST_ENTRIES);
  const feed = createElement(
    "feed",
    { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": "en-GB" },
    element("id", self),
    element("title", title),
    element("updated", updated ?? shown[0]?.updated ?? NEVER),
    createElement("author", { key: "author" }, element("name", author)),
    link("self", self, "application/atom+xml"),
    link("alternate", alternate, "text/html"),
    ...shown.map((entry) =>
      createElement(
        "entry",
        { key: entry.id },
        element("id", entry.id),
        element("title", entry.title),
        element("updated", entry.updated),
        link("alternate", entry.href, "text/html"),
        element("summary", entry.summary),
      ),
    ),
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${toMarkup(feed)}\n`;
}
