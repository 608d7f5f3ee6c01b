import type { ReactNode } from "react";
import { formatValue } from "../../format";
import type { BarListProps } from "../bar-list";
import { BumpDrawing, describeRanks } from "../bump-chart";
import { layOutBumpChart } from "../bump-chart-layout";
import { boundsKey, type ChangeBarsRoom, ChangesDrawing, layOutChanges } from "../change-bars";
import { describeTimeChart } from "../chart-words";
import { COLUMNS_SIZE, type ColumnChartProps, ColumnsDrawing } from "../column-chart";
import { countryName } from "../country-name";
import type { FigureChart } from "../figure-chart";
import { textWidth } from "../label-placement";
import { mapBins } from "../map-bins";
import type { ChartPaint } from "../paint";
import type { Place } from "../place";
import { cutIntoSegments } from "../segments";
import { TimeChartDrawing } from "../time-chart-drawing";
import { layOutTimeChart, type TimeChartInput, withinRange } from "../time-chart-layout";
import { countryShapes, MAP_SIZES } from "../world-geometry";
import { binInWords, fillOf, MapDrawing } from "../world-map";
import { BarsDrawing, type BarsRoom, layOutBars } from "./bars-drawing";

/** Proportions of a file's drawing: `page` is as high as it needs, the others are fixed. */
export type ExportShape = "page" | "wide" | "square";
/** Those, and the one that embeds are redrawn in where there is little room. */
export type BodyShape = ExportShape | "narrow";

/** A chart's own drawing, in px of its own, and what has to be told below it. */
export interface ChartBody {
  width: number;
  height: number;
  notes: readonly string[];
  draw: (place: Place) => ReactNode;
}

const BARS_ROOMS: Record<BodyShape, BarsRoom> = {
  page: { width: 960, most: 25 },
  wide: { width: 960, most: 14, fillPx: 380 },
  square: { width: 620, most: 18, fillPx: 470 },
  narrow: { width: 340, most: 15 },
};
/** As wide as the letters of an image, which are wider than the page's. */
const inImage = { letters: 1.14, fontPx: 14 } as const;
const CHANGE_ROOMS: Record<BodyShape, ChangeBarsRoom> = {
  page: { ...inImage, width: 960, most: 25, rowPx: 26, isStacked: false },
  wide: { ...inImage, width: 960, most: 14, rowPx: 26, fillPx: 380, isStacked: false },
  square: { ...inImage, width: 560, most: 10, rowPx: 40, fillPx: 400, isStacked: true },
  narrow: { ...inImage, width: 340, most: 15, rowPx: 40, isStacked: true },
};
/** The room for a drawing over time. */
const TIME_SIZES = { page: "file", wide: "file", square: "square", narrow: "narrow" } as const;
/** Marks without room for their key would say nothing. */
const hasRoomForEvents = (shape: BodyShape) => shape === "page" || shape === "narrow";

function timeNotes(input: TimeChartInput, withEvents: boolean): string[] {
  const gaps = input.series.some(
    ({ points }) => cutIntoSegments(points, input.breaks).gaps.length > 0,
  );
  const flags = new Set(input.series.flatMap(({ points }) => points.flatMap((p) => p.flags)));
  const key = [
    ...(gaps ? ["dotted: not measured"] : []),
    ...(flags.has("e") ? ["open circle: approximate"] : []),
    ...(flags.has("l") ? ["arrow: at least"] : []),
    ...(input.scale === "log" ? ["logarithmic scale"] : []),
    ...(input.scale === "indexed" ? ["first point = 100"] : []),
  ].join("; ");
  const events = withEvents ? withinRange(input.events ?? [], input.series) : [];
  return [
    ...(key === "" ? [] : [`${key.charAt(0).toUpperCase()}${key.slice(1)}.`]),
    ...events.map(({ when, title }, i) => `${i + 1}  ${when}: ${title}.`),
  ];
}

function timeBody(
  title: string,
  given: TimeChartInput,
  shape: BodyShape,
  paint: ChartPaint,
): ChartBody | null {
  const input = hasRoomForEvents(shape) ? given : { ...given, events: [] };
  const geometry = layOutTimeChart(input, TIME_SIZES[shape]);
  if (geometry === null) return null;
  const label = describeTimeChart(title, input);
  return {
    width: geometry.width,
    height: geometry.height,
    notes: timeNotes(input, hasRoomForEvents(shape)),
    draw: (place) => (
      <TimeChartDrawing geometry={geometry} paint={paint} label={label} place={place} />
    ),
  };
}

const LEGEND_ROW = 24;

function MapLegend({
  entries,
  paint,
  place,
}: {
  entries: readonly { text: string; fill: string; x: number; y: number }[];
  paint: ChartPaint;
  place: Place;
}) {
  return (
    <svg
      {...place}
      viewBox={`0 0 ${place.width} ${place.height}`}
      fontSize={14}
      role="img"
      aria-label="Key"
    >
      {entries.map(({ text, fill, x, y }) => (
        <g key={text}>
          <rect x={x + 0.5} y={y + 4.5} width={26} height={12} fill={fill} stroke={paint.rule} />
          <text x={x + 34} y={y + 15} fill={paint.ink}>
            {text}
          </text>
        </g>
      ))}
    </svg>
  );
}

