import { askedFile, hasFiles, SITE_DOCUMENTS, viewedPage } from "@/lib/model/page-files";
import { askedExportedFile } from "@/lib/model/release-export";
import { askedRevisionFile } from "@/lib/model/release-file";
import { policyForData, policyForHtml } from "./content-security-policy";
import { headerOf, type Rendered } from "./rendered";

/** No page uses any of these, so an injected script shall not either. */
const NO_FEATURES = [
  "camera",
  "display-capture",
  "geolocation",
  "microphone",
  "payment",
  "usb",
  "browsing-topics",
]
  .map((feature) => `${feature}=()`)
  .join(", ");

/** True below the API (`/api` itself is a page about it), whose answers are for any site and any program. */
export const isApiPath = (path: string): boolean => path.startsWith("/api/");

/** A page's figures as a file, or a feed: for any site and any program as well. */
function asksForFile(path: string): boolean {
  const live = path.replace(/^\/as-of\/[^/]+/, "");
  return (
    askedFile(live, null) !== undefined ||
    hasFiles(live) ||
    askedRevisionFile(path) !== undefined ||
    askedExportedFile(path) !== undefined ||
    SITE_DOCUMENTS.some((document) => document === path)
  );
}

/** A figure for a frame in a page of another site: the only pages that may be framed. */
const isEmbed = (rendered: Rendered, path: string): boolean =>
  rendered.status === 200 && viewedPage(path.replace(/^\/as-of\/[^/]+/, ""))?.view === "/embed";

/** Pages whose address may hold a secret link, and which each visitor sees in a form of their own. */
export const isPersonal = (path: string): boolean =>
  /^\/(opt-out|watch|problems\/incidents)(\/|$)/.test(path);

/** Pages of other sites may show badges. */
const isBadge = (path: string): boolean => path.startsWith("/badge/");

/**
 * The headers that say what a browser may do with a response; they replace whatever the page set,
 * so that no page can allow itself to be framed. An embed may be, by anyone.
 *
 * @param overTls the site's public address is https, which its visitors shall never leave again.
 */
export function securityHeaders(
  rendered: Rendered,
  path: string,
  overTls: boolean,
): [string, string][] {
  const isHtml = headerOf(rendered, "content-type").startsWith("text/html");
  const isFramed = isEmbed(rendered, path);
  const isOpen = isApiPath(path) || (!isHtml && asksForFile(path));
  return [
    [
      "content-security-policy",
      isHtml ? policyForHtml(rendered.shell ?? rendered.body, isFramed) : policyForData,
    ],
    ["x-content-type-options", "nosniff"],
    ...(isFramed ? [] : ([["x-frame-options", "DENY"]] as [string, string][])),
    ["referrer-policy", isPersonal(path) ? "same-origin" : "strict-origin-when-cross-origin"],
    ...(isPersonal(path) ? ([["cache-control", "private, no-store"]] as [string, string][]) : []),
    ["permissions-policy", NO_FEATURES],
    ["cross-origin-opener-policy", "same-origin"],
    [
      "cross-origin-resource-policy",
      isOpen || isFramed || isBadge(path) ? "cross-origin" : "same-origin",
    ],
    ...(overTls ? ([["strict-transport-security", "max-age=31536000"]] as [string, string][]) : []),
    ...(isOpen ? CORS : []),
  ];
}

const CORS: [string, string][] = [
  ["access-control-allow-origin", "*"],
  [
    "access-control-expose-headers",
    "Accept-Ranges, Content-Range, ETag, Link, Last-Modified, Location, Retry-After, RateLimit, RateLimit-Policy, Repr-Digest, X-Request-Id",
  ],
];
