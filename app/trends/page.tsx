import type { Metadata } from "next";
import { TimeChart } from "@/components/charts/time-chart";
import { DatasetFigure } from "@/components/dataset-figure";
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
import { annotationsOf } from "@/lib/stats/annotations";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { dayRange, type TrendRows, trendRows } from "@/lib/stats/trends";
import { db } from "../_server/db";
import { pageHref, pageQuery } from "../_server/page-query";
import { today } from "../_server/today";

export const metadata: Metadata = {
  title: "Trends",
  description:
    "DANE and DNSSEC domains over time by published report, with stated causes and breaks.",
  alternates: { canonical: "/trends" },
};

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

/** What the foot of a figure says: the date of its newest figure, and how the API gives the same. */
const frameOf = (
  newest: { asOf: string | null; asOfPrecision: "day" | "month" | "unknown" } | null,
  now: string,
  query = "",
) => ({
  asOf: newest?.asOf ?? null,
  asOfPrecision: newest?.asOfPrecision ?? ("unknown" as const),
  now,
  ...(query === "" ? {} : { query }),
});

interface ShownProps {
  rows: TrendRows;
  scale: ChartScale;
  now: string;
  query: string;
}

function DaneFigure({ rows, scale, now, query }: ShownProps) {
  const { events, breaks, undated } = annotationsOf([daneDomains.id]);
  const last = lastDated(rows.dane);
  return (
    <DatasetFigure
      dataset={daneDomains}
      title="DANE domains"
      subtitle={
        scale === "indexed"
          ? "First figure of the range = 100"
          : "Domains with correct SMTP DANE TLSA records, by report"
      }
      {...frameOf(last, now, query)}
      table={
        <SeriesTable
          caption="DANE domains by report"
          valueTitle="DANE domains"
          rows={rows.dane.map((row) => ({ ...row, value: row.domains }))}
        />
      }
      caveats={[
        "Part of every rise is better visibility: the survey’s sources of names grew.",
        ...undated.map(({ title, detail, when }) => `${title} (${when}): ${detail}`),
      ]}
    >
      <TimeChart
        title="DANE domains"
        series={[
          {
            id: "dane",
            name: "DANE domains",
            tone: "dane",
            points: chartPoints(pointsOf(rows.dane, (row) => row.domains)),
          },
        ]}
        events={events}
        breaks={breaks}
        scale={scale}
        format="count"
      />
    </DatasetFigure>
  );
}

function DnssecFigure({ rows, scale, now, query }: ShownProps) {
  const { breaks, events } = annotationsOf([dnssecDomains.id]);
  const last = lastDated(rows.dnssec.filter(({ basis }) => basis === "mx_validated"));
  const series = (["mx_validated", "in_survey"] as const).map((basis) => ({
    id: basis,
    name: basis === "mx_validated" ? "with MX" : "in the survey",
    tone: basis === "mx_validated" ? ("dnssec" as const) : ("neutral" as const),
    points: chartPoints(
      pointsOf(
        rows.dnssec.filter((row) => row.basis === basis),
        (row) => row.domains,
      ),
    ),
  }));
  return (
    <DatasetFigure
      dataset={dnssecDomains}
      title="DNSSEC domains"
      subtitle={
        scale === "indexed"
          ? "First figure of each series = 100"
          : "Two different counts, not one series: domains whose MX lookup validates, and in 2018 all DNSSEC domains in the survey"
      }
      {...frameOf(last, now, query)}
      table={
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
      }
    >
      <TimeChart
        title="DNSSEC domains"
        series={series.filter(({ points }) => points.length > 0)}
        events={events}
        breaks={breaks}
        scale={scale}
        format="count"
      />
    </DatasetFigure>
  );
}

