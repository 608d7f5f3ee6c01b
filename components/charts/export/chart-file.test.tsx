import { describe, expect, test } from "vitest";
import type { ChartSeries } from "@/lib/model/chart";
import type { FigureChart } from "../figure-chart";
import { chartFile } from "./chart-file";

const words = {
  title: "DANE domains",
  subtitle: "By report",
  source: "A <survey> & its authors",
  date: "As of December 2023",
  address: "https://stats.example.org/trends",
};
const series: ChartSeries = {
  id: "dane",
  name: "DANE domains",
  tone: "dane",
  points: [
    { date: "2022-12-31", value: 3_733_547, flags: [] },
    { date: "2023-12-31", value: 3_988_988, flags: [] },
  ],
};
const event = {
  date: "2023-01-31",
  when: "January 2023",
  title: "A loss",
  detail: "",
  sourceUrl: null,
};
const time: FigureChart = {
  kind: "time",
  title: "DANE domains",
  input: { series: [series], events: [event] },
};
const bars = (count: number, label: string): FigureChart => ({
  kind: "bars",
  list: {
    caption: "x",
    labelTitle: "x",
    valueTitle: "x",
    rows: Array.from({ length: count }, (_, i) => ({ id: `${i}`, label, value: count - i })),
  },
});
const draw = (chart: FigureChart, shape: "page" | "wide" | "square" = "page", more = {}) =>
  chartFile(chart, { ...words, ...more }, { shape, theme: "light" });
const heightOf = (svg: string) => Number(/^<svg[^>]* height="(\d+)"/.exec(svg)?.[1]);

describe("a drawing that leaves its page", () => {
  test("needs nothing but itself, and says whose figures of when", () => {
    const svg = draw(time);
    expect(svg).not.toMatch(/var\(|class=|style=|href|url\(/);
    expect(svg).toContain("Source: A &lt;survey&gt; &amp; its authors. As of December 2023.");
    expect(svg).toContain(words.address);
  });

  test("tells the causes that it numbers, or numbers none", () => {
    expect(draw(time)).toContain("1  January 2023: A loss.");
    expect(draw(time, "square")).not.toContain("A loss");
    expect(draw(time, "square")).not.toMatch(/<circle[^>]* r="9"/);
  });

  test("grows with its words in the page's shape, and never in the others", () => {
    const long = {
      title: "A very long finding about names ".repeat(8),
      subtitle: "word ".repeat(200),
    };
    expect(heightOf(draw(time, "page", long))).toBeGreaterThan(heightOf(draw(time)));
    expect(heightOf(draw(time, "wide", long))).toBe(675);
    expect(draw(time, "wide", long)).toContain(" …</text>");
  });

  test("leaves out what does not fit and says how much; a long label is cut", () => {
    const svg = draw(bars(40, "a-mail-provider-with-a-name.".repeat(6)));
    expect(svg).toContain("and 15 more in the data");
    expect(svg).toMatch(/a-mail-provider[^<]*…<\/text>/);
  });

  test("without a point says so", () => {
    expect(draw({ kind: "time", title: "x", input: { series: [] } })).toContain("No dated figure");
    expect(draw(bars(0, ""))).toContain("Nothing with a number");
  });
});
