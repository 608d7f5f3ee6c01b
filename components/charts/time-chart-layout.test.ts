import { describe, expect, test } from "vitest";
import type { ChartSeries } from "@/lib/model/chart";
import { textWidth } from "./label-placement";
import { type DrawingSize, layOutTimeChart } from "./time-chart-layout";

const series = (id: string, points: [string, number, ...("l" | "e" | "b")[]][]): ChartSeries => ({
  id,
  name: id,
  tone: "dane",
  points: points.map(([date, value, ...flags]) => ({ date, value, flags })),
});
const real = series("DANE domains", [
  ["2016-12-31", 103_000, "l"],
  ["2017-01-28", 106_082],
  ["2017-02-27", 110_505],
  ["2018-10-11", 323_000, "e"],
  ["2023-11-30", 3_987_641],
  ["2023-12-31", 3_988_988],
]);
const SIZES: DrawingSize[] = ["wide", "narrow"];

describe.for(SIZES)("a %s time chart", (size) => {
  const chart = layOutTimeChart({ series: [real] }, size);

  test("draws runs solid, gaps apart, bounds and approximations by their own marks", () => {
    const [line] = chart?.series ?? [];
    expect(line?.runs.map((run) => run.length)).toEqual([2, 2]);
    expect(line?.gaps).toHaveLength(2);
    expect(line?.points.map(({ kind }) => kind)).toEqual([
      "atLeast",
      "exact",
      "exact",
      "approximate",
      "exact",
      "exact",
    ]);
    expect(line?.points[0]?.title).toBe("31 December 2016: at least 103,000");
  });

  test("stays within its viewBox and labels the last value", () => {
    if (chart === null) throw new Error("no chart");
    for (const { x, y } of chart.series[0]?.points ?? []) {
      expect(x).toBeGreaterThanOrEqual(chart.plot.left);
      expect(x).toBeLessThanOrEqual(chart.plot.right);
      expect(y).toBeGreaterThanOrEqual(chart.plot.top);
      expect(y).toBeLessThanOrEqual(chart.plot.bottom);
    }
    expect(chart.series[0]?.label).toMatchObject({
      nameLines: ["DANE domains"],
      value: "3,988,988",
    });
  });

  test("five lines that end together have five labels apart", () => {
    const many = ["a", "b", "c", "d", "e"].map((id, i) =>
      series(id, [
        ["2023-01-01", 1000 * i],
        ["2023-02-01", 5000 + i],
      ]),
    );
    const ys =
      layOutTimeChart({ series: many }, size)?.series.map(({ label }) => label?.y ?? 0) ?? [];
    ys.sort((a, b) => a - b).forEach((y, i) => {
      if (i > 0) expect(y - (ys[i - 1] ?? 0)).toBeGreaterThanOrEqual(11);
    });
  });

  test("numbers of events do not touch", () => {
    const events = ["2017-02-01", "2017-02-10", "2017-02-20"].map((date) => ({
      date,
      when: "",
      title: "",
      detail: "",
      sourceUrl: null,
    }));
    const marks = layOutTimeChart({ series: [real], events }, size)?.events ?? [];
    expect(marks).toHaveLength(3);
    marks.forEach((a, i) => {
      for (const b of marks.slice(i + 1))
        expect(Math.hypot(a.cx - b.cx, a.cy - b.cy)).toBeGreaterThanOrEqual(18);
    });
  });

  test("a chosen range has the same size", () => {
    const zoomed = layOutTimeChart({ series: [real] }, size, [
      Date.parse("2023-01-01"),
      Date.parse("2024-01-01"),
    ]);
    expect(zoomed?.height).toBe(chart?.height);
    expect(zoomed?.series[0]?.points).toHaveLength(2);
  });
});

