"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { dateAxis } from "./date-axis";
import type { LivePoint, LiveSeries, LiveTimeChartData } from "./live-time-chart-data";
import { PAGE_PAINT } from "./paint";
import { RangeTools } from "./range-tools";
import styles from "./time-chart.module.css";

/** Props of the overlay; `onReady` is called once it has a size and stands on the static drawing. */
export interface OverlayProps {
  data: LiveTimeChartData;
  /** Where the range control goes. */
  tools: HTMLElement | null;
  onReady: (ready: boolean) => void;
}

type Row = { at: number } & Record<string, number>;

/** One column a run of joined points, so that no line crosses what was not measured. */
function rowsOf(series: readonly LiveSeries[]) {
  const rows = new Map<number, Row>();
  const lines: { key: string; tone: LiveSeries["tone"]; dashed: boolean; single: boolean }[] = [];
  const put = (key: string, point: LivePoint) => {
    const row: Row = rows.get(point.at) ?? { at: point.at };
    row[key] = point.value;
    rows.set(point.at, row);
  };
  for (const [s, one] of series.entries()) {
    let run = "";
    let previous: LivePoint | undefined;
    for (const [p, point] of one.points.entries()) {
      if (point.gap === 1 && previous !== undefined) {
        const key = `g${s}-${p}`;
        lines.push({ key, tone: one.tone, dashed: true, single: false });
        put(key, previous);
        put(key, point);
      }
      if (point.cut === 1 || run === "") {
        run = `r${s}-${p}`;
        lines.push({ key: run, tone: one.tone, dashed: false, single: false });
      }
      put(run, point);
      previous = point;
    }
  }
  return { rows: [...rows.values()].sort((a, b) => a.at - b.at), lines };
}

interface TipProps {
  active?: boolean;
  label?: string | number | undefined;
  series: readonly LiveSeries[];
}

/** The words of every series' point on the date under the pointer. */
function Tip({ active = false, label, series }: TipProps) {
  const found = series.flatMap((one) =>
    one.points.filter(({ at }) => at === label).map((point) => ({ one, point })),
  );
  const [first] = found;
  if (!active || first === undefined) return null;
  return (
    <div className={styles.tip}>
      <p className={styles.tipDate}>{first.point.date}</p>
      {found.map(({ one, point }) => (
        <div key={one.id}>
          <p>
            <b>{point.text}</b> {one.name}
          </p>
          {point.notes.map((note) => (
            <p key={note} className={styles.tipDate}>
              {note}
            </p>
          ))}
        </div>
      ))}
    </div>
  );
}

/** Width and height of an element in px, kept up to date. */
function useSize() {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
}

/** The live chart: same place, scale and colours as the static drawing, with hover, keys and range. */
export function TimeChartOverlay({ data, tools, onReady }: OverlayProps) {
  const { ref, size } = useSize();
  const { rows, lines } = useMemo(() => rowsOf(data.series), [data]);
  const first = rows[0]?.at ?? 0;
  const last = rows.at(-1)?.at ?? 0;
  const [range, setRange] = useState<[number, number] | null>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const isReady = size.width > 0;
  useEffect(() => onReady(isReady), [isReady, onReady]);

  const narrow = size.width <= 592;
  const plot = data.plots[narrow ? "narrow" : "wide"];
  const ratio = size.width / plot.width;
  const [from, to] = range ?? [first, last];
  const dates = dateAxis(from, to, (plot.width - plot.left - plot.right) * 1);
  const words = new Map(
    dates.labels.map(({ at, text, year }) => [at, year === undefined ? text : `${text} ${year}`]),
  );
  const shown = rows.filter(({ at }) => at >= from && at <= to);
  const fontSize = (narrow ? 12 : 13.5) * ratio;
  const text = { fontSize, fill: PAGE_PAINT.soft };

  const finishDrag = () => {
    if (drag !== null && Math.abs(drag[1] - drag[0]) > 86_400_000 * 45)
      setRange([Math.min(...drag), Math.max(...drag)]);
    setDrag(null);
  };

  return (
    <div ref={ref} className={styles.overlay}>
      {tools !== null &&
        createPortal(
          <RangeTools first={first} last={last} range={range} onChange={setRange} />,
          tools,
        )}
      {isReady && (
        <LineChart
          width={size.width}
          height={size.height}
          data={shown}
          margin={{
            top: plot.top * ratio,
            right: plot.right * ratio,
            bottom: (plot.bottom - 30) * ratio,
            left: 0,
          }}
          title={data.title}
          accessibilityLayer
          onMouseDown={({ activeLabel }) => {
            if (typeof activeLabel === "number") setDrag([activeLabel, activeLabel]);
          }}
          onMouseMove={({ activeLabel }) => {
            if (drag !== null && typeof activeLabel === "number") setDrag([drag[0], activeLabel]);
          }}
          onMouseUp={finishDrag}
          onMouseLeave={() => setDrag(null)}
        >
          {data.bands.map((band) => (
            <ReferenceArea
              key={band.from}
              x1={Math.max(band.from, from)}
              x2={Math.min(band.to, to)}
              fill={PAGE_PAINT.mark}
              fillOpacity={1}
              ifOverflow="hidden"
            />
          ))}
          <CartesianGrid vertical={false} stroke={PAGE_PAINT.rule} />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={[from, to]}
            allowDataOverflow
            ticks={[...words.keys()]}
            tickFormatter={(at: number) => words.get(at) ?? ""}
            height={30 * ratio}
            interval={0}
            tickLine={false}
            axisLine={{ stroke: PAGE_PAINT.soft }}
            tick={text}
          />
          <YAxis
            type="number"
            width={plot.left * ratio}
            domain={data.domain}
            scale={data.log ? "log" : "linear"}
            ticks={data.ticks.map(({ value }) => value)}
            tickFormatter={(value: number) =>
              data.ticks.find((tick) => tick.value === value)?.label ?? ""
            }
            interval={0}
            tickLine={false}
            axisLine={false}
            tick={{ ...text, textAnchor: "start", dx: -plot.left * ratio + 8, dy: -8 }}
          />
          {data.breaks.map(({ at }) => (
            <ReferenceLine key={at} x={at} stroke={PAGE_PAINT.ink} strokeDasharray="6 3" />
          ))}
          {lines.map(({ key, tone, dashed }) => (
            <Line
              key={key}
              dataKey={key}
              stroke={PAGE_PAINT.tones[tone]}
              strokeWidth={dashed ? 1.5 : 2.5}
              {...(dashed ? { strokeDasharray: "1.5 5", tooltipType: "none" as const } : {})}
              dot={dashed ? false : { r: 2.6, fill: PAGE_PAINT.tones[tone], strokeWidth: 0 }}
              activeDot={dashed ? false : { r: 5 }}
              connectNulls
              isAnimationActive={false}
            />
          ))}
          {drag !== null && (
            <ReferenceArea x1={drag[0]} x2={drag[1]} fill={PAGE_PAINT.soft} fillOpacity={0.18} />
          )}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: PAGE_PAINT.soft }}
            content={({ active, label }) => (
              <Tip active={active} label={label} series={data.series} />
            )}
          />
        </LineChart>
      )}
    </div>
  );
}
