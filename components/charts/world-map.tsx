import type { ValueFormat } from "@/lib/model/chart";
import { EmptyState } from "../empty-state";
import { formatValue } from "../format";
import { Once } from "../markup";
import { countryName } from "./country-name";
import { binOf, type MapBin, mapBins } from "./map-bins";
import { type ChartPaint, PAGE_PAINT } from "./paint";
import type { Place } from "./place";
import { countryShapes, MAP_SIZES, type MapName } from "./world-geometry";
import styles from "./world-map.module.css";

/** A country's figure. */
export interface MapValue {
  /** ISO 3166-1 alpha-2. */
  code: string;
  value: number;
  note?: string;
}

/** What the maps draw. */
export interface WorldMapProps {
  title: string;
  /** What a value counts, for the legend. */
  unit: string;
  values: readonly MapValue[];
  format?: ValueFormat;
  /** What a country without a figure is: a published list may be partial. */
  missingWords?: string;
  paint?: ChartPaint;
}

/** The colour of a class. */
export const fillOf = (paint: ChartPaint, bin: number, bins: number): string =>
  // With fewer than five classes the strong end of the scale is used, away from "no figure".
  paint.map[Math.min(4, bin + (5 - bins))] ?? paint.map[4];

/** The limits of a class. */
export function binInWords({ from, to }: MapBin, format: ValueFormat): string {
  if (to === null) return `${formatValue(from, format)} and more`;
  if (format === "count" && to - 1 === from) return formatValue(from, format);
  return `${formatValue(from, format)} to ${formatValue(format === "count" ? to - 1 : to, format)}`;
}

function Legend({
  bins,
  unit,
  format,
  missingWords,
  paint,
}: {
  bins: readonly MapBin[];
  unit: string;
  format: ValueFormat;
  missingWords: string;
  paint: ChartPaint;
}) {
  return (
    <div className={styles.legend}>
      <span className={styles.unit}>{unit}</span>
      <ul>
        {bins.map(({ from, to }, i) => (
          <li key={from}>
            <svg width={28} height={12} aria-hidden="true">
              <rect width={28} height={12} fill={fillOf(paint, i, bins.length)} />
            </svg>
            {binInWords({ from, to }, format)}
          </li>
        ))}
        <li>
          <svg width={28} height={12} aria-hidden="true">
            <rect x={0.5} y={0.5} width={27} height={11} fill={paint.none} stroke={paint.rule} />
          </svg>
          {missingWords}
        </li>
      </ul>
    </div>
  );
}

/** What one of the maps draws. */
export interface MapDrawingProps {
  map: MapName;
  label: string;
  byCode: ReadonlyMap<string, MapValue>;
  bins: readonly MapBin[];
  format: ValueFormat;
  paint: ChartPaint;
  /** Where it stands in a larger drawing. */
  place?: Place;
}

/** Countries without a figure are one shape: they differ in nothing, and it saves half the bytes. */
export function MapDrawing({ map, label, byCode, bins, format, paint, place }: MapDrawingProps) {
  const { width, height } = MAP_SIZES[map];
  const shapes = countryShapes(map);
  const plain = shapes.filter(({ code }) => code === null || !byCode.has(code));
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      stroke={paint.card}
      strokeWidth={1}
      strokeLinejoin="round"
      {...(place ?? { className: styles[map] })}
    >
      <path d={plain.map(({ path }) => path).join("")} fill={paint.none} />
      {shapes.map(({ code, path }) => {
        const found = code === null ? undefined : byCode.get(code);
        if (found === undefined) return null;
        const note = found.note === undefined ? "" : `, ${found.note}`;
        return (
          <path
            key={found.code}
            d={path}
            fill={fillOf(paint, binOf(found.value, bins), bins.length)}
          >
            <title>{`${countryName(found.code)}: ${formatValue(found.value, format)}${note}`}</title>
          </path>
        );
      })}
    </svg>
  );
}

function Maps({
  title,
  unit,
  values,
  format = "count",
  missingWords = "not listed",
  paint = PAGE_PAINT,
}: WorldMapProps) {
  if (values.length === 0)
    return <EmptyState title="No map" what="No figures by country have been published." />;
  const bins = mapBins(values.map(({ value }) => value));
  const byCode = new Map(values.map((value) => [value.code, value]));
  const drawn = new Set(
    [...countryShapes("world"), ...countryShapes("europe")].map(({ code }) => code),
  );
  const undrawn = values.filter(({ code }) => !drawn.has(code));
  const most = [...values].sort((a, b) => b.value - a.value).slice(0, 3);
  const label = `World map: ${title}. ${values.length} countries; most in ${most
    .map(({ code, value }) => `${countryName(code)} (${formatValue(value, format)})`)
    .join(", ")}.`;
  const shared = { byCode, bins, format, paint };
  return (
    <div className={styles.map}>
      <div className={styles.maps}>
        <MapDrawing map="world" label={label} {...shared} />
        <MapDrawing map="europe" label={`The same for Europe: ${title}.`} {...shared} />
      </div>
      <Legend bins={bins} unit={unit} format={format} missingWords={missingWords} paint={paint} />
      {undrawn.length > 0 && (
        <p className={styles.undrawn}>
          Too small for these maps, or not a country:{" "}
          {undrawn
            .map(({ code, value }) => `${countryName(code)} ${formatValue(value, format)}`)
            .join(", ")}
          .
        </p>
      )}
    </div>
  );
}

/** Countries shaded by their figure, in five classes, the world and Europe; no script. */
export const WorldMap = (props: WorldMapProps) => (
  <Once name="world-map" of={props} draw={() => <Maps {...props} />} />
);
