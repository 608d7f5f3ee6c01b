import "server-only";
import type { Order } from "../_figures/sorted-rows";
import { pageHref } from "./page-query";

/**
 * What a table of sorted rows links to: its own column the other way round, another in the
 * direction in which that one is first read.
 */
export const sortLinks = (
  page: string,
  kept: Readonly<Record<string, string>>,
  now: { sort: string; order: Order },
  firstOrder: (sort: string) => Order,
) => ({
  sort: { key: now.sort, direction: now.order === "asc" ? "ascending" : "descending" } as const,
  sortHref: ({ key }: { key: string }): string => {
    const turned = now.order === "asc" ? "desc" : "asc";
    const order = key === now.sort ? turned : firstOrder(key);
    return pageHref(page, { ...kept, sort: key, order });
  },
});
