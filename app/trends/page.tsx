import type { ReactNode } from "react";
import { AwaitedDatasets } from "@/components/awaited-datasets";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { RangeForm } from "@/components/range-form";
import { SeriesTable } from "@/components/series-table";
import type { ChartScale } from "@/lib/model/chart";
import {
  DNSSEC_BASIS_WORDS,
  daneDomains,
  daneShare,
  dnssecDomains,
  PROBLEM_WORDS,
  problemDomains,
} from "@/lib/model/datasets/dane";
import { CHART_SCALES, type QueryParameters } from "@/lib/model/page-query";
import { dayRange, type TrendRows } from "@/lib/stats/trends";
import { FigureFrame } from "../_figures/figure-frame";
import { BarFrames } from "../_figures/own-frames";
import { trendFigures } from "../_figures/trends";
import { OWN_TRENDS, ownTrends } from "../_figures/trends-own";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { pageHref, pageQuery } from "../_server/page-query";
import { today } from "../_server/today";

const ABOUT =
  "DANE and DNSSEC domains over time by published report, with stated causes and breaks.";

export const generateMetadata = figureMetadata(
  "/trends",
  "Trends",
  ABOUT,
  "/trends.png?shape=wide",
);

/** First and last month of the published history, for the form's bounds. */
const HISTORY_STARTS = "2016-12";
const SCALE_NAMES: Record<ChartScale, string> = {
  linear: "Absolute",
  log: "Logarithmic",
  indexed: "Indexed",
};
const RANGES = [
  { name: "All", start: "", end: "" },
  { name: "2017–2018", start: "2016-12", end: "2018-12" },
  { name: "2020–2021", start: "2020-08", end: "2021-12" },
  { name: "2022–2023", start: "2022-01", end: "2023-12" },
] as const;

/** The newest dated row, or null. */
const lastDated = <R extends { asOf: string | null }>(rows: readonly R[]): R | null =>
  rows.filter(({ asOf }) => asOf !== null).at(-1) ?? null;

/** What a point is, where reports of others and runs of our own are two series. */
const pointWords = (rows: TrendRows["dane"]): string => {
  const own = rows.filter(({ kind }) => kind === "survey_run").length;
  if (own === 0) return "Every point is a published report";
  return own === rows.length
    ? "Every point is a run of our own survey"
    : "Every point is a published report or a run of our own survey, which are two series";
};

/** The numbers of each chart, as its table writes them. */
function tablesOf(rows: TrendRows): Readonly<Record<string, ReactNode>> {
  const counts = rows.counts.map(({ dataset, rows: counted }) => [
    dataset.id,
    <SeriesTable
      key={dataset.id}
      caption={dataset.title}
      valueTitle={dataset.title}
      rows={counted.map((row) => ({ ...row, value: row.count }))}
    />,
  ]);
  return {
    ...Object.fromEntries(counts),
    [daneDomains.id]: (
      <SeriesTable
        caption="DANE domains by report"
        valueTitle="DANE domains"
        rows={rows.dane.map((row) => ({ ...row, value: row.domains }))}
      />
    ),
    [dnssecDomains.id]: (
      <SeriesTable
        caption="DNSSEC domains by report and basis"
        valueTitle="Domains"
        noteTitle="What is counted"
        rows={rows.dnssec.map((row) => ({
          ...row,
          value: row.domains,
          note: DNSSEC_BASIS_WORDS[row.basis].name,
        }))}
      />
    ),
    [daneShare.id]: (
      <SeriesTable
        caption="Share of DNSSEC domains with DANE by report"
        valueTitle="Share"
        format="share"
        noteTitle="Counts, and as printed"
        rows={rows.share.map((row) => ({
          ...row,
          value: row.share,
          note: `${formatCount(row.daneDomains ?? 0)} of ${formatCount(row.dnssecDomains ?? 0)} ${
            row.basis === "in_survey" ? "(all in the survey)" : ""
          }${row.printedPercent === null ? "" : `; the post prints ${row.printedPercent} %`}`,
        }))}
      />
    ),
    [problemDomains.id]: (
      <SeriesTable
        caption="Problem domains by report"
        valueTitle="Domains"
        noteTitle="Problem"
        rows={rows.problems.map((row) => ({
          ...row,
          value: row.domains,
          note: PROBLEM_WORDS[row.problem].name,
        }))}
      />
    ),
  };
}

export default async function TrendsPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const asked = await pageQuery("/trends", searchParams);
  const { start = "", end = "", scale } = asked;
  const [{ rows, figures }, own] = await Promise.all([
    trendFigures(db(), asked),
    ownTrends(db(), dayRange(asked.start, asked.end)),
  ]);
  const now = today();
  const tables = tablesOf(rows);
  const last = lastDated(rows.dane);
  const share = lastDated(rows.share);
  const first = rows.dane.find(({ asOf }) => asOf !== null) ?? null;
  // The whole history in one step explains nothing: then the last two reports.
  const isRange = start !== "" || end !== "";
  const moved =
    last === null || first === null
      ? null
      : isRange && first.release !== last.release
        ? { from: first.release, to: last.release }
        : { to: last.release };
  const state = { start, end, scale: scale === "linear" ? "" : scale };
  const place = filePlace("/trends", state);
  return (
    <Page section="/trends" {...note}>
      <PageHead
        title={
          last === null
            ? "No report falls into this range"
            : `DANE reached ${formatCount(last.domains ?? 0)} domains by ${formatDate(last.asOf, "month")}`
        }
        dek={
          last === null
            ? "Choose a wider range: nothing was published between these dates, and nothing is interpolated."
            : `${pointWords(rows.dane)}${share === null ? "" : `; at the last one shown, ${formatShare(share.share ?? 0)} of DNSSEC domains with a validated MX lookup had DANE`}. Dotted stretches were not measured.`
        }
      />
      <RangeForm
        action="/trends"
        start={start.slice(0, 7)}
        end={end.slice(0, 7)}
        first={HISTORY_STARTS}
        last={now.slice(0, 7)}
        keep={state.scale === "" ? {} : { scale: state.scale }}
        ranges={RANGES.map((choice) => ({
          name: choice.name,
          href: pageHref("/trends", { ...state, start: choice.start, end: choice.end }),
          current: choice.start === start && choice.end === end,
        }))}
        scales={CHART_SCALES.map((name) => ({
          name: SCALE_NAMES[name],
          href: pageHref("/trends", { ...state, scale: name === "linear" ? "" : name }),
          current: name === scale,
        }))}
      />
      {moved !== null && (
        <p>
          <a href={pageHref("/why", moved)}>Why did it move?</a> The change between two of these
          reports, split by provider.
        </p>
      )}
      {figures.map((figure) => (
        <FigureFrame
          key={figure.id}
          figure={figure}
          place={place}
          now={now}
          table={tables[figure.id]}
          tableOpen={figure.chart === null}
        />
      ))}
      <BarFrames figures={own} place={place} now={now} />
      {own.length === 0 && <AwaitedDatasets datasets={OWN_TRENDS} />}
    </Page>
  );
}
