import { EmptyState } from "../empty-state";
import { formatDay } from "../format";
import { asJson, Once } from "../markup";
import { ChartKey } from "./chart-key";
import { describeTimeChart } from "./chart-words";
import { LIVE_CHART, RANGE_TOOLS } from "./live-chart-marks";
import { PAGE_PAINT } from "./paint";
import styles from "./time-chart.module.css";
import { TimeChartDrawing } from "./time-chart-drawing";
import { layOutTimeChart, type TimeChartInput, withinRange } from "./time-chart-layout";

/** Props of a time chart: what it draws, and the words around it. */
export interface TimeChartProps extends TimeChartInput {
  /** The finding or subject; read out as the drawing's name. */
  title: string;
  /** The unit, where the frame around does not say it. */
  subtitle?: string;
  /** Anchor on the page. */
  id?: string;
  /** Whether a Recharts overlay takes over once the chart is seen (`PageMarkup` puts it there). */
  live?: boolean;
  /** Shown instead of a chart when no series has a dated point. */
  empty?: { title: string; what: string };
}

function yearsOf({ series }: TimeChartInput): number {
  const years = series.flatMap(({ points }) => points.map(({ date }) => Number(date.slice(0, 4))));
  return Math.max(...years) - Math.min(...years) + 1;
}

function Notes({ input }: { input: TimeChartInput }) {
  const events = withinRange(input.events ?? [], input.series);
  const breaks = withinRange(input.breaks ?? [], input.series);
  return (
    <>
      {events.length > 0 && (
        <ol className={styles.events}>
          {events.map(({ date, when, title, detail, sourceUrl }) => (
            <li key={`${date} ${title}`}>
              <b>{when}</b> {title}.
              {detail !== "" && <span className={styles.detail}> {detail}</span>}
              {sourceUrl !== null && (
                <>
                  {" "}
                  <a href={sourceUrl} aria-label={`Source: ${title}`}>
                    source
                  </a>
                </>
              )}
            </li>
          ))}
        </ol>
      )}
      {breaks.length > 0 && (
        <ul className={styles.breaks}>
          {breaks.map(({ date, title }) => (
            <li key={`${date} ${title}`}>
              <b>Break in the series, {formatDay(date)}:</b> {title}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Chart({ title, subtitle, id, live = true, empty, ...input }: TimeChartProps) {
  const wide = layOutTimeChart(input, "wide");
  const narrow = layOutTimeChart(input, "narrow");
  if (wide === null || narrow === null)
    return (
      <EmptyState
        title={empty?.title ?? "No dated figure"}
        what={
          empty?.what ??
          "No dated figure of this series has been published, so there is nothing to draw over time."
        }
      />
    );
  const label = describeTimeChart(title, input);
  return (
    <div className={styles.chart} id={id}>
      {subtitle !== undefined && <p className={styles.subtitle}>{subtitle}</p>}
      <div className={styles.stage} {...(live ? { [LIVE_CHART]: title } : {})}>
        <div className={styles.drawings}>
          <TimeChartDrawing
            geometry={wide}
            paint={PAGE_PAINT}
            label={label}
            className={styles.wide}
          />
          <TimeChartDrawing
            geometry={narrow}
            paint={PAGE_PAINT}
            label={label}
            className={styles.narrow}
            titled={false}
          />
        </div>
        {live && <script type="application/json" {...asJson(JSON.stringify(input))} />}
      </div>
      <div className={styles.foot}>
        <ChartKey input={input} zeroesLeftOut={wide.zeroesLeftOut} />
        {live && yearsOf(input) > 2 && <div className={styles.tools} {...{ [RANGE_TOOLS]: "" }} />}
      </div>
      <Notes input={input} />
    </div>
  );
}

/**
 * Figures over time, drawn on the server twice: for wide and for narrow frames.
 *
 * Works without JavaScript; where there is some, Recharts replaces the drawing in place once it is
 * seen. Undated figures cannot be passed: a point has a date.
 */
export const TimeChart = (props: TimeChartProps) => (
  <Once name="time-chart" of={props} draw={() => <Chart {...props} />} />
);
