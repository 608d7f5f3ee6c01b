import { formatDate, formatDay } from "@/components/format";
import type { Db } from "@/db/client";
import { daysAfter, daysBetween, type IsoDate } from "@/lib/model/calendar";
import type { ChartPoint } from "@/lib/model/chart";
import { oneOf } from "@/lib/model/column";
import type { Dataset } from "@/lib/model/dataset";
import { datasetById } from "@/lib/model/datasets";
import type { PageQuery } from "@/lib/model/page-query";
import { figuresOf } from "@/lib/stats/figures";
import { pointsOf } from "@/lib/stats/points";
import { dayRange } from "@/lib/stats/trends";
import { derivedFigure, type FigureRow, newestOf, type PageFigure } from "./page-figure";

type State = PageQuery<"/compare">;

/** Inclusive days. */
interface Period {
  start: IsoDate;
  end: IsoDate;
}

const PERIODS = ["shown", "before"] as const;

const period = oneOf(PERIODS, {
  title: "Period",
  description: "Whether the row is of the period that is shown or of the one before",
});

const YEAR = 365;

/** The period asked for; without a start a year, without an end up to the newest report. */
function askedPeriod({ start, end }: State, newest: IsoDate): Period {
  const given = dayRange(start, end);
  const last = given.end ?? newest;
  return { start: given.start ?? daysAfter(last, 1 - YEAR), end: last };
}

/** The equally long period right before. */
function periodBefore({ start, end }: Period): Period {
  const days = daysBetween(start, end) + 1;
  return { start: daysAfter(start, -days), end: daysAfter(start, -1) };
}

/** "2023", or "August 2020 to March 2021". */
function nameOf({ start, end }: Period): string {
  const year = start.slice(0, 4);
  if (start === `${year}-01-01` && end === `${year}-12-31`) return year;
  const months = [formatDate(start, "month"), formatDate(end, "month")];
  return months[0] === months[1] ? `${formatDay(start)} to ${formatDay(end)}` : months.join(" to ");
}

const within = ({ start, end }: Period, { asOf }: FigureRow): boolean =>
  asOf !== null && asOf >= start && asOf <= end;

/**
 * A period of one series and the equally long one before, on one axis; no figure where no dated row
 * is in either.
 *
 * @param given the dataset; the one that the state names where null.
 */
export async function periodFigure(
  db: Db,
  given: Dataset | null,
  dimensions: Readonly<Record<string, readonly string[]>>,
  state: State,
): Promise<PageFigure[]> {
  const dataset = given ?? datasetById(state.dataset);
  if (dataset === undefined) throw new Error(`no dataset ${state.dataset}`);
  // Two counts bear the name: the one that was continued.
  const wanted = "basis" in dataset.dimensions ? { basis: ["mx_validated"] } : dimensions;
  const all = await figuresOf(db, dataset, { dated: true, dimensions: wanted });
  const newest = newestOf(all)?.asOf;
  if (newest == null) return [];
  const shown = askedPeriod(state, newest);
  const before = periodBefore(shown);
  const rows = all.filter((row) => within(shown, row) || within(before, row));
  if (rows.length === 0) return [];
  const days = daysBetween(before.start, shown.start);
  const format =
    dataset.measures[dataset.mainMeasure]?.kind === "share"
      ? ("share" as const)
      : ("count" as const);
  const pointsIn = (one: Period): ChartPoint[] =>
    pointsOf(
      rows.filter((row) => within(one, row)),
      (row) => {
        const value = (row as FigureRow)[dataset.mainMeasure];
        return typeof value === "number" ? value : null;
      },
    ).map(({ row: _, ...point }) =>
      one === shown
        ? point
        : { ...point, date: daysAfter(point.date, days), measuredOn: point.date },
    );
  const of = Object.values(dimensions).flat();
  const title = `${dataset.title}${of.length === 0 ? "" : ` at ${of.join(", ")}`}: ${nameOf(shown)} and ${nameOf(before)}`;
  return [
    derivedFigure(
      dataset,
      rows.map((row) => ({ ...row, period: within(shown, row) ? "shown" : "before" })),
      { dimensions: { ...dataset.dimensions, period }, measures: dataset.measures },
      {
        id: "period",
        title,
        subtitle: `Each report at its day of the period; the earlier period lies ${days.toLocaleString("en-GB")} days further on than it was${state.scale === "indexed" ? "; its first report = 100" : ""}`,
        query: new URLSearchParams([
          ...Object.entries(wanted).flatMap(([name, values]) =>
            values.map((value) => [name, value]),
          ),
          ["start", before.start],
          ["end", shown.end],
        ]).toString(),
        caveats: ["Months without a report stay empty; nothing is interpolated."],
        chart: {
          kind: "time",
          title,
          input: {
            series: [
              {
                id: "shown",
                name: nameOf(shown),
                tone: "dane" as const,
                points: pointsIn(shown),
              },
              {
                id: "before",
                name: nameOf(before),
                tone: "neutral" as const,
                points: pointsIn(before),
              },
            ].filter(({ points }) => points.length > 0),
            scale: state.scale,
            format,
          },
        },
      },
      newestOf(rows) ?? { asOf: null, asOfPrecision: "unknown", asOfNotBefore: null },
    ),
  ];
}