function ShareFigure({ rows, now, query }: ShownProps) {
  const { breaks } = annotationsOf([daneShare.id]);
  const last = lastDated(rows.share);
  const series = (["mx_validated", "in_survey"] as const).map((basis) => ({
    id: basis,
    name: basis === "mx_validated" ? "of domains with MX" : "of all in the survey",
    tone: basis === "mx_validated" ? ("dane" as const) : ("neutral" as const),
    points: chartPoints(
      pointsOf(
        rows.share.filter((row) => row.basis === basis),
        (row) => row.share,
      ),
    ),
  }));
  return (
    <DatasetFigure
      dataset={daneShare}
      title="Share of DNSSEC domains with DANE"
      subtitle="Per cent of DNSSEC domains of the same report, computed from the counts; the denominator changes in 2018"
      {...frameOf(last, now, query)}
      table={
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
      }
      caveats={["The posts truncate their shares (17.26 printed where the counts give 17.27)."]}
    >
      <TimeChart
        title="Share with DANE"
        series={series.filter(({ points }) => points.length > 0)}
        breaks={breaks}
        format="share"
      />
    </DatasetFigure>
  );
}

function ProblemFigure({ rows, now }: ShownProps) {
  const last = lastDated(rows.problems);
  const kinds = ["tls", "dns_lookup"] as const;
  return (
    <DatasetFigure
      dataset={problemDomains}
      title="Problem domains"
      subtitle="Domains with wrong TLSA records or no STARTTLS, and with TLSA lookups that fail"
      {...frameOf(last, now)}
      table={
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
      }
      caveats={[
        "Read at few dates only: this says when problems were counted, not how they developed between.",
      ]}
    >
      <TimeChart
        title="Problem domains"
        series={kinds
          .map((kind) => ({
            id: kind,
            name: kind === "tls" ? "Wrong TLSA or no STARTTLS" : "Lookup fails",
            tone: kind === "tls" ? ("problem" as const) : ("neutral" as const),
            points: chartPoints(
              pointsOf(
                rows.problems.filter(({ problem }) => problem === kind),
                (row) => row.domains,
              ),
            ),
          }))
          .filter(({ points }) => points.length > 0)}
        format="count"
      />
    </DatasetFigure>
  );
}

export default async function TrendsPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { start = "", end = "", scale } = await pageQuery("/trends", searchParams);
  const range = dayRange(start || undefined, end || undefined);
  const rows = await trendRows(db(), range);
  const now = today();
  const query = new URLSearchParams(Object.entries(range)).toString();
  const shown = { rows, scale, now, query };
  const last = lastDated(rows.dane);
  const share = lastDated(rows.share);
  const state = { start, end, scale: scale === "linear" ? "" : scale };
  return (
    <Page section="/trends">
      <PageHead
        title={
          last === null
            ? "No report falls into this range"
            : `DANE reached ${formatCount(last.domains ?? 0)} domains by ${formatDate(last.asOf, "month")}`
        }
        dek={
          last === null
            ? "Choose a wider range: nothing was published between these dates, and nothing is interpolated."
            : `Every point is a published report${share === null ? "" : `; at the last one shown, ${formatShare(share.share ?? 0)} of DNSSEC domains with a validated MX lookup had DANE`}. Dotted stretches were not measured.`
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
      <DaneFigure {...shown} />
      <DnssecFigure {...shown} />
      <ShareFigure {...shown} />
      {rows.counts.map(({ dataset, rows: counted }) => {
        const newest = lastDated(counted);
        const points = chartPoints(pointsOf(counted, (row) => row.count));
        return (
          <DatasetFigure
            key={dataset.id}
            dataset={dataset}
            title={dataset.title}
            subtitle={dataset.summary}
            {...frameOf(newest, now)}
            tableOpen={points.length < 3}
            table={
              <SeriesTable
                caption={dataset.title}
                valueTitle={dataset.title}
                rows={counted.map((row) => ({ ...row, value: row.count }))}
              />
            }
          >
            {points.length < 3 ? null : (
              <TimeChart
                title={dataset.title}
                series={[{ id: dataset.id, name: dataset.title, tone: "neutral", points }]}
                scale={scale}
                format="count"
              />
            )}
          </DatasetFigure>
        );
      })}
      <ProblemFigure {...shown} />
    </Page>
  );
}