describe("scales and edges", () => {
  test("nothing dated, nothing drawn", () => {
    expect(layOutTimeChart({ series: [] }, "wide")).toBeNull();
    expect(layOutTimeChart({ series: [series("a", [])] }, "wide")).toBeNull();
  });

  test("a single point names its date", () =>
    expect(
      layOutTimeChart({ series: [series("a", [["2017-01-28", 388]])] }, "wide")?.dates.map(
        ({ text }) => text,
      ),
    ).toEqual(["28 January 2017"]));

  test("an indexed series begins at 100, lower bounds aside, also in a chosen range", () => {
    const input = { series: [real], scale: "indexed" as const };
    expect(layOutTimeChart(input, "wide")?.series[0]?.label?.value).toBe("3,760");
    const window: [number, number] = [Date.parse("2023-01-01"), Date.parse("2024-01-01")];
    expect(layOutTimeChart(input, "wide", window)?.series[0]?.label?.value).toBe("3,760");
  });

  test("a logarithmic chart says how many zeros it leaves out", () => {
    const chart = layOutTimeChart(
      {
        series: [
          series("a", [
            ["2023-01-01", 0],
            ["2023-02-01", 10],
          ]),
        ],
        scale: "log",
      },
      "wide",
    );
    expect(chart?.zeroesLeftOut).toBe(1);
    expect(chart?.series[0]?.points).toHaveLength(1);
  });
});

test("labels inside a narrow plot keep the order in which the lines end", () => {
  const ends = [306, 219, 173, 172, 170];
  const many = ends.map((end, i) =>
    series(`provider${i}`, [
      ["2022-12-01", 60 + 20 * i],
      ["2023-01-01", end],
    ]),
  );
  const ys =
    layOutTimeChart({ series: many }, "narrow")?.series.map(({ label }) => label?.y ?? 0) ?? [];
  expect(ys).toEqual([...ys].sort((a, b) => a - b));
});

test("six lines that end close to each other near the foot keep their labels in order", () => {
  const ends = [1_306_568, 306_621, 219_246, 172_777, 172_069, 170_317];
  const series = ends.map((value, index) => ({
    id: `s${index}`,
    name: `provider-${index}.example`,
    tone: "a" as const,
    points: [
      { date: "2022-11-30", value: value * 0.9, flags: [] },
      { date: "2022-12-31", value, flags: [] },
    ],
  }));
  const start = { date: "2017-01-31", value: 34_169, flags: [] };
  const transip = series[3];
  if (transip !== undefined) transip.points.unshift(start);
  const geometry = layOutTimeChart({ series, scale: "log", format: "count" }, "narrow");
  const heights = geometry?.series.map(({ label }) => label?.y ?? Number.NaN) ?? [];
  expect(heights).toHaveLength(6);
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
  expect(new Set(heights).size).toBe(6);
});

describe("in images, whose letters are wider, no label leaves the drawing", () => {
  const IMAGE_LETTERS = 1.14;
  test.for([
    [
      "a single point with a word before its value",
      [series("DANE domains", [["2016-12-31", 103_000, "l"]])],
    ],
    [
      "six providers",
      ["one.com", "transip.nl", "hostpoint.ch", "loopia.se", "domeneshop.no", "infomaniak.ch"].map(
        (id, i) =>
          series(id, [
            ["2022-01-31", 90_000 + i],
            ["2023-12-31", 1_306_568 - 200_000 * i],
          ]),
      ),
    ],
    [
      "long internationalised names",
      [".vermögensberatung", ".香港", ".xn--vermgensberatung-pwb"].map((id, i) =>
        series(id, [
          ["2022-01-31", 1 + i],
          ["2023-12-31", 20 + i],
        ]),
      ),
    ],
    [
      "two lines",
      [series("2023", [["2023-12-31", 3_988_988]]), series("2022", [["2023-12-31", 3_733_547]])],
    ],
  ] as [string, ChartSeries[]][])("%s", ([, given]) => {
    for (const size of ["file", "square"] as const) {
      const chart = layOutTimeChart({ series: given }, size);
      if (chart === null) throw new Error("no chart");
      for (const { label } of chart.series) {
        if (label === null) throw new Error("no label");
        const texts = label.inline
          ? [`${label.nameLines[0]}  ${label.value}`]
          : [...label.nameLines, label.value];
        for (const text of texts) {
          const width = textWidth(text, chart.fontSizePx) * IMAGE_LETTERS;
          const [from, to] =
            label.anchor === "start" ? [label.x, label.x + width] : [label.x - width, label.x];
          expect(from, `${size}: ${text}`).toBeGreaterThanOrEqual(0);
          expect(to, `${size}: ${text}`).toBeLessThanOrEqual(chart.width);
        }
      }
    }
  });
});
