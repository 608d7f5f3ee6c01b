import { IsoDate } from "./calendar";
import { FILE_PAGES, hasFiles, viewedPage } from "./page-files";

const DATED = /^\/as-of\/([^/]+)(\/.*)?$/;

/** A path taken apart into its day and the path without it. */
export interface DatedPath {
  day: IsoDate;
  path: string;
}

/** Whether there is a dated form of a path: the pages that have files, their files, the overview. */
const canBeDated = (path: string): boolean =>
  path === "/" ||
  hasFiles(path) ||
  viewedPage(path) !== undefined ||
  FILE_PAGES.some((page) => path.startsWith(`${page}.`) && !path.slice(page.length).includes("/"));

/**
 * Reads `/as-of/2023-12-31/trends.csv`.
 *
 * @param today days to come have no release yet.
 * @returns undefined for a path that is not dated; `bad` says what is wrong with one that is.
 */
export function datedPath(path: string, today: IsoDate): DatedPath | { bad: string } | undefined {
  if (path !== "/as-of" && !path.startsWith("/as-of/")) return undefined;
  const [, written = "", rest = "/"] = DATED.exec(path) ?? [];
  const day = IsoDate.safeParse(written);
  if (!day.success) return { bad: "expected a day (YYYY-MM-DD) after /as-of/" };
  if (day.data > today) return { bad: "a day to come has no release yet" };
  if (!canBeDated(rest)) return { bad: "this page shows no figures, so it has no dated form" };
  return { day: day.data, path: rest };
}

/** The dated form of an address. @param day of the newest figure that shall be in it */
export const datedAddress = (day: IsoDate, address: string): string => `/as-of/${day}${address}`;
