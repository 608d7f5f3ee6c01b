import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { ChartSeries } from "@/lib/model/chart";
import { LIGHT_PAINT } from "./paint";
import { TimeChart } from "./time-chart";
import { TimeChartDrawing } from "./time-chart-drawing";
import { layOutTimeChart } from "./time-chart-layout";

const dane: ChartSeries = {
  id: "dane",
  name: "DANE domains",
  tone: "dane",
  points: [
    { date: "2017-01-28", value: 106_082, flags: [] },
    { date: "2017-02-27", value: 110_505, flags: [] },
    { date: "2023-12-31", precision: "month", value: 3_988_988, flags: [] },
  ],
};

describe("time chart without JavaScript", () => {
  test("says what it shows, to the ear and in the key", () => {
    const html = renderToStaticMarkup(
      <TimeChart title="DANE domains" series={[dane]} live={false} />,
    );
    expect(html).toContain(
      "DANE domains: from 106,082 (28 January 2017) to 3,988,988 (December 2023); 1 stretch not measured",
    );
    expect(html).toContain("not measured</li>");
    expect(html).toContain("<title>27 February 2017: 110,505</title>");
  });

  test("is drawn for wide and for narrow frames", () => {
    const html = renderToStaticMarkup(<TimeChart title="x" series={[dane]} live={false} />);
    expect(html).toContain('viewBox="0 0 960 392"');
    expect(html).toContain('viewBox="0 0 340 300"');
  });

  test("without a dated figure says so", () =>
    expect(renderToStaticMarkup(<TimeChart title="x" series={[]} />)).toContain("Not published"));
});

test("an export needs no style sheet", () => {
  const geometry = layOutTimeChart({ series: [dane] }, "wide");
  if (geometry === null) throw new Error("nothing laid out");
  const svg = renderToStaticMarkup(
    <TimeChartDrawing geometry={geometry} paint={LIGHT_PAINT} label="x" />,
  );
  expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
  expect(svg).not.toMatch(/var\(|class=|style=/);
});
