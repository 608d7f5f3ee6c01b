import { formatDate, formatNumber } from "../format";
import styles from "./api-reference.module.css";
import { type Field, FieldList } from "./field-list";
import { Prose } from "./prose";

export interface DatasetReferenceProps {
  id: string;
  path: string;
  title: string;
  description: string;
  parameters: readonly Field[];
  columns: readonly Field[];
  rows: number;
  undatedRows: number;
  firstDate: string | null;
  lastDate: string | null;
  page: string;
}

function extent({ rows, undatedRows, firstDate, lastDate }: DatasetReferenceProps): string {
  if (rows === 0) return "Nothing published yet: the answer is an empty list that says so.";
  const count = `${formatNumber(rows)} ${rows === 1 ? "row" : "rows"}`;
  if (firstDate === null || lastDate === null) return `${count}, undated.`;
  const dates =
    firstDate === lastDate
      ? `of ${formatDate(firstDate)}`
      : `from ${formatDate(firstDate)} to ${formatDate(lastDate)}`;
  return undatedRows === 0
    ? `${count}, ${dates}.`
    : `${count}: ${formatNumber(undatedRows)} undated, the others ${dates}.`;
}

/** One dataset: address, what is counted, its own parameters and columns. */
export function DatasetReference(props: DatasetReferenceProps) {
  const { id, path, title, description, parameters, columns, page } = props;
  return (
    <section id={id} className={styles.dataset} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{title}</h3>
      <p className={styles.address}>
        <code>GET {path}</code>
      </p>
      <p className={styles.extent}>{extent(props)}</p>
      <ul className={styles.ways} aria-label={`${title}: addresses`}>
        <li>
          <a href={path}>JSON</a>
        </li>
        <li>
          <a href={`${path}.csv`}>CSV</a>
        </li>
        <li>
          <a href={`${path}/meta`}>Definition and values</a>
        </li>
        <li>
          <a href={page}>Page</a>
        </li>
      </ul>
      <Prose text={description} />
      {parameters.length > 0 && (
        <>
          <h4>Its own parameters</h4>
          <FieldList fields={parameters} />
        </>
      )}
      <h4>Its own columns</h4>
      <FieldList fields={columns} />
    </section>
  );
}
