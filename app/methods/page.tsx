import type { Metadata } from "next";
import { formatCount, formatDate, formatDay, formatFigure, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { CodeBlock, Contents, Prose, Section, TextTable } from "@/components/prose";
import { DATE_PRECISIONS, daysBetween, JOINED_WITHIN_DAYS } from "@/lib/model/calendar";
import { DATASETS } from "@/lib/model/datasets";
import {
  DNSSEC_BASES,
  DNSSEC_BASIS_WORDS,
  daneDomains,
  daneShare,
} from "@/lib/model/datasets/dane";
import { type EventKind, SERIES_EVENTS } from "@/lib/model/events";
import { FIGURE_FLAGS, FLAG_MEANINGS } from "@/lib/model/flags";
import { PROVIDER_RENAMES } from "@/lib/model/provider-names";
import { coverage } from "@/lib/stats/coverage";
import { figuresOf } from "@/lib/stats/figures";
import { CHANGE_WINDOWS, pointsOf } from "@/lib/stats/points";
import { listReleases } from "@/lib/stats/releases";
import { TLD_LIST_SOURCE } from "@/lib/stats/tlds";
import { db } from "../_server/db";
import { siteSettings } from "../_server/settings";
import { bibtex, citation } from "./citation";
import { DatasetDefinition } from "./dataset-definition";
import styles from "./page.module.css";
import { Terms } from "./terms";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Methods",
  description:
    "How every number on this site is made: terms, dates, flags, breaks, definitions of all datasets, how to cite, corrections.",
  alternates: { canonical: "/methods" },
};

const PARTS = [
  { id: "sources", title: "Sources" },
  { id: "terms", title: "Terms" },
  { id: "denominators", title: "Two denominators" },
  { id: "dates", title: "Dates and gaps" },
  { id: "flags", title: "Flags" },
  { id: "breaks", title: "Breaks and causes" },
  { id: "provider-names", title: "Names of providers" },
  { id: "unknown", title: "What is not known" },
  { id: "cite", title: "How to cite" },
  { id: "licence", title: "Licence" },
  { id: "corrections", title: "Corrections" },
  { id: "changes", title: "Changes of method" },
  { id: "datasets", title: "All datasets" },
];

const PRECISION_WORDS: Record<(typeof DATE_PRECISIONS)[number], string> = {
  day: "The source has that date.",
  month: "Only the month is known. It is stored as the month’s last day and written as a month.",
  unknown: "No date is known. Listed with those words; on no chart, never called current.",
};

const EVENT_WORDS: Record<EventKind, string> = {
  cause: "stated cause",
  break: "break: not comparable across it",
  coverage: "more was seen",
  definition: "counted differently",
};

