import type { Metadata } from "next";
import { formatCount, formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Contents, Prose, Section, TextTable } from "@/components/prose";
import { UndatedReports } from "@/components/undated-reports";
import { JOINED_WITHIN_DAYS } from "@/lib/model/calendar";
import { DATASETS } from "@/lib/model/datasets";
import { DNSSEC_BASES, DNSSEC_BASIS_WORDS, daneShare } from "@/lib/model/datasets/dane";
import { FIGURE_FLAGS, FLAG_MEANINGS } from "@/lib/model/flags";
import { coverage } from "@/lib/stats/coverage";
import { overview } from "@/lib/stats/overview";
import { CHANGE_WINDOWS } from "@/lib/stats/points";
import { listReleases } from "@/lib/stats/releases";
import { TLD_LIST_SOURCE } from "@/lib/stats/tlds";
import { db } from "../_server/db";
import { siteSettings } from "../_server/settings";
import { today } from "../_server/today";
import { Citation } from "./citation";
import { Corrections } from "./corrections";
import { DatasetDefinitions } from "./dataset-definitions";
import { SeriesEvents } from "./series-events";
import { Terms } from "./terms";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Methods",
  description:
    "What each figure counts, where it comes from, how dates, gaps and breaks are treated, how to cite it, and corrections.",
  alternates: { canonical: "/methods" },
};

const PARTS = [
  { id: "terms", title: "Words" },
  { id: "denominators", title: "Two denominators" },
  { id: "dates", title: "Dates and gaps" },
  { id: "flags", title: "Flags" },
  { id: "breaks", title: "Breaks and events" },
  { id: "sources", title: "Sources" },
  { id: "unknown", title: "What we do not know" },
  { id: "cite", title: "How to cite" },
  { id: "licence", title: "Licence" },
  { id: "corrections", title: "Corrections" },
  { id: "datasets", title: "Datasets" },
];

/** Each source once, with the datasets that rest on it. */
const SOURCES = [...new Set(DATASETS.map(({ source }) => source))].map((source) => ({
  ...source,
  datasets: DATASETS.filter((dataset) => dataset.source === source).length,
}));

export default async function MethodsPage() {
  const [reach, state, releases] = await Promise.all([
    coverage(db()),
    overview(db()),
    listReleases(db()),
  ]);
  const { dane } = state;
  const cited = releases.find(({ id }) => id === dane?.release);
  const measured = releases.filter(({ kind }) => kind === "survey_run").length;
  const inferred = releases.filter(({ monthInferred }) => monthInferred).length;
  return (
    <Page section="/methods">
      <PageHead
        title={
          measured === 0
            ? "Every figure here is quoted from a published source"
            : "What each figure counts, and where it comes from"
        }
        dek={
          measured === 0
            ? `${formatCount(releases.length)} releases, each with the address of its source. Shares are computed from their counts. None holds a measurement of our own so far.`
            : `${formatCount(releases.length)} releases: ${formatCount(releases.length - measured)} quoted from published sources, ${formatCount(measured)} measured by us.`
        }
      />
      <Contents parts={PARTS} />
      <Prose>
        <Terms />

        <Section id="denominators" title="Two denominators">
          <p>{daneShare.denominator} The step between the two is not a change in the world.</p>
          <p>What “DNSSEC domains” can count, by the name of the basis in the data:</p>
          <ul>
            {DNSSEC_BASES.map((basis) => (
              <li key={basis}>
                <code>{basis}</code>: {DNSSEC_BASIS_WORDS[basis].meaning}
              </li>
            ))}
          </ul>
          <p>
            Shares are computed from the two counts. The reports print theirs truncated, so a last
            digit can differ.
          </p>
        </Section>

        <Section id="dates" title="Dates and gaps">
          <ul>
            <li>
              <strong>Day:</strong> the source gives a day; for a report that is the day of the
              post.
            </li>
            <li>
              <strong>Month:</strong> only the month is known. The data then carries the last day of
              that month, a nominal date, and pages print the month alone.
              {inferred > 0 &&
                ` For ${formatCount(inferred)} of the releases the month itself is inferred; their pages say so.`}
            </li>
            <li>
              <strong>Undated:</strong> listed, never placed on a time axis, never called current.
              Where the earliest possible date is known, it is given.
            </li>
            <li>
              <strong>Gaps:</strong> points at most {JOINED_WITHIN_DAYS} days apart are joined.
              Farther apart, a broken line only connects them: nothing was measured there, and
              nothing is interpolated.
            </li>
            <li>
              <strong>Changes:</strong> a change over a month needs a figure{" "}
              {CHANGE_WINDOWS.month.least} to {CHANGE_WINDOWS.month.most} days earlier, over a year
              one {CHANGE_WINDOWS.year.least} to {CHANGE_WINDOWS.year.most} days earlier, and no
              break in between. Otherwise none is given.
            </li>
          </ul>
        </Section>

        <Section id="flags" title="Flags">
          <TextTable
            caption="Flags of figures"
            columns={["Flag", "Word", "Meaning"]}
            rows={FIGURE_FLAGS.map((flag) => ({
              key: flag,
              cells: [
                <code key="flag">{flag}</code>,
                FLAG_MEANINGS[flag].word,
                FLAG_MEANINGS[flag].meaning,
              ],
            }))}
          />
        </Section>

        <SeriesEvents />

        <Section id="sources" title="Sources">
          <ul>
            {SOURCES.map(({ name, authors, url, datasets }) => (
              <li key={name}>
                <a href={url}>{name}</a>
                {authors !== null && `, ${authors}`}: {formatCount(datasets)}{" "}
                {datasets === 1 ? "dataset" : "datasets"}
              </li>
            ))}
          </ul>
          <p>
            The addresses of the single reports stand at each <a href="/releases">release</a>. List
            of top-level domains: {TLD_LIST_SOURCE}.
          </p>
        </Section>

        <Section id="unknown" title="What we do not know">
          <ul>
            <li>
              {dane === null
                ? "The present state: no report has been published here."
                : `The present state. The latest dated report that we have is of ${formatDate(dane.date, dane.precision)}.`}
            </li>
            <li>
              How much of a rise is growth. The survey’s sources of names grew too, and part of
              every rise is better visibility.
            </li>
            <li>
              How many senders verify. A receiver’s records are in DNS, a sender’s choice is not.
            </li>
            <li>
              Some reports were read in part. What was not read is missing, not zero, and a provider
              that is absent from a partial list is not absent from the survey.
            </li>
          </ul>
          <UndatedReports totals={state.undated} />
        </Section>

        {dane !== null && cited !== undefined && (
          <Citation
            dane={dane}
            release={cited}
            publicUrl={siteSettings().publicUrl}
            now={today()}
          />
        )}

        <Section id="licence" title="Licence">
          <p>
            The figures are other people’s, quoted as facts with their source; we claim no licence
            over them and can grant none. The code of this site is under the{" "}
            <a href="https://www.apache.org/licenses/LICENSE-2.0">Apache License 2.0</a>.
          </p>
        </Section>

        <Corrections releases={releases} />
        <DatasetDefinitions coverage={reach} />
      </Prose>
    </Page>
  );
}
