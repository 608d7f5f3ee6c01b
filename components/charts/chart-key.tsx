import { cutIntoSegments } from "./segments";
import styles from "./time-chart.module.css";
import type { TimeChartInput } from "./time-chart-layout";

type Mark = "line" | "gap" | "approximate" | "atLeast" | "single";

function Sample({ mark }: { mark: Mark }) {
  return (
    <svg
      viewBox="0 0 26 12"
      width={26}
      height={12}
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
    >
      {mark === "line" && <path d="M2,6H24" strokeWidth={2.5} />}
      {mark === "gap" && (
        <path d="M2,6H24" strokeWidth={1.6} strokeDasharray="1.5 4" strokeLinecap="round" />
      )}
      {(mark === "line" || mark === "single") && (
        <circle cx={13} cy={6} r={2.6} fill="currentColor" stroke="none" />
      )}
      {mark === "approximate" && <circle cx={13} cy={6} r={3.4} strokeWidth={1.6} />}
      {mark === "atLeast" && (
        <path d="M8.5,11.5h9M13,11.5v-10M9.5,5l3.5,-4l3.5,4" strokeWidth={1.5} />
      )}
    </svg>
  );
}

/** Says what solid, dashed and open marks mean, only for those that the chart has. */
export function ChartKey({
  input,
  zeroesLeftOut,
}: {
  input: TimeChartInput;
  zeroesLeftOut: number;
}) {
  const cut = input.series.map(({ points }) => cutIntoSegments(points, input.breaks));
  const points = input.series.flatMap((series) => series.points);
  const items: [Mark, string][] = [];
  if (cut.some(({ runs }) => runs.some((run) => run.length > 1))) items.push(["line", "measured"]);
  if (cut.some(({ gaps }) => gaps.length > 0)) items.push(["gap", "not measured"]);
  if (points.some(({ flags }) => flags.includes("e"))) items.push(["approximate", "approximate"]);
  if (points.some(({ flags }) => flags.includes("l"))) items.push(["atLeast", "at least"]);
  return (
    <ul className={styles.key}>
      {items.map(([mark, words]) => (
        <li key={mark}>
          <Sample mark={mark} />
          {words}
        </li>
      ))}
      {zeroesLeftOut > 0 && <li>{zeroesLeftOut} zeros are not on this logarithmic scale</li>}
    </ul>
  );
}
