import "server-only";
import { notFound } from "next/navigation";
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
export function pageHref(
  page: string,
  state: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(state).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
  );
  return given.length === 0 ? page : `${page}?${new URLSearchParams(given)}`;
}

/** A page's state as its address has it, defaults included: what its files are asked for with. */
export const addressState = (
  state: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(state).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
