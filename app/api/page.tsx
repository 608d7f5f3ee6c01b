import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { columnNotes, summaryOf } from "@/lib/api/dataset-meta";
import { bareDocumentOf } from "@/lib/api/openapi-answer";
import { DATASET_PARAMETERS } from "@/lib/api/parameters";
import { PROBLEMS } from "@/lib/api/problem";
import { sampleOutputs } from "@/lib/api/sample-calls";
import { API_CHANGES, API_ROOT, LICENSE_STATEMENT } from "@/lib/api/version";
import { DATASETS } from "@/lib/model/datasets";
import { FIGURE_FLAGS, FLAG_MEANINGS } from "@/lib/model/flags";
import { coverage } from "@/lib/stats/coverage";
import { db } from "../_server/db";
import { siteSettings } from "../_server/settings";
import { DatasetSection } from "./_parts/dataset-section";
import { type Term, Terms } from "./_parts/terms";
import styles from "./page.module.css";

export const metadata: Metadata = {
  title: "Data and API",
  description:
    "Every figure of this site as JSON and CSV: addresses, parameters, columns, flags, errors and versions. No key.",
  alternates: { canonical: "/api" },
};

type Schema = { description?: string; properties?: Record<string, Schema>; $ref?: string };

const CONTENTS = [
  ["quick-start", "Quick start"],
  ["addresses", "Addresses"],
  ["parameters", "Parameters"],
  ["answers", "What an answer holds"],
  ["columns", "Columns of every row"],
  ["flags", "Flags"],
  ["caching", "Caching and paging"],
  ["problems", "When something is wrong"],
  ["datasets", "Datasets"],
  ["versions", "Versions and changes"],
  ["rights", "Rights and citation"],
] as const;

