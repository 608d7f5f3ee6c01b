import { BarList, type BarListProps } from "./bar-list";
import { BumpChart, type BumpChartProps } from "./bump-chart";
import { ChangeBars, type ChangeBarsProps } from "./change-bars";
import { ColumnChart, type ColumnChartProps } from "./column-chart";
import { TimeChart } from "./time-chart";
import type { TimeChartInput } from "./time-chart-layout";
import { WorldMap, type WorldMapProps } from "./world-map";

/** What a chart draws, as plain data: the page, `.svg` and `.png` draw the same. */
export type FigureChart =
  | { kind: "time"; title: string; input: TimeChartInput }
  | { kind: "bars"; list: BarListProps }
  | { kind: "changes"; changes: Omit<ChangeBarsProps, "paint"> }
  | { kind: "columns"; columns: Omit<ColumnChartProps, "paint"> }
  | { kind: "ranks"; ranks: Omit<BumpChartProps, "paint"> }
  | { kind: "map"; map: Omit<WorldMapProps, "paint"> };

/** The chart as a page shows it. */
export function ChartOnPage({ chart }: { chart: FigureChart }) {
  switch (chart.kind) {
    case "time":
      return <TimeChart title={chart.title} {...chart.input} />;
    case "bars":
      return <BarList {...chart.list} />;
    case "changes":
      return <ChangeBars {...chart.changes} />;
    case "columns":
      return <ColumnChart {...chart.columns} />;
    case "ranks":
      return <BumpChart {...chart.ranks} />;
    case "map":
      return <WorldMap {...chart.map} />;
  }
}
