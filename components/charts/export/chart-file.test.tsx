import { describe, expect, test } from "vitest";
import type { ChartSeries } from "@/lib/model/chart";
import type { FigureChart } from "../figure-chart";
import { textWidth } from "../label-placement";
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

  test("a long address is broken, and its parts stay in the drawing", () => {
    const names = "provider=a-mail-provider.example&".repeat(12);
    for (const shape of ["page", "wide", "square"] as const) {
      const svg = draw(time, shape, { address: `https://stats.example.org/compare?${names}` });
      const lines = [...svg.matchAll(/font-size="(\d+(?:\.\d+)?)"[^>]*>([^<]*provider=[^<]*)</g)];
      expect(lines.length).toBeGreaterThan(1);
      const width = Number(/^<svg[^>]* width="(\d+)"/.exec(svg)?.[1]);
      for (const [, size, text = ""] of lines)
        expect(textWidth(text, Number(size)) * 1.14, `${shape}: ${text}`).toBeLessThan(width - 36);
    }
  });

  test("changes stand on both sides of zero; what is a bound alone is hollow and said", () => {
    const svg = draw({
      kind: "changes",
      changes: {
        title: "x",
        rows: [
          { id: "a", label: "a.example", value: 1_200 },
          { id: "b", label: "b.example", value: -300 },
          { id: "c", label: "c.example", value: 900, isBound: true },
        ],
      },
    });
    for (const words of [">+1,200<", ">−300<", ">up to +900<", "Hollow: in one of the two lists"])
      expect(svg).toContain(words);
    const bars = [...svg.matchAll(/<rect x="([\d.]+)"[^>]* width="([\d.]+)"[^>]* fill="(#\w+)"/g)];
    const [a, b, c] = bars.map(([, x = "", width = "", fill]) => ({
      x: +x,
      end: +x + +width,
      fill,
    }));
    expect(b?.end).toBeCloseTo(a?.x ?? Number.NaN);
    expect(c?.fill).toBe("#ffffff");
  });

  test("few bars fill the room that a square has; columns are bars there", () => {
    const rowOf = (svg: string) =>
      Number(/<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="(\d+)"/.exec(svg)?.[1]);
    expect(rowOf(draw(bars(5, "a"), "square"))).toBeGreaterThan(
      rowOf(draw(bars(18, "a"), "square")),
    );
    const columns: FigureChart = {
      kind: "columns",
      columns: { title: "x", items: [{ id: "a", label: "0", value: 1, share: 1 }] },
    };
    expect(draw(columns, "square")).toMatch(/>100\.0\s%</);
  });

  test("without a figure no date is told", () => {
    expect(draw(time, "page", { date: null })).toContain(
      "Source: A &lt;survey&gt; &amp; its authors.<",
    );
  });

  test("without a point says so", () => {
    expect(draw({ kind: "time", title: "x", input: { series: [] } })).toContain("No dated figure");
    expect(draw(bars(0, ""))).toContain("Nothing with a number");
  });
});
