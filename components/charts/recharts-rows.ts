import type { SeriesTone } from "@/lib/model/chart";
import { timeOf } from "./date-axis";
import { cutIntoSegments } from "./segments";
import { drawnValues, type TimeChartInput } from "./time-chart-layout";

/** One date; every run of joined points has a column of its own. */
export type RechartsRow = { at: number } & Record<string, number>;

/** A line of Recharts: one run, so that nothing is drawn or hovered across a gap. */
export interface RechartsLine {
  key: string;
  name: string;
  tone: SeriesTone;
}

/** The chart's points as Recharts takes them: rows by date, one line a run. */
export function recharted(input: TimeChartInput): { rows: RechartsRow[]; lines: RechartsLine[] } {
  const { series, scale = "linear", breaks } = input;
  const rows = new Map<number, RechartsRow>();
  const lines: RechartsLine[] = [];
  series.forEach((one, s) => {
    const values = drawnValues(one, scale);
    const points = one.points
      .map((point, i) => ({ ...point, drawn: values[i] ?? 0 }))
      .filter(({ drawn }) => scale !== "log" || drawn > 0);
    cutIntoSegments(points, breaks).runs.forEach((run, r) => {
      const key = `s${s}r${r}`;
      lines.push({ key, name: one.name, tone: one.tone });
      for (const { date, drawn } of run) {
        const at = timeOf(date);
        rows.set(at, { ...(rows.get(at) ?? { at }), at, [key]: drawn });
      }
    });
  });
  return { rows: [...rows.values()].sort((a, b) => a.at - b.at), lines };
}
