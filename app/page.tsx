import type { Metadata } from "next";
import { absoluteChange, relativeChange, shareChange } from "@/components/change-words";
import { EmptyState } from "@/components/empty-state";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { KeyFigure, KeyFigures } from "@/components/key-figure";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { ProviderTable } from "@/components/provider-table";
import { SeriesTable } from "@/components/series-table";
import { UndatedReports } from "@/components/undated-reports";
import { WaysIn } from "@/components/ways-in";
import { daneDomains } from "@/lib/model/datasets/dane";
import { isLabRelease } from "@/lib/model/release";
import { MAIN_SECTIONS, MORE_SECTIONS } from "@/lib/model/site-sections";
import { sourceOfKind } from "@/lib/model/sources";
import type { KeyFigureView } from "@/lib/stats/key-figure";
import { overview } from "@/lib/stats/overview";
import { lastSeries, pointsOf } from "@/lib/stats/points";
import { countInWords, sentenceStart, shareInWords } from "@/lib/stats/words";
import { FigureFrame } from "./_figures/figure-frame";
import { preview } from "./_figures/preview";
import { providerFigures } from "./_figures/providers";
import { trendFigures } from "./_figures/trends";
import { datedNote } from "./_server/dated-note";
import { db } from "./_server/db";
import { filePlace } from "./_server/file-place";
import { today } from "./_server/today";

export const metadata: Metadata = {
  title: { absolute: "DANE & DNSSEC statistics" },
  alternates: { canonical: "/", types: { "application/atom+xml": "/releases.atom" } },
  ...preview(
    "DANE & DNSSEC statistics",
    "How many domains use DNSSEC and DANE for mail, where, at whom, and what breaks.",
    "/trends.png?shape=wide",
  ),
};

/** Providers on the first page; the rest is a click away. */
const PROVIDERS_SHOWN = 10;

const tileOf = (figure: KeyFigureView, now: string) => ({
  title: figure.title,
  value: figure.value,
  flags: figure.flags,
  asOf: figure.date,
  asOfPrecision: figure.precision,
  now,
  points: figure.trend ?? [],
});

