import "server-only";
import { pageHref } from "./page-query";

export type Order = "asc" | "desc";

/** Rows in the order asked for; a missing value stands last in both directions. */
export function sortedRows<Row>(
  rows: readonly Row[],
  valueIn: (row: Row) => string | number | null,
  order: Order,
): Row[] {
  const sign = order === "asc" ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [x, y] = [valueIn(a), valueIn(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return x === y ? 0 : x < y ? -sign : sign;
  });
}

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
