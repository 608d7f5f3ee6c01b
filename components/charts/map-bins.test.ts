import { describe, expect, test } from "vitest";
import { binOf, mapBins } from "./map-bins";

describe("classes of a map", () => {
  test("have round limits and leave nothing out", () => {
    const values = [1282, 802, 453, 326, 175, 111, 84, 62, 40, 12, 3, 0];
    const bins = mapBins(values);
    expect(bins.length).toBeLessThanOrEqual(5);
    expect(bins[0]?.from).toBe(0);
    expect(bins.at(-1)?.to).toBeNull();
    for (const { from } of bins) expect(`${from}`).toMatch(/^(0|[125]0*)$/);
    for (const value of values) {
      const bin = bins[binOf(value, bins)];
      expect(value).toBeGreaterThanOrEqual(bin?.from ?? Number.NaN);
      expect(value).toBeLessThan(bin?.to ?? Number.POSITIVE_INFINITY);
    }
  });

  test("few or equal values have fewer classes", () => {
    expect(mapBins([])).toEqual([]);
    expect(mapBins([7, 7, 7])).toEqual([{ from: 1, to: null }]);
  });
});