export default async function OverviewPage() {
  const note = await datedNote();
  const state = await overview(db());
  const now = today();
  const { dane, dnssec, share } = state;
  if (dane === null) {
    return (
      <Page section="/" {...note}>
        <h1>DANE and DNSSEC statistics</h1>
        <EmptyState
          title="No report yet"
          what="No report has been published on this site so far."
        />
      </Page>
    );
  }
  const {
    figures: [daneFigure],
  } = await trendFigures(db(), { scale: "linear" });
  if (daneFigure === undefined) throw new Error("the trends begin with the DANE domains");
  const { list: listFigure } = (await providerFigures(db(), { sort: "domains", q: "" })).figures;
  const points = lastSeries(pointsOf(state.daneRows, (row) => row.domains));
  const first = points.find(
    ({ flags, date }) => !flags.includes("l") && date.slice(0, 7) < dane.date.slice(0, 7),
  );
  const list = state.providers;
  const leader = list?.rows[0];
  const when = formatDate(dane.date, dane.precision);
  const report = state.daneRows.find(({ release }) => release === dane.release);
  const isOwn = report?.kind === "survey_run";
  return (
    <Page section="/" {...note}>
      <PageHead
        title={`${sentenceStart(countInWords(dane.value))} domains could receive mail over authenticated TLS in ${formatDate(dane.date, "month")}`}
        dek={
          <>
            {sentenceStart(dane.precision === "month" ? `in ${when}` : `on ${when}`)},{" "}
            {formatCount(dane.value)} domains had correct DANE records at every primary mail server
            that accepts connections
            {share !== null && dnssec !== null && share.date === dane.date && (
              <>
                : {formatShare(share.value, 1)} of the {formatCount(dnssec.value)} DNSSEC domains
                whose MX lookup validates
              </>
            )}
            . Senders decide whether to use it.
          </>
        }
        facts={[
          {
            name: isOwn ? "Latest release" : "Latest dated report",
            value: <a href={`/releases/${dane.release}`}>{when}</a>,
          },
          {
            name: "Source",
            value: sourceOfKind(daneDomains.source, report?.kind, dane.release).name,
          },
          {
            name: "Quality",
            value:
              report?.asOfPrecision === "month"
                ? "published figure, dated to the month"
                : isLabRelease(dane.release)
                  ? "made up, not measured"
                  : isOwn
                    ? "measured by our own survey"
                    : "published figure",
          },
          { name: "Method", value: <a href="/methods">How it is counted</a> },
        ]}
      />
      <KeyFigures label="Key figures">
        <KeyFigure
          {...tileOf(dane, now)}
          tone="dane"
          href="/trends#dane-domains"
          whyHref={`/why?to=${dane.release}`}
          changes={[
            ...(dane.changes.month === null ? [] : [absoluteChange(dane.changes.month)]),
            ...(dane.changes.year === null ? [] : [relativeChange(dane.changes.year)]),
          ]}
        />
        {dnssec !== null && (
          <KeyFigure
            {...tileOf(dnssec, now)}
            tone="dnssec"
            href="/trends#dnssec-domains"
            changes={[
              ...(dnssec.changes.month === null ? [] : [absoluteChange(dnssec.changes.month)]),
              ...(dnssec.changes.year === null ? [] : [relativeChange(dnssec.changes.year)]),
            ]}
          />
        )}
        {share !== null && (
          <KeyFigure
            {...tileOf(share, now)}
            format="share"
            tone="dane"
            href="/trends#dane-share"
            unit="of DNSSEC domains whose MX lookup validates"
            changes={share.changes.year === null ? [] : [shareChange(share.changes.year)]}
          />
        )}
        {state.others.map((figure) => (
          <KeyFigure
            key={`${figure.dataset} ${figure.title}`}
            {...tileOf(figure, now)}
            tone={figure.dataset === "problem-domains" ? "problem" : "neutral"}
            href={
              figure.dataset === "problem-domains" ? "/reliability" : `/trends#${figure.dataset}`
            }
            unit={figure.unit}
          />
        ))}
      </KeyFigures>
      <FigureFrame
        figure={{
          ...daneFigure,
          title:
            first === undefined
              ? "DANE domains by report"
              : countInWords(first.value) === countInWords(dane.value)
                ? `DANE domains stayed at about ${countInWords(dane.value)} since ${formatDate(first.date, "month")}`
                : `DANE domains went from ${countInWords(first.value)} in ${formatDate(first.date, "month")} to ${countInWords(dane.value)} in ${formatDate(dane.date, "month")}`,
          subtitle:
            "Domains with correct SMTP DANE TLSA records, by report; dotted where reports are more than 62 days apart",
        }}
        place={filePlace("/trends")}
        now={now}
        table={
          <SeriesTable
            caption="DANE domains by report"
            valueTitle="DANE domains"
            rows={state.daneRows.map((row) => ({ ...row, value: row.domains }))}
          />
        }
      />
      <UndatedReports totals={state.undated} />
      {list !== null && leader !== undefined && listFigure !== null && (
        <FigureFrame
          figure={{
            ...listFigure,
            title:
              leader.share === null
                ? `${leader.provider} was the largest provider`
                : `One provider hosted ${shareInWords(leader.share)} of them`,
            subtitle: `MX host providers by DANE domains, ${formatDate(list.asOf, list.asOfPrecision)}`,
            caveats: ["A provider is the DNS zone of the MX hosts."],
          }}
          place={filePlace("/providers")}
          now={now}
        >
          <ProviderTable list={list} rows={list.rows.slice(0, PROVIDERS_SHOWN)} />
          <p>
            <a href="/providers">All providers and their history</a>
          </p>
        </FigureFrame>
      )}
      <WaysIn sections={[...MAIN_SECTIONS.slice(1), ...MORE_SECTIONS]} />
    </Page>
  );
}
