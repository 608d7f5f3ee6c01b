import { describe, expect, test } from "vitest";
import { changeOver, chartPoints, type DatedRow, pointsOf } from "./points";

type Row = DatedRow & { domains: number | null };
const row = (asOf: string | null, domains: number | null, ...flags: Row["flags"]): Row => ({
  release: asOf?.slice(0, 7) ?? "undated",
  asOf,
  asOfPrecision: asOf === null ? "unknown" : "day",
  flags,
  domains,
});
const points = (...rows: Row[]) => pointsOf(rows, ({ domains }) => domains);

describe("points", () => {
  test("are dated, measured and oldest first", () => {
    const found = points(
      row("2023-02-28", 3),
      row(null, 9),
      row("2023-01-31", 2),
      row("2023-03-31", null),
    );
    expect(found.map(({ date, value }) => [date, value])).toEqual([
      ["2023-01-31", 2],
      ["2023-02-28", 3],
    ]);
    expect(found[0]?.href).toBe("/releases/2023-01");
  });

  test("a measured zero is a point", () => {
    expect(points(row("2023-01-31", 0))).toHaveLength(1);
  });

  test("a chart gets them without their rows", () => {
    expect(chartPoints(points(row("2023-01-31", 1)))[0]).not.toHaveProperty("row");
  });
});

describe("change over a month or a year", () => {
  test.for([
    [31, "month", 31],
    [20, "month", 20],
    [62, "month", 62],
    [19, "month", null],
    [63, "month", null],
    [340, "year", 340],
    [390, "year", 390],
    [339, "year", null],
    [391, "year", null],
  ] as const)("%i days before, over a %s: %s", ([days, window, expected]) => {
    const earlier = new Date(Date.UTC(2023, 11, 31) - days * 86_400_000).toISOString().slice(0, 10);
    const change = changeOver(points(row(earlier, 100), row("2023-12-31", 110)), window);
    expect(change?.days ?? null).toBe(expected);
    if (change !== null) {
      expect(change).toMatchObject({ since: earlier, absolute: 10 });
      expect(change.relative).toBeCloseTo(0.1);
    }
  });

  test("the nearest earlier point in the window counts", () => {
    const change = changeOver(
      points(row("2023-11-01", 1), row("2023-11-30", 2), row("2023-12-31", 5)),
      "month",
    );
    expect(change).toMatchObject({ since: "2023-11-30", absolute: 3 });
  });

  test("a lower bound is no measurement, as the last or as the earlier point", () => {
    expect(changeOver(points(row("2023-11-30", 1), row("2023-12-31", 2, "l")), "month")).toBeNull();
    expect(changeOver(points(row("2023-11-30", 1, "l"), row("2023-12-31", 2)), "month")).toBeNull();
  });

  test("nothing is compared across a break, everything after it is", () => {
    expect(changeOver(points(row("2023-11-30", 1), row("2023-12-31", 2, "b")), "month")).toBeNull();
    expect(
      changeOver(points(row("2023-11-30", 1, "b"), row("2023-12-31", 2)), "month"),
    ).toMatchObject({ absolute: 1 });
    expect(
      changeOver(
        points(row("2023-01-31", 1), row("2023-06-30", 2, "b"), row("2024-01-31", 3)),
        "year",
      ),
    ).toBeNull();
  });

  test("there is none without an earlier point, and no ratio to zero", () => {
    expect(changeOver([], "month")).toBeNull();
    expect(changeOver(points(row("2023-12-31", 2)), "month")).toBeNull();
    expect(changeOver(points(row("2023-11-30", 0), row("2023-12-31", 2)), "month")).toMatchObject({
      absolute: 2,
      relative: null,
    });
  });
});
