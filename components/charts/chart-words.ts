import type { ChartPoint, ChartScale, ChartSeries, ValueFormat } from "@/lib/model/chart";
import { formatDate, formatFigure } from "../format";
import { cutIntoSegments } from "./segments";
import type { TimeChartInput } from "./time-chart-layout";

const SCALE_WORDS: Record<ChartScale, string> = {
  linear: "",
  log: ", logarithmic scale",
  indexed: ", first point = 100",
};

const pointInWords = (point: ChartPoint, format: ValueFormat): string =>
  `${formatFigure(point.value, format, point.flags)} (${formatDate(point.measuredOn ?? point.date, point.precision)})`;

function seriesInWords(series: ChartSeries, input: TimeChartInput): string {
  const { format = "count" } = input;
  const [first, last] = [series.points[0], series.points.at(-1)];
  if (first === undefined || last === undefined) return `${series.name}: no dated figure`;
  if (first === last) return `${series.name}: ${pointInWords(first, format)}`;
  const { gaps } = cutIntoSegments(series.points, input.breaks);
  const missing =
    gaps.length === 0
      ? ""
      : `; ${gaps.length} ${gaps.length === 1 ? "stretch" : "stretches"} not measured`;
  return `${series.name}: from ${pointInWords(first, format)} to ${pointInWords(last, format)}${missing}`;
}

/** What a time chart shows, in a sentence or two, for those who do not see it. */
export function describeTimeChart(title: string, input: TimeChartInput): string {
  const series = input.series.map((one) => seriesInWords(one, input)).join(". ");
  return `Line chart${SCALE_WORDS[input.scale ?? "linear"]}: ${title}. ${series}.`;
}
