import "server-only";
import { notFound } from "next/navigation";
import { type PageState, stateQuery, withQuery } from "@/lib/model/page-files";
import {
  type PagePath,
  type PageQuery,
  parsePageQuery,
  type QueryParameters,
} from "@/lib/model/page-query";

/**
 * The state in a page's address.
 *
 * The server in front answers a query that does not parse with 400 before it comes here, so what is
 * left is a page rendered without that server (`next dev` alone).
 */
export async function pageQuery<P extends PagePath>(
  page: P,
  parameters: Promise<QueryParameters>,
): Promise<PageQuery<P>> {
  const parsed = parsePageQuery(page, await parameters);
  return parsed.ok ? parsed.value : notFound();
}

/** An address of the page with some of its state changed; defaults and empty values are left out. */
export const pageHref = (page: string, state: PageState): string =>
  withQuery(page, stateQuery(state));
