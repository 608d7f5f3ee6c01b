import { formatCount, formatMonth } from "@/components/format";
import { Section, TextTable } from "@/components/prose";
import type { Column, ColumnKind, Columns } from "@/lib/model/column";
import { COMMON_COLUMNS, type Dataset } from "@/lib/model/dataset";
import { DATASETS } from "@/lib/model/datasets";
import type { Coverage } from "@/lib/stats/coverage";
import styles from "./methods.module.css";

const KIND_WORDS: Record<ColumnKind, string> = {
  count: "whole number",
  share: "share, 0 to 1",
  number: "number",
  text: "text",
  boolean: "yes or no",
  date: "day",
};

/** Text of the model, where words between backticks are code. */
const withCode = (text: string) =>
  text.split("`").map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part));

const columnRow = (role: string, name: string, column: Column) => ({
  key: name,
  cells: [
    <code key="name">{name}</code>,
    role,
    column.unit === null || column.kind === "share"
      ? KIND_WORDS[column.kind]
      : `${KIND_WORDS[column.kind]}, ${column.unit}`,
    withCode(column.description),
  ],
});

const columnRows = (role: string, columns: Columns) =>
  Object.entries(columns).map(([name, column]) => columnRow(role, name, column));

/** How far a dataset's figures reach, in words. */
function reach(coverage: Coverage | undefined): string {
  if (coverage === undefined) return "No figure has been published here yet.";
  const { firstDate, lastDate, rows, undatedRows, releases } = coverage;
  const dates =
    firstDate === null || lastDate === null
      ? "undated"
      : formatMonth(firstDate) === formatMonth(lastDate)
        ? formatMonth(firstDate)
        : `${formatMonth(firstDate)} to ${formatMonth(lastDate)}`;
  const counts = `${formatCount(rows)} ${rows === 1 ? "row" : "rows"} from ${formatCount(releases)} ${releases === 1 ? "release" : "releases"}`;
  const undated =
    undatedRows > 0 && firstDate !== null ? `; ${formatCount(undatedRows)} of them undated` : "";
  return `${dates}: ${counts}${undated}.`;
}

function Definition({ dataset, coverage }: { dataset: Dataset; coverage: Coverage | undefined }) {
  const { id, title, definition, denominator, unit, source, gap, definitionVersion, page } =
    dataset;
  return (
    <Section id={id} title={title} level={3}>
      <p>{withCode(definition)}</p>
      <dl className={styles.facts}>
        <div>
          <dt>Unit</dt>
          <dd>{unit}</dd>
        </div>
        <div>
          <dt>Shares are of</dt>
          <dd>{withCode(denominator ?? "No share is taken.")}</dd>
        </div>
        <div>
          <dt>Source</dt>
          <dd>
            <a href={source.url}>{source.name}</a>
            {source.authors !== null && `, ${source.authors}`}
          </dd>
        </div>
        <div>
          <dt>Figures</dt>
          <dd>{reach(coverage)}</dd>
        </div>
        <div>
          <dt>A missing figure</dt>
          <dd>{gap}</dd>
        </div>
        <div>
          <dt>Definition</dt>
          <dd>version {definitionVersion}</dd>
        </div>
        <div>
          <dt>Read it</dt>
          <dd>
            <a href={page}>on its page</a>, <a href={`/api/v1/${id}`}>JSON</a>,{" "}
            <a href={`/api/v1/${id}.csv`}>CSV</a>
          </dd>
        </div>
      </dl>
      <details className={styles.columns}>
        <summary>Columns of “{title}”</summary>
        <TextTable
          caption={`Columns of “${title}”`}
          columns={["Name", "Role", "Value", "Meaning"]}
          rows={[
            ...columnRows("dimension", dataset.dimensions),
            ...columnRows("measure", dataset.measures),
          ]}
        />
      </details>
    </Section>
  );
}

/** Every dataset as the model defines it, with how far its published figures reach. */
export function DatasetDefinitions({ coverage }: { coverage: readonly Coverage[] }) {
  const reachOf = new Map(coverage.map((entry) => [entry.dataset, entry]));
  return (
    <Section id="datasets" title={`The ${DATASETS.length} datasets`}>
      <ul className={styles.index}>
        {DATASETS.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
      <p>
        Every row also has the columns below. A dimension says what a row is about, a measure is a
        figure; an empty measure was not measured, 0 is a measured zero.
      </p>
      <TextTable
        caption="Columns of every dataset"
        columns={["Name", "Meaning"]}
        rows={Object.entries(COMMON_COLUMNS).map(([name, schema]) => ({
          key: name,
          cells: [<code key="name">{name}</code>, withCode(schema.meta()?.description ?? "")],
        }))}
      />
      {DATASETS.map((dataset) => (
        <Definition key={dataset.id} dataset={dataset} coverage={reachOf.get(dataset.id)} />
      ))}
    </Section>
  );
}
