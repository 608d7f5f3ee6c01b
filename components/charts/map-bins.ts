/** One class of a map: from (included) to (excluded; null at the top). */
export interface MapBin {
  from: number;
  to: number | null;
}

/** The next number of the row 1, 2, 5, 10, 20, … at or above a value. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const step = [1, 2, 5, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(1));
}

/**
 * Up to five classes with round limits (1, 2, 5, …), about equally full, for skewed figures.
 *
 * @param values measured ones, zeros included
 */
export function mapBins(values: readonly number[]): MapBin[] {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const limits = [0.2, 0.4, 0.6, 0.8].map((part) =>
    roundUp(sorted[Math.floor(part * sorted.length)] ?? 0),
  );
  const lowest = sorted[0] ?? 0;
  const top = sorted.at(-1) ?? 0;
  const inner = [...new Set(limits)].filter((limit) => limit > lowest && limit <= top);
  const starts = [values.some((value) => value === 0) ? 0 : Math.min(lowest, 1), ...inner];
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? null }));
}

/** Index of the class a value is in. */
export const binOf = (value: number, bins: readonly MapBin[]): number =>
  Math.max(
    0,
    bins.findLastIndex(({ from }) => value >= from),
  );
