import { describe, expect, test } from "vitest";
import type { FigureFlag } from "@/lib/model/flags";
import { cutIntoSegments } from "./segments";

const at = (date: string, ...flags: FigureFlag[]) => ({ date, flags });
const dates = (points: { date: string }[]) => points.map(({ date }) => date);

describe("what was not measured is never drawn as measured", () => {
  test("62 days are joined, 63 get a dashed connector", () => {
    const { runs, gaps } = cutIntoSegments([at("2021-01-01"), at("2021-03-04"), at("2021-05-06")]);
    expect(runs.map(dates)).toEqual([["2021-01-01", "2021-03-04"], ["2021-05-06"]]);
    expect(gaps.map(dates)).toEqual([["2021-03-04", "2021-05-06"]]);
  });

  test("nothing links points across a break", () => {
    const points = [at("2021-01-01"), at("2021-02-01"), at("2021-06-01")];
    const { runs, gaps } = cutIntoSegments(points, [{ date: "2021-02-01", title: "" }]);
    expect(runs.map(dates)).toEqual([["2021-01-01"], ["2021-02-01"], ["2021-06-01"]]);
    expect(gaps.map(dates)).toEqual([["2021-02-01", "2021-06-01"]]);
  });

  test("a point flagged as a break begins anew", () =>
    expect(cutIntoSegments([at("2021-01-01"), at("2021-02-01", "b")]).gaps).toEqual([]));

  test("a lower bound is on no line", () => {
    const { runs, gaps } = cutIntoSegments([
      at("2016-12-31", "l"),
      at("2017-01-28"),
      at("2017-02-27"),
    ]);
    expect(runs.map(dates)).toEqual([["2016-12-31"], ["2017-01-28", "2017-02-27"]]);
    expect(gaps).toEqual([]);
  });

  test("no point, one point", () => {
    expect(cutIntoSegments([])).toEqual({ runs: [], gaps: [] });
    expect(cutIntoSegments([at("2021-01-01")]).runs).toHaveLength(1);
  });
});
