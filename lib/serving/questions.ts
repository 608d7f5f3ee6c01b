import type { IncomingHttpHeaders } from "node:http";
import { withHeldMarkup } from "@/lib/held-markup";
import { capture, type NodeHandler, type Question } from "./capture";
import { headerOf, type Rendered } from "./rendered";
import type { Shelf } from "./response-cache";

/** Makes the answer to a question, or rejects when that takes too long. */
export type Ask = (question: Question) => Promise<Rendered>;

/** Longer than any page takes, shorter than a visitor waits. */
const RENDER_PATIENCE_MS = 20_000;

/**
 * Asks a handler as the site's public address would, so that no page depends on a visitor's `Host`.
 */
export function askHandler(handler: NodeHandler, publicUrl: string): Ask {
  const { host, protocol } = new URL(publicUrl);
  const origin = { host, "x-forwarded-host": host, "x-forwarded-proto": protocol.slice(0, -1) };
  return ({ url, headers }) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the page took too long")), RENDER_PATIENCE_MS);
    });
    const captured = withHeldMarkup(
      () => capture(handler, { url, headers: { ...headers, ...origin } }),
      (rendered) => headerOf(rendered, "content-type"),
    );
    return Promise.race([captured, late]).finally(() => clearTimeout(timer));
  };
}

/** The request headers that Next's router sends and its answers vary by. */
const NAVIGATION_HEADERS = [
  "rsc",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-url",
] as const;

/** A request by Next's own router: what of it the answer depends on. */
export type Navigation = { key: string; headers: Record<string, string> };

/** The router's headers, or `undefined` for a visit that wants the page itself. */
export function navigationOf(headers: IncomingHttpHeaders): Navigation | undefined {
  if (headers.rsc === undefined) return undefined;
  const kept: Record<string, string> = {};
  for (const name of NAVIGATION_HEADERS) {
    const value = headers[name];
    if (typeof value === "string") kept[name] = value;
  }
  return { key: JSON.stringify(kept), headers: kept };
}

/** Where the answer is stored: whatever can be varied without end goes to the shelf for that. */
export function shelfOf(path: string, search: string, navigation: Navigation | undefined): Shelf {
  if (navigation !== undefined || search !== "" || path.startsWith("/as-of/")) return "variants";
  return path.startsWith("/_next/static/") ? "files" : "pages";
}
