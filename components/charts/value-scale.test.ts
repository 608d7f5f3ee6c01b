import { describe, expect, test } from "vitest";
import { valueAxis } from "./value-scale";

const labels = (
  values: number[],
  ...rest: ["linear" | "log" | "indexed", "count" | "share" | "index", number]
) => valueAxis(values, ...rest).ticks.map(({ label }) => label);

describe("value axis", () => {
  test("starts at zero and says the unit once, at the top", () => {
    expect(labels([106_082, 3_988_988], "linear", "count", 5)).toEqual([
      "0",
      "1",
      "2",
      "3",
      "4 million",
    ]);
    expect(labels([64_011, 306_621], "linear", "count", 5)).toEqual([
      "0",
      "50",
      "100",
      "150",
      "200",
      "250",
      "300 thousand",
    ]);
    expect(labels([0.12, 0.187], "linear", "share", 5)).toEqual(["0", "5", "10", "15", "20 %"]);
    expect(labels([388], "linear", "count", 4)).toEqual(["0", "100", "200", "300", "400"]);
  });

  test("a logarithmic axis has whole steps on both sides and says each value whole", () => {
    const axis = valueAxis([106_082, 23_098_096], "log", "count", 5);
    expect(axis.ticks.map(({ label }) => label)).toEqual([
      "100 thousand",
      "1 million",
      "10 million",
      "100 million",
    ]);
    expect(axis.position(1e6)).toBeCloseTo(1 / 3);
    expect(labels([20, 90], "log", "count", 5)).toEqual(["20", "50", "100"]);
  });

  test("an indexed axis is based on 100", () => {
    const axis = valueAxis([100, 181], "indexed", "count", 5);
    expect(axis.ticks.filter(({ isBase }) => isBase).map(({ value }) => value)).toEqual([100]);
    expect(axis.position(100)).toBe(0);
  });

  test("equal, zero and single values still have a scale", () => {
    for (const values of [[5, 5], [0], [0, 0], [1]])
      expect(
        Number.isFinite(valueAxis(values, "linear", "count", 5).position(values[0] ?? 0)),
      ).toBe(true);
    expect(valueAxis([0], "log", "count", 5).ticks.length).toBeGreaterThan(0);
  });
});
