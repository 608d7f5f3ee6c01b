import { Once } from "@/components/markup";
import { Section } from "@/components/prose";
import { snakeCase } from "@/lib/api/csv";
import type { Columns } from "@/lib/model/column";
import type { Dataset } from "@/lib/model/dataset";
import type { Coverage } from "@/lib/stats/coverage";
import { coverageWords } from "./coverage-words";
import styles from "./page.module.css";

function ColumnRows({ columns, use }: { columns: Columns; use: string }) {
  return Object.entries(columns).map(([name, { title, unit, description, kind }]) => (
    <tr key={name}>
      <th scope="row">
        <code>{name}</code>
        <span>
          CSV <code>{snakeCase(name)}</code>
        </span>
      </th>
      <td>{use}</td>
      <td>{unit ?? kind}</td>
      <td>{title === description ? title : `${title}: ${description}`}</td>
    </tr>
  ));
}

/** Text of the model, where words between backticks are code. */
const withCode = (text: string) =>
  text.split("`").map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part));

interface Props {
  dataset: Dataset;
  /** Undefined where nothing was published. */
  coverage: Coverage | undefined;
}

function Definition({ dataset, coverage }: Props) {
  const { id, title, summary, definition, denominator, unit, source, gap, page } = dataset;
  return (
    <Section id={id} title={title} level={3}>
      <p>{summary}</p>
      <dl className={styles.definition}>
        <dt>Counts</dt>
        <dd>{withCode(definition)}</dd>
        <dt>Unit</dt>
        <dd>{unit}</dd>
        <dt>Denominator</dt>
        <dd>{withCode(denominator ?? "none: no share is computed")}</dd>
        <dt>Source</dt>
        <dd>
          <a href={source.url}>{source.name}</a>
          {source.authors === null ? "" : `, ${source.authors}`}
        </dd>
        <dt>A gap means</dt>
        <dd>{gap}</dd>
        <dt>Published</dt>
        <dd>{coverageWords(coverage)}</dd>
        <dt>Definition</dt>
        <dd>version {dataset.definitionVersion}</dd>
        <dt>See</dt>
        <dd>
          <a href={page}>page</a>, <a href={`/api/v1/${id}`}>JSON</a>,{" "}
          <a href={`/api/v1/${id}.csv`}>CSV</a>, <a href={`/api/v1/${id}/meta`}>description</a>
        </dd>
      </dl>
      <details className={styles.columns}>
        <summary>
          Columns<span className="visually-hidden"> of {title}</span>
        </summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Use</th>
              <th scope="col">Unit</th>
              <th scope="col">Meaning</th>
            </tr>
          </thead>
          <tbody>
            <ColumnRows columns={dataset.dimensions} use="key" />
            <ColumnRows columns={dataset.measures} use="value" />
          </tbody>
        </table>
      </details>
    </Section>
  );
}

/** All that a reader has to know of one dataset; every word is from its definition in `lib/model`. */
export const DatasetDefinition = (props: Props) => (
  <Once
    name="definition"
    of={[props.dataset.id, props.coverage]}
    draw={() => <Definition {...props} />}
  />
);
