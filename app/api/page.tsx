import type { Metadata } from "next";
import { Contents } from "@/components/api-reference/contents";
import { DatasetReference } from "@/components/api-reference/dataset-reference";
import { Errors } from "@/components/api-reference/errors";
import { FieldList } from "@/components/api-reference/field-list";
import { Flags } from "@/components/api-reference/flags";
import { Habits } from "@/components/api-reference/habits";
import { OperationReference } from "@/components/api-reference/operation-reference";
import { QuickStart } from "@/components/api-reference/quick-start";
import { Versions } from "@/components/api-reference/versions";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { documentOf } from "@/lib/api/openapi-answer";
import { MOST_ROWS } from "@/lib/api/parameters";
import { PROBLEMS } from "@/lib/api/problem";
import { apiReference } from "@/lib/api/reference";
import { answerPath } from "@/lib/api/routes";
import { shortenedAnswer } from "@/lib/api/shortened-answer";
import { API_CHANGES, API_ROOT } from "@/lib/api/version";
import { db } from "../_server/db";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Data & API",
  description:
    "Every figure of this site as JSON and CSV, without a key: addresses, parameters, columns, errors and examples.",
  alternates: { canonical: "/api" },
};

const PARTS = [
  { id: "quick-start", title: "Quick start" },
  { id: "answers", title: "Answers" },
  { id: "parameters", title: "Parameters" },
  { id: "dates", title: "Dates and asOf" },
  { id: "paging", title: "Paging" },
  { id: "caching", title: "Caching" },
  { id: "errors", title: "Errors" },
  { id: "flags", title: "Flags" },
  { id: "releases", title: "Releases and catalogue" },
  { id: "versions", title: "Versions" },
  { id: "datasets", title: "Datasets" },
] as const;

const MISTAKEN = "/dnssec-by-tld?asOf=2023-02-30&tdl=nl";

/** The answer of the API itself, printed, so that no example can differ from what is served. */
async function answered(address: string, print: (body: unknown) => string): Promise<string> {
  const { publicUrl } = siteSettings();
  const url = new URL(API_ROOT + address, publicUrl);
  const { body } = await answerPath(db(), { url, publicUrl }, [
    url.pathname.split("/").pop() ?? "",
  ]);
  return print(JSON.parse(body));
}

export default async function ApiPage() {
  const { publicUrl } = siteSettings();
  const root = publicUrl + API_ROOT;
  const [document, example, problem] = await Promise.all([
    documentOf(db(), publicUrl),
    answered("/dane-domains?asOf=2023-12-31", shortenedAnswer),
    answered(MISTAKEN, (body) => JSON.stringify(body, null, 2)),
  ]);
  const reference = apiReference(document);
  return (
    <Page section="/api">
      <PageHead
        title="Every figure as JSON and CSV, without a key"
        dek={reference.description}
        facts={[
          { name: "Address", value: <code>{root}</code> },
          { name: "Version", value: reference.version },
          { name: "Datasets", value: String(reference.datasets.length) },
          {
            name: "For programs",
            value: <a href={`${API_ROOT}/openapi.json`}>OpenAPI 3.1 document</a>,
          },
        ]}
      />
      <Contents parts={PARTS} datasets={reference.datasets} />
      <QuickStart root={root} answer={example} />
      <section id="answers">
        <h2>Answers</h2>
        <p>
          A dataset’s JSON has three parts: <code>data</code>, the rows; <code>meta</code>, what
          they are and where they come from; <code>links</code>, where to go from here. CSV has the
          rows alone, with the same names in snake_case, and its <code>Link</code> header leads to
          the rest; where CSV has no rows, the same question as JSON says why. Rows are oldest
          first, undated ones last.
        </p>
        <h3>Columns of every row</h3>
        <p>
          Before a dataset’s own. Use columns by name, not by place. Release, revision and edition
          say which published table a row is from.
        </p>
        <FieldList fields={reference.commonColumns} />
        <h3>meta</h3>
        <FieldList fields={reference.meta.map((field) => ({ ...field, csvName: null }))} />
        <h3>links</h3>
        <FieldList fields={reference.links.map((field) => ({ ...field, csvName: null }))} />
      </section>
      <section id="parameters">
        <h2>Parameters of every dataset</h2>
        <p>
          Besides these, each dataset can be filtered by its own dimensions; repeat such a parameter
          for several values: <code>tld=nl&amp;tld=se</code>.
        </p>
        <FieldList fields={reference.commonParameters} />
      </section>
      <Habits root={root} mostRows={MOST_ROWS} />
      <Errors
        problems={Object.entries(PROBLEMS).map(([code, note]) => ({ code, ...note }))}
        fields={reference.problem.map((field) => ({ ...field, csvName: null }))}
        call={`curl '${root}${MISTAKEN}'`}
        answer={problem}
      />
      <Flags />
      <section id="releases">
        <h2>Releases and catalogue</h2>
        {reference.others.map((operation) => (
          <OperationReference key={operation.id} {...operation} />
        ))}
      </section>
      <Versions changes={API_CHANGES} />
      <section id="datasets">
        <h2>Datasets</h2>
        {reference.datasets.map((dataset) => (
          <DatasetReference key={dataset.id} {...dataset} />
        ))}
      </section>
    </Page>
  );
}
