import { SITE_DOCUMENTS, viewedPage } from "@/lib/model/page-files";
import {
  isTrackingParameter,
  PAGE_QUERIES,
  type PagePath,
  parsePageQuery,
} from "@/lib/model/page-query";
import type { Rendered } from "./rendered";
import { headerOf } from "./rendered";
import { isApiPath } from "./security-headers";

/** Where the pages that explain a fault live; visitors cannot ask for them directly. */
export const FAULT_PREFIX = "/errors/";

/** Address of the page that says there is no such page, and what is near it. */
export const notFoundUrl = (path: string, search = ""): string =>
  `${FAULT_PREFIX}not-found?${new URLSearchParams({ path, ...(search === "" ? {} : { search }) })}`;

const badRequestUrl = (
  path: string,
  problems: readonly { parameter: string; detail: string }[],
): string => {
  const query = new URLSearchParams({ path });
  for (const { parameter, detail } of problems.slice(0, 8)) {
    query.append("problem", `${parameter.slice(0, 64)}: ${detail}`);
  }
  return `${FAULT_PREFIX}bad-request?${query}`;
};

/** What is wrong with a page's query: parameters to drop quietly, or a page that explains. */
export type QueryFault = { kind: "redirect"; location: string } | { kind: "explain"; url: string };

/**
 * Judges the query of a page (not of the API, which explains itself): a page cannot set its status,
 * so a query it cannot use is answered in its stead.
 */
export function queryFault(path: string, search: string): QueryFault | undefined {
  if (search === "") return undefined;
  const query = new URLSearchParams(search);
  const names = [...new Set(query.keys())];
  if (names.some(isTrackingParameter)) {
    for (const name of names.filter(isTrackingParameter)) query.delete(name);
    return { kind: "redirect", location: query.size === 0 ? path : `${path}?${query}` };
  }
  const given = Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
  const parsed = parsePageQuery(path as PagePath, given);
  return parsed.ok ? undefined : { kind: "explain", url: badRequestUrl(path, parsed.error) };
}

/** Whether an answer is a page that was not found, as opposed to a file or an API answer. */
export const isMissingPage = (path: string, rendered: Rendered): boolean =>
  rendered.status === 404 &&
  !isApiPath(path) &&
  !path.startsWith("/_next/") &&
  headerOf(rendered, "content-type").startsWith("text/html");

/** Whether the address is one of a page at all, whose query this site defines. */
export const takesPageQuery = (path: string): boolean =>
  path in PAGE_QUERIES ||
  (viewedPage(path) === undefined &&
    !SITE_DOCUMENTS.some((document) => document === path) &&
    !/^\/(api|_next)\/|\.[a-z0-9]+$/.test(path));
