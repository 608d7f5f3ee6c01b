import type { Db } from "@/db/client";
import type { ChartSeries, SeriesTone } from "@/lib/model/chart";
import type { Dataset } from "@/lib/model/dataset";
import {
  type DnssecBasis,
  daneDomains,
  daneShare,
  dnssecDomains,
  PROBLEM_WORDS,
  problemDomains,
} from "@/lib/model/datasets/dane";
import type { PageQuery } from "@/lib/model/page-query";
import { annotationsOf } from "@/lib/stats/annotations";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { dayRange, type TrendRows, trendRows } from "@/lib/stats/trends";
import { type FigureRow, figureOf, newestOf, type PageFigure } from "./page-figure";

/** The page's figures and the rows of each series in its range. */
export interface TrendFigures {
  rows: TrendRows;
  figures: PageFigure[];
}

/** The bases that are drawn: the others are single counts of other things. */
const DRAWN_BASES = ["mx_validated", "in_survey"] as const satisfies readonly DnssecBasis[];

const seriesOf = <R extends FigureRow>(
  id: string,
  name: string,
  tone: SeriesTone,
  rows: readonly R[],
  valueIn: (row: R) => number | null,
): ChartSeries => ({ id, name, tone, points: chartPoints(pointsOf(rows, valueIn)) });

const drawn = (series: readonly ChartSeries[]) => series.filter(({ points }) => points.length > 0);

function daneFigure(rows: TrendRows["dane"], scale: Scale, query: string): PageFigure {
  const { events, breaks, undated } = annotationsOf([daneDomains.id]);
  const series = [seriesOf("dane", "DANE domains", "dane", rows, ({ domains }) => domains)];
  return figureOf(daneDomains, rows, {
    title: "DANE domains",
    subtitle:
      scale === "indexed"
        ? "First figure of the range = 100"
        : "Domains with correct SMTP DANE TLSA records, by report",
    query,
    caveats: [
      "Part of every rise is better visibility: the survey’s sources of names grew.",
      ...undated.map(({ title, detail, when }) => `${title} (${when}): ${detail}`),
    ],
    chart: {
      kind: "time",
      title: "DANE domains",
      input: { series, events, breaks, scale, format: "count" },
    },
  });
}

type Scale = PageQuery<"/trends">["scale"];

function dnssecFigure(rows: TrendRows["dnssec"], scale: Scale, query: string): PageFigure {
  const { events, breaks } = annotationsOf([dnssecDomains.id]);
  const series = DRAWN_BASES.map((basis) =>
    seriesOf(
      basis,
      basis === "mx_validated" ? "with MX" : "in the survey",
      basis === "mx_validated" ? "dnssec" : "neutral",
      rows.filter((row) => row.basis === basis),
      ({ domains }) => domains,
    ),
  );
  const dated = newestOf(
    rows.filter(({ asOf, basis }) => asOf !== null && basis === "mx_validated"),
  );
  return figureOf(
    dnssecDomains,
    rows,
    {
      title: "DNSSEC domains",
      subtitle:
        scale === "indexed"
          ? "First figure of each series = 100"
          : "Two different counts, not one series: domains whose MX lookup validates, and in 2018 all DNSSEC domains in the survey",
      query,
      chart: {
        kind: "time",
        title: "DNSSEC domains",
        input: { series: drawn(series), events, breaks, scale, format: "count" },
      },
    },
    dated,
  );
}

function shareFigure(rows: TrendRows["share"], query: string): PageFigure {
  const { breaks } = annotationsOf([daneShare.id]);
  const series = DRAWN_BASES.map((basis) =>
    seriesOf(
      basis,
      basis === "mx_validated" ? "of domains with MX" : "of all in the survey",
      basis === "mx_validated" ? "dane" : "neutral",
      rows.filter((row) => row.basis === basis),
      ({ share }) => share,
    ),
  );
  return figureOf(daneShare, rows, {
    title: "Share of DNSSEC domains with DANE",
    subtitle:
      "Per cent of DNSSEC domains of the same report, computed from the counts; the denominator changes in 2018",
    query,
    caveats: ["The posts truncate their shares (17.26 printed where the counts give 17.27)."],
    chart: {
      kind: "time",
      title: "Share with DANE",
      input: { series: drawn(series), breaks, format: "share" },
    },
  });
}

/** Fewer points than this are told by the table alone. */
const FEWEST_POINTS = 3;

function countFigure(
  dataset: Dataset,
  rows: TrendRows["counts"][number]["rows"],
  scale: Scale,
  query: string,
): PageFigure {
  const series = seriesOf(dataset.id, dataset.title, "neutral", rows, ({ count }) => count);
  return figureOf(dataset, rows, {
    title: dataset.title,
    subtitle: dataset.summary,
    query,
    chart:
      series.points.length < FEWEST_POINTS
        ? null
        : {
            kind: "time",
            title: dataset.title,
            input: { series: [series], scale, format: "count" },
          },
  });
}

function problemFigure(rows: TrendRows["problems"], query: string): PageFigure {
  const series = (["tls", "dns_lookup"] as const).map((kind) =>
    seriesOf(
      kind,
      kind === "tls" ? PROBLEM_WORDS.tls.name : "Lookup fails",
      kind === "tls" ? "problem" : "neutral",
      rows.filter(({ problem }) => problem === kind),
      ({ domains }) => domains,
    ),
  );
  return figureOf(problemDomains, rows, {
    title: "Problem domains",
    subtitle: "Domains with wrong TLSA records or no STARTTLS, and with TLSA lookups that fail",
    query,
    caveats: [
      "Read at few dates only: this says when problems were counted, not how they developed between.",
    ],
    chart: {
      kind: "time",
      title: "Problem domains",
      input: { series: drawn(series), format: "count" },
    },
  });
}

/** What `/trends` shows within its range and on its scale. */
export async function trendFigures(db: Db, state: PageQuery<"/trends">): Promise<TrendFigures> {
  const { start, end, scale } = state;
  const range = dayRange(start, end);
  const rows = await trendRows(db, range);
  const query = new URLSearchParams(Object.entries(range)).toString();
  return {
    rows,
    figures: [
      daneFigure(rows.dane, scale, query),
      dnssecFigure(rows.dnssec, scale, query),
      shareFigure(rows.share, query),
      ...rows.counts.map((count) => countFigure(count.dataset, count.rows, scale, query)),
      problemFigure(rows.problems, query),
    ],
  };
}
