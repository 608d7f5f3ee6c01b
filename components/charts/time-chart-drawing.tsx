import { Dots } from "./dots";
import type { ChartPaint } from "./paint";
import type { Place } from "./place";
import type { PlacedPoint, PlacedSeries, TimeChartGeometry } from "./time-chart-layout";

const path = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x},${y}`).join("");

/** Upwards and open: at least this much. */
const atLeastMark = ({ x, y }: PlacedPoint): string =>
  `M${x - 4.5},${y}h9M${x},${y}v-11M${x - 3.5},${y - 7}l3.5,-4.5l3.5,4.5`;

/** A point that is not simply a value; those are `Dots`. */
function OpenMark({
  point,
  color,
  card,
  titled,
}: {
  point: PlacedPoint;
  color: string;
  card: string;
  titled: boolean;
}) {
  const title = titled ? <title>{point.title}</title> : null;
  if (point.kind === "atLeast")
    return (
      <path d={atLeastMark(point)} fill="none" stroke={color} strokeWidth={1.6}>
        {title}
      </path>
    );
  if (point.kind === "approximate")
    return (
      <circle cx={point.x} cy={point.y} r={3.4} fill={card} stroke={color} strokeWidth={1.6}>
        {title}
      </circle>
    );
  return null;
}

function Lines({ series, color }: { series: PlacedSeries; color: string }) {
  return (
    <g fill="none" stroke={color} strokeLinejoin="round" strokeLinecap="round">
      {series.gaps.length > 0 && (
        <path
          d={series.gaps.map(path).join("")}
          strokeWidth={1.5}
          strokeDasharray="1.5 5"
          opacity={0.85}
        />
      )}
      {series.runs.length > 0 && <path d={series.runs.map(path).join("")} strokeWidth={2.5} />}
    </g>
  );
}

function EndLabel({ series, paint }: { series: PlacedSeries; paint: ChartPaint }) {
  const { label, tone } = series;
  if (label === null) return null;
  const { x, y, anchor, nameLines, value, inline, leader } = label;
  return (
    <>
      {leader !== null && (
        <path
          d={`M${leader[0]},${leader[1]}L${leader[2]},${leader[3]}`}
          stroke={paint.tones[tone]}
          opacity={0.6}
          fill="none"
        />
      )}
      <text
        x={x}
        y={y}
        textAnchor={anchor}
        stroke={paint.card}
        strokeWidth={inline || anchor === "end" ? 4 : 0}
        strokeLinejoin="round"
        paintOrder="stroke"
      >
        {nameLines.map((line, i) => (
          <tspan
            key={line}
            {...(i > 0 ? { x, dy: 17 } : {})}
            fill={paint.tones[tone]}
            fontWeight={650}
          >
            {line}
          </tspan>
        ))}
        <tspan {...(inline ? { dx: 6 } : { x, dy: anchor === "end" ? 15 : 17 })} fill={paint.ink}>
          {value}
        </tspan>
      </text>
    </>
  );
}

/** The frame of a time chart: bands, grid, axes. Shared so that exports and pages agree. */
function Frame({ geometry, paint }: { geometry: TimeChartGeometry; paint: ChartPaint }) {
  const { plot, fontSizePx, rows, columns, dates, bands } = geometry;
  const [top, bottom] = [plot.top - 24, plot.bottom];
  return (
    <>
      {bands.map((band) => (
        <g key={band.x}>
          <rect x={band.x} y={top} width={band.width} height={bottom - top} fill={paint.mark} />
          {band.title !== null && (
            <text x={band.x + 6} y={top + 15} fill={paint.soft} fontSize={fontSizePx - 1}>
              {band.title}
            </text>
          )}
        </g>
      ))}
      <g stroke={paint.rule} shapeRendering="crispEdges">
        {rows.map(({ y, isBase }) => (
          <path key={y} d={`M0,${y}H${plot.right}`} {...(isBase ? { stroke: paint.soft } : {})} />
        ))}
        {columns.map((x) => (
          <path key={x} d={`M${x},${bottom}v6`} stroke={paint.soft} />
        ))}
      </g>
      <g fill={paint.soft} fontSize={fontSizePx - 0.5}>
        {rows.map(({ y, label }) => (
          <text key={y} x={0} y={y - 5} stroke={paint.card} strokeWidth={3} paintOrder="stroke">
            {label}
          </text>
        ))}
        {dates.map(({ x, text, year, anchor }) => (
          <text key={x} x={x} y={bottom + 19} textAnchor={anchor}>
            {text}
            {year !== undefined && (
              <tspan x={x} dy={15} fontWeight={600}>
                {year}
              </tspan>
            )}
          </text>
        ))}
      </g>
    </>
  );
}

function Breaks({ geometry, paint }: { geometry: TimeChartGeometry; paint: ChartPaint }) {
  const { plot, fontSizePx, breaks } = geometry;
  return (
    <>
      {breaks.map(({ x, lines, anchor }) => (
        <g key={x} fill={paint.ink} fontSize={fontSizePx - 1.5}>
          <path
            d={`M${x},${plot.top - 24}V${plot.bottom}`}
            stroke={paint.soft}
            strokeWidth={1}
            strokeDasharray="6 3"
          />
          <text
            y={plot.top - 13}
            textAnchor={anchor}
            stroke={paint.card}
            strokeWidth={4}
            paintOrder="stroke"
          >
            {lines.map((line, i) => (
              <tspan key={line} x={x + (anchor === "start" ? 7 : -7)} dy={i === 0 ? 0 : 14}>
                {line}
              </tspan>
            ))}
          </text>
        </g>
      ))}
    </>
  );
}

interface Props {
  geometry: TimeChartGeometry;
  paint: ChartPaint;
  label: string;
  className?: string | undefined;
  /** Where it stands in a larger drawing. */
  place?: Place | undefined;
  /** Whether points say their date and value on hover; off where nothing hovers. */
  titled?: boolean;
}

/** The drawing of a time chart: presentation attributes only, so it needs no style sheet. */
export function TimeChartDrawing({
  geometry,
  paint,
  label,
  className,
  place,
  titled = true,
}: Props) {
  const { width, height, fontSizePx, series, events } = geometry;
  return (
    <svg
      {...place}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      className={className}
      fontSize={fontSizePx}
      {...(paint.fontFamily === undefined
        ? {}
        : { fontFamily: paint.fontFamily, xmlns: "http://www.w3.org/2000/svg" })}
    >
      <Frame geometry={geometry} paint={paint} />
      <Breaks geometry={geometry} paint={paint} />
      {series.map((one) => (
        <Lines key={one.id} series={one} color={paint.tones[one.tone]} />
      ))}
      {series.map((one) => (
        <g key={one.id}>
          <Dots
            dots={one.points.filter((point) => point.isDot && point.kind === "exact")}
            radius={2.6}
            color={paint.tones[one.tone]}
            titled={titled}
          />
          {one.points
            .filter(({ kind }) => kind !== "exact")
            .map((point) => (
              <OpenMark
                key={`${point.x},${point.y}`}
                point={point}
                color={paint.tones[one.tone]}
                card={paint.card}
                titled={titled}
              />
            ))}
        </g>
      ))}
      <g fontSize={fontSizePx - 2} textAnchor="middle">
        {events.map(({ number, x, cx, cy, stem }) => (
          <g key={number}>
            <path d={`M${x},${stem[0]}L${cx},${stem[1]}`} stroke={paint.soft} />
            <circle cx={cx} cy={cy} r={9} fill={paint.card} stroke={paint.soft} />
            <text x={cx} y={cy + 4} fill={paint.ink} fontWeight={600}>
              {number}
            </text>
          </g>
        ))}
      </g>
      {series.map((one) => (
        <EndLabel key={one.id} series={one} paint={paint} />
      ))}
    </svg>
  );
}
