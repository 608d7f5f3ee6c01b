"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Line, LineChart, ReferenceArea, Tooltip, XAxis, YAxis } from "recharts";
import { describeTimeChart } from "./chart-words";
import { timeOf } from "./date-axis";
import { PAGE_PAINT } from "./paint";
import { RangeTools } from "./range-tools";
import { recharted } from "./recharts-rows";
import styles from "./time-chart.module.css";
import { TimeChartDrawing } from "./time-chart-drawing";
import { layOutTimeChart, type TimeChartInput } from "./time-chart-layout";
import { TimeChartTip } from "./time-chart-tip";

/** Props of the overlay. */
export interface OverlayProps {
  title: string;
  /** A `TimeChartInput` as JSON. */
  inputJson: string;
  /** Where the range control goes. */
  tools: HTMLElement | null;
  /** Called when a chosen range takes the place of the static drawing, and when it leaves it. */
  onZoom: (zoomed: boolean) => void;
}

/** A drag shorter than this is a click. */
const SHORTEST_DRAG_MS = 45 * 86_400_000;
/** The narrow drawing is taller than this part of its width; a reader's font size moves the switch. */
const NARROW_RATIO = 0.6;

/** Size of an element in px, kept up to date. */
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

/**
 * The live chart: Recharts on the spot of the static drawing, on the same scales, in the same
 * colours, with the same gaps: hover, arrow keys, and a range by drag or by year.
 */
export function TimeChartOverlay({ title, inputJson, tools, onZoom }: OverlayProps) {
  const input = useMemo((): TimeChartInput => JSON.parse(inputJson), [inputJson]);
  const { ref, size } = useSize();
  const [range, setRange] = useState<[number, number] | null>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const drawing = size.height > size.width * NARROW_RATIO ? "narrow" : "wide";
  const geometry = useMemo(() => layOutTimeChart(input, drawing, range), [input, drawing, range]);
  const { rows, lines } = useMemo(() => recharted(input), [input]);
  useEffect(() => onZoom(range !== null), [range, onZoom]);

  const times = input.series.flatMap(({ points }) => points.map(({ date }) => timeOf(date)));
  const finishDrag = () => {
    if (drag !== null && Math.abs(drag[1] - drag[0]) >= SHORTEST_DRAG_MS)
      setRange([Math.min(...drag), Math.max(...drag)]);
    setDrag(null);
  };
  const ratio = geometry === null ? 1 : size.width / geometry.width;
  return (
    <div ref={ref} className={styles.overlay}>
      {tools !== null &&
        createPortal(
          <RangeTools
            first={Math.min(...times)}
            last={Math.max(...times)}
            range={range}
            onChange={setRange}
          />,
          tools,
        )}
      {geometry === null && <p className={styles.nothing}>Not measured in these years.</p>}
      {geometry !== null && range !== null && (
        <TimeChartDrawing
          geometry={geometry}
          paint={PAGE_PAINT}
          label={describeTimeChart(title, input)}
          titled={false}
        />
      )}
      {geometry !== null && size.width > 0 && (
        <LineChart
          key={`${range}`}
          width={size.width}
          height={size.height}
          data={rows.filter(({ at }) => at >= geometry.times[0] && at <= geometry.times[1])}
          margin={{
            top: geometry.plot.top * ratio,
            right: (geometry.width - geometry.plot.right) * ratio,
            bottom: size.height - geometry.plot.bottom * ratio,
            left: geometry.plot.left * ratio,
          }}
          title={`${title}: arrow keys move from point to point`}
          accessibilityLayer
          onMouseDown={({ activeLabel }) => {
            const at = Number(activeLabel);
            if (Number.isFinite(at)) setDrag([at, at]);
          }}
          onMouseMove={({ activeLabel }) => {
            const at = Number(activeLabel);
            if (drag !== null && Number.isFinite(at)) setDrag([drag[0], at]);
          }}
          onMouseUp={finishDrag}
          onMouseLeave={() => setDrag(null)}
        >
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={geometry.times}
            allowDataOverflow
            hide
          />
          <YAxis
            type="number"
            domain={geometry.values}
            scale={input.scale === "log" ? "log" : "linear"}
            allowDataOverflow
            hide
          />
          {lines.map(({ key, tone, name }) => (
            <Line
              key={key}
              dataKey={key}
              name={name}
              stroke={PAGE_PAINT.tones[tone]}
              strokeWidth={2.5 * ratio}
              dot={rows.length > 1 ? false : { r: 2.6 * ratio, fill: PAGE_PAINT.tones[tone] }}
              activeDot={{
                r: 5,
                fill: PAGE_PAINT.tones[tone],
                stroke: PAGE_PAINT.card,
                strokeWidth: 2,
              }}
              connectNulls
              isAnimationActive={false}
            />
          ))}
          {drag !== null && (
            <ReferenceArea
              x1={Math.min(...drag)}
              x2={Math.max(...drag)}
              fill={PAGE_PAINT.soft}
              fillOpacity={0.2}
            />
          )}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: PAGE_PAINT.soft }}
            content={({ active, label }) => (
              <TimeChartTip active={active} at={label} input={input} />
            )}
          />
        </LineChart>
      )}
    </div>
  );
}