export default async function MethodsPage() {
  const [covered, releases, daneRows, shareRows] = await Promise.all([
    coverage(db()),
    listReleases(db()),
    figuresOf(db(), daneDomains),
    figuresOf(db(), daneShare, { dated: true }),
  ]);
  const coverageById = new Map(covered.map((one) => [one.dataset, one]));
  const points = pointsOf(daneRows, ({ domains }) => domains);
  const gaps = points.slice(1).flatMap((point, i) => {
    const before = points[i];
    return before === undefined ? [] : [{ before, from: before.date, point, to: point.date }];
  });
  const widest = gaps.toSorted((a, b) => daysBetween(b.from, b.to) - daysBetween(a.from, a.to))[0];
  const last = points.at(-1);
  const lastRelease = releases.find(({ id }) => id === last?.row.release);
  const cited =
    last === undefined || lastRelease === undefined
      ? null
      : {
          dataset: daneDomains,
          release: lastRelease,
          value: last.value,
          publicUrl: siteSettings().publicUrl,
        };
  const printed = shareRows.findLast(
    ({ share, printedPercent }) =>
      share !== null &&
      printedPercent !== null &&
      formatShare(share) !== formatShare(printedPercent / 100),
  );
  const [first] = points;
  const undated = releases.filter(({ asOf }) => asOf === null);
  const inferred = releases.filter(({ monthInferred }) => monthInferred);
  const measured = releases.filter(({ kind }) => kind === "survey_run").length;
  const redefined = DATASETS.filter(({ definitionVersion }) => definitionVersion !== "1.0.0");
  const corrected = releases.filter(({ revision }) => revision > 1);
  const sources = [...new Map(DATASETS.map(({ source }) => [source.url, source])).values()];
  return (
    <Page section="/methods">
      <PageHead
        title="How every number here is made"
        dek="Figures are quoted from published reports as they stand there, with date and source. Nothing is estimated, smoothed or filled in by us."
      />
      <Contents parts={PARTS} />
      <Prose>
        <Section id="sources" title="Sources, and who counted">
          <p>
            {measured === 0
              ? "So far every figure was counted by others."
              : `${formatCount(measured)} releases are measurements of our own, all others were counted by others.`}{" "}
            This site collects what they published, in {formatCount(releases.length - measured)}{" "}
            <a href="/releases">releases</a>: one for each report. A release says where its figures
            were read, and for many that is the following report, which prints last month’s numbers
            beside its own.
          </p>
          <TextTable
            caption="Sources"
            columns={["Source", "Counted by", "Datasets"]}
            rows={sources.map(({ name, authors, url }) => ({
              key: url,
              cells: [
                <a key="link" href={url}>
                  {name}
                </a>,
                authors ?? "the publisher",
                formatCount(DATASETS.filter(({ source }) => source.url === url).length),
              ],
            }))}
          />
          <p>Top-level domains are known from: {TLD_LIST_SOURCE}.</p>
          <p>
            Shares are computed here from the two counts of one report. The posts cut decimals off
            {printed?.share != null &&
              printed.printedPercent != null &&
              `: where one prints ${printed.printedPercent} %, its counts give ${formatShare(printed.share)}`}
            . The printed value stands beside it in the <a href="#dane-share">data</a>.
          </p>
        </Section>

        <Section id="terms" title="Terms">
          <Terms />
        </Section>

        <Section id="denominators" title="The two denominators">
          <p>
            “Share with DANE” has been published of two different totals. They are drawn as separate
            series and never joined.
          </p>
          <TextTable
            caption="What a DNSSEC total can count"
            columns={["Basis", "Counts", "Name in the data"]}
            rows={DNSSEC_BASES.map((basis) => ({
              key: basis,
              cells: [
                DNSSEC_BASIS_WORDS[basis].name,
                DNSSEC_BASIS_WORDS[basis].meaning,
                <code key="code">{basis}</code>,
              ],
            }))}
          />
          <p>
            The posts of early 2018 divide by all DNSSEC domains in the survey; from October 2018 on
            by those whose MX lookup validates. A comparison across that line is indicative only.
          </p>
        </Section>

        <Section id="dates" title="Dates and gaps">
          <TextTable
            caption="How precisely a date is known"
            columns={["Precision", "Means", "Releases"]}
            rows={DATE_PRECISIONS.map((precision) => ({
              key: precision,
              cells: [
                <code key="code">{precision}</code>,
                PRECISION_WORDS[precision],
                formatCount(
                  releases.filter(({ asOfPrecision }) => asOfPrecision === precision).length,
                ),
              ],
            }))}
          />
          <p>
            Charts join two points with a line if they are at most {JOINED_WITHIN_DAYS} days apart.
            Farther apart they are joined by dots labelled “not measured”, which are in no table and
            no download.
            {widest !== undefined &&
              daysBetween(widest.from, widest.to) > JOINED_WITHIN_DAYS &&
              ` The longest such gap in DANE domains lies between ${formatDate(widest.from, widest.before.precision)} and ${formatDate(widest.to, widest.point.precision)}.`}{" "}
            A series with fewer than three points shows its last value, without change or trend.
          </p>
          <p>
            A change over a month is given where a figure {CHANGE_WINDOWS.month.least} to{" "}
            {CHANGE_WINDOWS.month.most} days older exists, over a year one{" "}
            {CHANGE_WINDOWS.year.least} to {CHANGE_WINDOWS.year.most} days older, with no break in
            between. Lower bounds are not compared.
          </p>
          <p>
            An empty value means “not measured” or “not read”, never zero. A zero was counted. What
            a missing row means differs; each <a href="#datasets">dataset</a> says it.
          </p>
        </Section>

        <Section id="flags" title="Flags">
          <TextTable
            caption="Marks that figures carry on pages, in CSV and in JSON"
            columns={["Flag", "Word", "Meaning"]}
            rows={FIGURE_FLAGS.map((flag) => ({
              key: flag,
              cells: [
                <code key="code">{flag}</code>,
                FLAG_MEANINGS[flag].word,
                FLAG_MEANINGS[flag].meaning,
              ],
            }))}
          />
        </Section>

        <Section id="breaks" title="Breaks and stated causes">
          <p>
            Only what a source states, or what its numbers show without a stated reason. None of it
            is our guess at a cause. The same as <a href="/events.json">JSON</a> and as a{" "}
            <a href="/events.atom">feed</a>.
          </p>
          <TextTable
            caption="What moved the series"
            columns={["When", "What", "Kind", "Datasets", "Source"]}
            rows={SERIES_EVENTS.map(
              ({ id, when, title, detail, kind, datasets, sourceUrl, release }) => ({
                key: id,
                cells: [
                  when,
                  <span key="what">
                    <strong>{title}.</strong> {detail}
                  </span>,
                  EVENT_WORDS[kind],
                  datasets.join(", "),
                  <span key="source">
                    <a href={sourceUrl}>report</a>, <a href={`/releases/${release}`}>release</a>
                  </span>,
                ],
              }),
            )}
          />
        </Section>

        <Section id="provider-names" title="Providers under two names">
          <p>The lists keep each name as printed. Nothing is merged.</p>
          <ul>
            {PROVIDER_RENAMES.map(({ earlier, later, note, sourceUrl }) => (
              <li key={earlier}>
                {earlier}, later <a href={`/providers/${later}`}>{later}</a>: {note}{" "}
                <a href={sourceUrl}>Post about {later}</a>
              </li>
            ))}
          </ul>
        </Section>

        <Section id="unknown" title="What is not known">
          <ul>
            {undated.length > 0 && (
              <li>
                {undated.length === 1 ? "One release has" : `${undated.length} releases have`} no
                date:{" "}
                {undated.map(({ id, title, asOfNotBefore }, i) => (
                  <span key={id}>
                    {i > 0 && "; "}
                    <a href={`/releases/${id}`}>{title}</a>
                    {asOfNotBefore !== null && `, not before ${formatDay(asOfNotBefore)}`}
                  </span>
                ))}
                .
              </li>
            )}
            {inferred.length > 0 && (
              <li>
                The month of {inferred.length} releases was worked out from their text; each says
                how:{" "}
                {inferred.map(({ id }, i) => (
                  <span key={id}>
                    {i > 0 && ", "}
                    <a href={`/releases/${id}`}>{id}</a>
                  </span>
                ))}
                .
              </li>
            )}
            <li>
              More reports were posted than we have read. A month without a figure is a month whose
              report we do not have.
            </li>
            <li>How the published figures define a primary MX host.</li>
            <li>
              How much of a rise is deployment and how much better sight, but where a report says
              so.
            </li>
            {first?.flags.includes("l") && (
              <li>
                Whose count the first figure is ({formatFigure(first.value, "count", first.flags)}{" "}
                DANE domains in {formatDate(first.date, "month")}):{" "}
                <a href={first.href}>the article</a> that gives it was not seen to say.
              </li>
            )}
            <li>How many senders verify. DNS does not show it.</li>
          </ul>
        </Section>

        <Section id="cite" title="How to cite">
          <p>
            Name who counted, the date of the figure, and the release with its revision: a revision
            never changes, so your reader finds the same number. Every answer of the API carries a
            citation of its own.
          </p>
          {cited !== null && (
            <>
              <p>
                For the latest dated figure,{" "}
                {formatDate(cited.release.asOf, cited.release.asOfPrecision)}:
              </p>
              <blockquote>
                <p>{citation(cited)}</p>
              </blockquote>
              <CodeBlock label="The same as BibTeX">{bibtex(cited)}</CodeBlock>
              <p>
                The rows behind it, fixed for good:{" "}
                <a
                  href={`/api/v1/${daneDomains.id}?release=${cited.release.id}&revision=${cited.release.revision}`}
                >
                  release {cited.release.id}, revision {cited.release.revision}
                </a>
                .
              </p>
            </>
          )}
        </Section>

        <Section id="licence" title="Licence">
          <p>
            The figures are facts, quoted with their source. They are not ours, and we put no
            licence on them; ask their authors if you need one. The program is under the Apache
            License 2.0. The typeface Inter (SIL Open Font License 1.1) and the map outlines
            (Natural Earth, public domain) are the work of others.
          </p>
        </Section>

        <Section id="corrections" title="Corrections">
          <p>
            A published release is never edited; the database refuses it. If we misread a report,
            the corrected figures become a new revision, the old one stays readable under its
            number, and the correction is listed here and{" "}
            <a href="/corrections">on a page of its own</a>. If you find a mistake,{" "}
            <a href="/about#contact">tell us</a> with the release and what the source says.
          </p>
          {corrected.length === 0 ? (
            <p>So far no release has been corrected.</p>
          ) : (
            <TextTable
              caption="Corrected releases"
              columns={["Release", "Revision now", "Published"]}
              rows={corrected.map(({ id, title, revision, publishedAt }) => ({
                key: id,
                cells: [
                  <a key="link" href={`/releases/${id}`}>
                    {title}
                  </a>,
                  String(revision),
                  formatDay(publishedAt.slice(0, 10)),
                ],
              }))}
            />
          )}
        </Section>

        <Section id="changes" title="Changes of method">
          <p>
            The sources’ own changes are listed under <a href="#breaks">breaks and causes</a>. If we
            change what a dataset counts, its definition gets a new version, and the change is
            listed here.{" "}
            {redefined.length === 0
              ? "So far there was none."
              : `Changed so far: ${redefined.map(({ title, definitionVersion }) => `${title} (version ${definitionVersion})`).join(", ")}.`}
          </p>
        </Section>

        <Section id="datasets" title="All datasets">
          <p>
            Pages, charts, tables, downloads and API are made from these definitions. Columns that
            every dataset has (release, revision, edition, date and its precision, flags) are
            described in the <a href="/api">API reference</a>.
          </p>
          <ul className={styles.index}>
            {DATASETS.map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
          {DATASETS.map((dataset) => (
            <DatasetDefinition
              key={dataset.id}
              dataset={dataset}
              coverage={coverageById.get(dataset.id)}
            />
          ))}
        </Section>
      </Prose>
    </Page>
  );
}