function mapBody(
  { map }: Extract<FigureChart, { kind: "map" }>,
  shape: BodyShape,
  paint: ChartPaint,
): ChartBody | null {
  const { values, format = "count", missingWords = "not listed", unit, title } = map;
  if (values.length === 0) return null;
  const bins = mapBins(values.map(({ value }) => value));
  const byCode = new Map(values.map((value) => [value.code, value]));
  const shared = { byCode, bins, format, paint };
  const width = shape === "narrow" ? 400 : 960;
  const isStacked = shape === "square" || shape === "narrow";
  const ratio = (name: keyof typeof MAP_SIZES) => MAP_SIZES[name].height / MAP_SIZES[name].width;
  const europeWidth = isStacked ? width * 0.45 : 330;
  const worldWidth = isStacked ? width : width - europeWidth - 12;
  const worldHeight = worldWidth * ratio("world");
  const europeHeight = europeWidth * ratio("europe");
  const mapsHeight = isStacked
    ? worldHeight + 8 + europeHeight
    : Math.max(worldHeight, europeHeight);
  const legendWidth = isStacked ? width - europeWidth - 24 : width;
  const texts = [
    ...bins.map((bin, i) => ({
      text: `${binInWords(bin, format)}${i === 0 ? ` ${unit}` : ""}`,
      fill: fillOf(paint, i, bins.length),
    })),
    { text: missingWords, fill: paint.none },
  ];
  let [x, y] = [0, 0];
  const entries = texts.map((entry) => {
    const needs = textWidth(entry.text, 14) * 1.14 + 56;
    if (x > 0 && x + needs > legendWidth) [x, y] = [0, y + LEGEND_ROW];
    const placed = { ...entry, x, y };
    x += needs;
    return placed;
  });
  const legendHeight = y + LEGEND_ROW;
  const height = isStacked ? mapsHeight : mapsHeight + 10 + legendHeight;
  const drawn = new Set(
    (["world", "europe"] as const).flatMap((name) => countryShapes(name).map(({ code }) => code)),
  );
  const undrawn = values
    .filter(({ code }) => !drawn.has(code))
    .map(({ code, value }) => `${countryName(code)} ${formatValue(value, format)}`);
  return {
    width,
    height,
    notes: undrawn.length === 0 ? [] : [`Not on these maps: ${undrawn.join(", ")}.`],
    draw: (place) => (
      <svg {...place} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
        <MapDrawing
          map="world"
          label={title}
          {...shared}
          place={{
            x: 0,
            y: isStacked ? 0 : (mapsHeight - worldHeight) / 2,
            width: worldWidth,
            height: worldHeight,
          }}
        />
        <MapDrawing
          map="europe"
          label={`${title}: Europe`}
          {...shared}
          place={{
            x: isStacked ? 0 : worldWidth + 12,
            y: isStacked ? worldHeight + 8 : (mapsHeight - europeHeight) / 2,
            width: europeWidth,
            height: europeHeight,
          }}
        />
        <MapLegend
          entries={entries}
          paint={paint}
          place={{
            x: isStacked ? europeWidth + 24 : 0,
            y: isStacked ? height - legendHeight - 8 : mapsHeight + 10,
            width: legendWidth,
            height: legendHeight,
          }}
        />
      </svg>
    ),
  };
}

function barsBody(list: BarListProps, shape: BodyShape, paint: ChartPaint): ChartBody {
  const geometry = layOutBars(list, BARS_ROOMS[shape]);
  return {
    ...geometry,
    notes: [],
    draw: (place) => <BarsDrawing list={list} geometry={geometry} paint={paint} place={place} />,
  };
}

/** Columns have no room for their labels on a narrow drawing, and leave a square one half empty. */
function columnsAsBars({
  title,
  items,
  axisTitle,
  tone,
}: Omit<ColumnChartProps, "paint">): BarListProps {
  const isShare = items.some(({ share }) => share !== null);
  return {
    caption: title,
    labelTitle: axisTitle ?? "",
    valueTitle: title,
    format: isShare ? "share" : "count",
    digits: 1,
    ...(tone === "dnssec" || tone === "problem" || tone === "neutral" ? { tone } : {}),
    rows: items.map(({ share, value, ...item }) => ({ ...item, value: isShare ? share : value })),
  };
}

/** The body of a chart's drawing; null where there is nothing to draw. */
export function chartBody(
  chart: FigureChart,
  shape: BodyShape,
  paint: ChartPaint,
): ChartBody | null {
  switch (chart.kind) {
    case "time":
      return timeBody(chart.title, chart.input, shape, paint);
    case "bars": {
      const { list } = chart;
      if (list.rows.length === 0) return null;
      return barsBody(list, shape, paint);
    }
    case "columns":
      if (chart.columns.items.length === 0) return null;
      return shape === "narrow" || shape === "square"
        ? barsBody(columnsAsBars(chart.columns), shape, paint)
        : {
            ...COLUMNS_SIZE,
            notes: [],
            draw: (place) => <ColumnsDrawing {...chart.columns} paint={paint} place={place} />,
          };
    case "changes": {
      const { title, rows } = chart.changes;
      if (rows.length === 0) return null;
      const geometry = layOutChanges(chart.changes, CHANGE_ROOMS[shape]);
      const key = boundsKey(rows);
      return {
        width: geometry.width,
        height: geometry.height,
        notes: key === null ? [] : [key],
        draw: (place) => (
          <ChangesDrawing title={title} geometry={geometry} paint={paint} place={place} />
        ),
      };
    }
    case "ranks": {
      const { title, series, depth = 10 } = chart.ranks;
      const geometry = layOutBumpChart(
        series,
        depth,
        shape === "square" || shape === "narrow" ? "narrow" : "wide",
      );
      return geometry === null
        ? null
        : {
            width: geometry.width,
            height: geometry.height,
            notes: ["Dotted: lists more than 62 days apart."],
            draw: (place) => (
              <BumpDrawing
                geometry={geometry}
                label={describeRanks(title, series)}
                paint={paint}
                place={place}
              />
            ),
          };
    }
    case "map":
      return mapBody(chart, shape, paint);
  }
}
