"use client";

import { FLAG_MEANINGS } from "@/lib/model/flags";
import { formatDate, formatFigure, formatValue } from "../format";
import { timeOf } from "./date-axis";
import styles from "./time-chart.module.css";
import { drawnValues, type TimeChartInput } from "./time-chart-layout";

interface Props {
  active: boolean | undefined;
  /** Time of the date under the pointer. */
  at: unknown;
  input: TimeChartInput;
}

/** The tooltip: the date no more precise than known, each series' value, its flags in words, its note. */
export function TimeChartTip({ active, at, input }: Props) {
  const { series, scale = "linear", format = "count" } = input;
  const found = series.flatMap((one) => {
    const i = one.points.findIndex(({ date }) => timeOf(date) === Number(at));
    const point = one.points[i];
    return point === undefined ? [] : [{ one, point, index: drawnValues(one, scale)[i] ?? 0 }];
  });
  const [first] = found;
  if (active !== true || first === undefined) return null;
  const notes = found.flatMap(({ point }) => [
    ...point.flags.map((flag) => FLAG_MEANINGS[flag].meaning),
    ...(point.note === undefined ? [] : [point.note]),
  ]);
  return (
    <div className={styles.tip}>
      <p className={styles.tipDate}>{formatDate(first.point.date, first.point.precision)}</p>
      {found.map(({ one, point, index }) => (
        <p key={one.id} data-tone={one.tone}>
          <b>{formatFigure(point.value, format, point.flags)}</b> {one.name}
          {point.measuredOn !== undefined && `, ${formatDate(point.measuredOn, point.precision)}`}
          {scale === "indexed" && `, index ${formatValue(index, "index")}`}
        </p>
      ))}
      {[...new Set(notes)].map((note) => (
        <p key={note} className={styles.tipNote}>
          {note}
        </p>
      ))}
    </div>
  );
}
