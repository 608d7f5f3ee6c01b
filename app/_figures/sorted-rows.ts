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
