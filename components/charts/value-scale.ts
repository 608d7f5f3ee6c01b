import { scaleLinear, scaleLog } from "d3-scale";
import type { ChartScale, ValueFormat } from "@/lib/model/chart";
import { formatCount, formatNumber } from "../format";

/** A tick of the value axis. */
export interface ValueTick {
  value: number;
  label: string;
  /** Zero, or 100 on an indexed chart: drawn stronger. */
  isBase: boolean;
}

/** Where values stand: a domain, its ticks and a function from value to 0 (bottom) .. 1 (top). */
export interface ValueAxis {
  domain: [number, number];
  ticks: ValueTick[];
  position: (value: number) => number;
}

const UNITS = [
  [1e9, "billion"],
  [1e6, "million"],
  [1e4, "thousand"],
] as const;

/** Linear tick labels: the unit's word stands once, on the top tick ("4 million", "3", "2"). */
export function labelTicks(values: readonly number[], format: ValueFormat): string[] {
  const top = Math.max(0, ...values);
  if (format === "share") {
    const percents = values.map((value) => Number((value * 100).toFixed(4)));
    return percents.map((percent, i) => (values[i] === top ? `${percent} %` : `${percent}`));
  }
  const [size, word] = UNITS.find(([from]) => top >= from) ?? [1, ""];
  if (word === "") return values.map(formatCount);
  const unit = word === "thousand" ? 1000 : size;
  return values.map((value) => {
    const short = formatNumber(value / unit);
    return value === top ? `${short} ${word}` : short;
  });
}

/** A tick on a log scale says its whole value: "100 thousand", "1 million". */
const labelLogTick = (value: number, format: ValueFormat): string => {
  if (format === "share") return `${Number((value * 100).toPrecision(6))} %`;
  const [size, word] = UNITS.find(([from]) => value >= from) ?? [1, ""];
  if (word === "") return formatNumber(value);
  return `${formatNumber(value / (word === "thousand" ? 1000 : size))} ${word}`;
};

function logAxis(values: readonly number[], format: ValueFormat): ValueAxis {
  const positive = values.filter((value) => value > 0);
  const low = Math.min(...positive, Number.POSITIVE_INFINITY);
  const high = Math.max(...positive, 0);
  if (positive.length === 0) return linearAxis([1], format, 4, true);
  const decades = Math.log10(high / low);
  // Steps on both sides of the data: 1, 2, 5 within two decades, else whole decades.
  const steps = decades > 2 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)); power++)
    for (const step of steps) all.push(Number((step * 10 ** power).toPrecision(1)));
  const from = all.filter((tick) => tick <= low).at(-1) ?? low;
  const to = all.find((tick) => tick >= high && tick > from) ?? high;
  const scale = scaleLog().domain([from, to]).range([0, 1]);
  return {
    domain: [from, to],
    ticks: all
      .filter((tick) => tick >= from && tick <= to)
      .map((value) => ({ value, label: labelLogTick(value, format), isBase: false })),
    position: scale,
  };
}

function linearAxis(
  values: readonly number[],
  format: ValueFormat,
  tickCount: number,
  fromZero: boolean,
): ValueAxis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high === low ? Math.abs(high) || 1 : high - low;
  const bottom = fromZero ? Math.min(0, low) : low;
  const top = high === bottom ? bottom + span : high;
  const scale = scaleLinear().domain([bottom, top]).nice(tickCount).range([0, 1]);
  const ticks = scale.ticks(tickCount);
  // A top line far above the data wastes the plot: end the domain a little over the data instead.
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const [from = 0, to = 1] = scale.domain();
  const end = to - high > step * 0.5 ? high + step * 0.12 : to;
  scale.domain([from, end]);
  const shown = ticks.filter((tick) => tick <= end);
  const labels = labelTicks(shown, format);
  return {
    domain: [from, end],
    ticks: shown.map((value, i) => ({ value, label: labels[i] ?? "", isBase: value === 0 })),
    position: scale,
  };
}

/**
 * The value axis of a chart.
 *
 * @param values everything drawn, already indexed where the scale is
 * @param tickCount about how many grid lines there is room for
 */
export function valueAxis(
  values: readonly number[],
  scale: ChartScale,
  format: ValueFormat,
  tickCount: number,
): ValueAxis {
  if (scale === "log") return logAxis(values, format);
  if (scale === "linear") return linearAxis(values, format, tickCount, true);
  const axis = linearAxis([...values, 100], "index", tickCount, Math.min(...values) < 60);
  return { ...axis, ticks: axis.ticks.map((tick) => ({ ...tick, isBase: tick.value === 100 })) };
}