export default async function ApiPage() {
  const { publicUrl } = siteSettings();
  const document = bareDocumentOf(publicUrl);
  const [samples, covered] = await Promise.all([sampleOutputs(db(), publicUrl), coverage(db())]);
  const byId = new Map(covered.map((one) => [one.dataset, one]));
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const fields = (name: string): Term[] =>
    Object.entries(schemas[name]?.properties ?? {}).map(([key, schema]) => ({
      key,
      name: <code>{key}</code>,
      words: schema.description ?? META_WORDS[key] ?? "",
    }));
  const addresses = Object.entries(document.paths ?? {})
    .filter(([path]) => !DATASETS.some(({ id }) => path === `${API_ROOT}/${id}`))
    .map(
      ([path, item]): Term => ({
        key: path,
        name: <code>{path}</code>,
        words: (item.get ?? item.post)?.description ?? "",
      }),
    );
  return (
    <Page section="/api">
      <PageHead
        title={`${DATASETS.length} datasets as JSON and CSV, without a key`}
        dek={
          <>
            Every figure on this site, with its date, source and flags, for programs and
            spreadsheets of any origin. This page is made from the{" "}
            <a href={`${API_ROOT}/openapi.json`}>OpenAPI 3.1 document</a>, version{" "}
            {document.info.version}.
          </>
        }
      />
      <nav aria-label="On this page">
        <ul className={styles.contents}>
          {CONTENTS.map(([id, title]) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>

      <section aria-labelledby="quick-start">
        <h2 id="quick-start">Quick start</h2>
        {samples.map(({ title, command, output }) => (
          <div key={command}>
            <h3>{title}</h3>
            <pre className={styles.code}>
              <code>{command}</code>
            </pre>
            <pre className={styles.output}>
              <samp>{output}</samp>
            </pre>
          </div>
        ))}
        <h3>Python</h3>
        <pre className={styles.code}>
          <code>{`import pandas as pd

share = pd.read_csv("${publicUrl}${API_ROOT}/dane-share.csv", parse_dates=["as_of"])
share[share.basis == "mx_validated"].plot(x="as_of", y="share")`}</code>
        </pre>
        <h3>R</h3>
        <pre className={styles.code}>
          <code>{`share <- read.csv("${publicUrl}${API_ROOT}/dane-share.csv")
share$as_of <- as.Date(share$as_of)
plot(share ~ as_of, data = subset(share, basis == "mx_validated"))`}</code>
        </pre>
      </section>

      <section aria-labelledby="addresses">
        <h2 id="addresses">Addresses</h2>
        <p>
          A dataset is at <code>{API_ROOT}/</code> and its id, with <code>.csv</code> or{" "}
          <code>.json</code> after it for the form, or <code>?format=</code>. Only a check is asked
          for with POST, everything else with GET or HEAD; every origin may read (CORS{" "}
          <code>*</code>).
        </p>
        <Terms terms={addresses} />
      </section>

      <section aria-labelledby="parameters">
        <h2 id="parameters">Parameters</h2>
        <p>
          Every dataset takes these, and one for each of its dimensions, which{" "}
          <a href="#datasets">its own entry</a> names. An unknown, repeated, empty or contradictory
          parameter is refused by name rather than ignored.
        </p>
        <Terms
          terms={DATASET_PARAMETERS.map(({ name, description, example }) => ({
            key: name,
            id: `parameter-${name}`,
            name: <code>{name}</code>,
            note: `${name}=${example}`,
            words: description,
          }))}
        />
      </section>

      <section aria-labelledby="answers">
        <h2 id="answers">What an answer holds</h2>
        <p>
          JSON has <code>data</code>, the rows; <code>meta</code>, what they mean and where they
          come from; and <code>links</code>. Keys are camelCase, numbers are numbers, a share is
          0..1. <code>null</code> means not measured and 0 a measured zero: nothing is interpolated.
        </p>
        <p>
          CSV has the rows alone, tidy and long, with a header line and the same names in
          snake_case, as RFC 4180 has it: UTF-8, no comment lines, flags separated by a space, an
          empty cell for null. The <code>Link</code> header leads to the dataset’s definition, and
          each row names its release. Text that a spreadsheet would run as a formula gets an
          apostrophe in front.
        </p>
        <h3>
          In <code>meta</code>
        </h3>
        <Terms terms={fields("DatasetMeta")} />
        <h3>
          In <code>meta.tables</code>
        </h3>
        <Terms terms={fields("TableNote")} />
        <h3>
          In <code>links</code>
        </h3>
        <Terms terms={fields("DatasetLinks")} />
      </section>

      <section aria-labelledby="columns">
        <h2 id="columns">Columns of every row</h2>
        <p>Take columns by name, not by place: new ones may come at any time.</p>
        <Terms
          terms={(DATASETS[0] === undefined ? [] : columnNotes(DATASETS[0]))
            .filter(({ role }) => role === "common")
            .map(({ name, csvName, description }) => ({
              key: name,
              name: <code>{name}</code>,
              ...(csvName === name ? {} : { note: `${csvName} in CSV` }),
              words: `${description}.`,
            }))}
        />
      </section>

      <section aria-labelledby="flags">
        <h2 id="flags">Flags</h2>
        <Terms
          terms={FIGURE_FLAGS.map((flag) => ({
            key: flag,
            id: `flag-${flag}`,
            name: <code>{flag}</code>,
            note: FLAG_MEANINGS[flag].word,
            words: FLAG_MEANINGS[flag].meaning,
          }))}
        />
      </section>

      <section aria-labelledby="caching">
        <h2 id="caching">Caching and paging</h2>
        <p>
          Every answer has a strong <code>ETag</code>: send it back as <code>If-None-Match</code>{" "}
          and get 304 until something is published. An answer that names a <code>release</code> and
          its <code>revision</code> never changes and may be kept for good. An <code>asOf</code>{" "}
          answer can change: a report of an earlier date may be found, and an erratum makes a new
          revision. So keep the release and revision that it names.
        </p>
        <p>
          An answer has at most 1,000 rows. Where there are more, <code>links.next</code> and the{" "}
          <code>Link</code> header with <code>rel="next"</code> lead on, for CSV too. A cursor ends
          when something is published, so that pages always fit together.
        </p>
      </section>

      <section aria-labelledby="problems">
        <h2 id="problems">When something is wrong</h2>
        <p>
          Problems are <code>application/problem+json</code> (RFC 9457) with <code>type</code>,{" "}
          <code>title</code>, <code>status</code>, <code>detail</code> and <code>instance</code>;{" "}
          <code>errors</code> names each parameter at fault. A known top-level domain without
          figures is not a problem: its answer is empty and says so in <code>meta.messages</code>.
        </p>
        <Terms
          terms={Object.entries(PROBLEMS).map(([code, { status, title, meaning }]) => ({
            key: code,
            id: `problem-${code}`,
            name: title,
            note: `${status}, ${code}`,
            words: meaning,
          }))}
        />
      </section>

      <section aria-labelledby="datasets">
        <h2 id="datasets">Datasets</h2>
        <ul className={styles.contents}>
          {DATASETS.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
        {DATASETS.map((dataset) => (
          <DatasetSection
            key={dataset.id}
            dataset={dataset}
            summary={summaryOf(dataset, byId.get(dataset.id), publicUrl)}
          />
        ))}
      </section>

      <section aria-labelledby="versions">
        <h2 id="versions">Versions and changes</h2>
        <p>
          <code>{API_ROOT}</code> keeps what it has: datasets, columns and parameters are added, and
          a removal is announced here at least two weeks ahead. A change of meaning changes{" "}
          <code>definitionVersion</code> of its dataset; a change of shape gets a new path.
        </p>
        <Terms
          terms={API_CHANGES.map(({ version, date, change }) => ({
            key: version,
            name: version,
            note: date,
            words: change,
          }))}
        />
      </section>

      <section aria-labelledby="rights">
        <h2 id="rights">Rights and citation</h2>
        <p>
          {LICENSE_STATEMENT} Each answer has a ready <code>meta.citation</code>.
        </p>
      </section>
    </Page>
  );
}

/** Fields that explain themselves in the document only by their name. */
const META_WORDS: Record<string, string> = {
  dataset: "Id of the dataset",
  title: "Its name for people",
  unit: "What one row counts",
  denominator: "What shares are taken of, or null",
  coverage: "How far the dataset reaches, and what its counts leave out",
  quality: "Flags and stated events",
  source: "Who published the figures",
  citation: "How to cite this answer",
  licenseStatement: "What may be done with the figures",
  messages: "What the rows cannot say: rows left out, why nothing matched",
  release: "Id of the release that printed it",
  revision: "Its revision",
  edition: "Which of the release's tables it is",
  kind: "A published report, or later our own survey",
  releaseTitle: "The release's title",
  asOf: "Date of the table",
  asOfPrecision: "day, month or unknown",
  asOfNotBefore: "For an undated table the earliest date it can be of",
  postedAt: "When its source was posted",
  sourceUrl: "Where it was published",
};
