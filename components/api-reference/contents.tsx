import styles from "./api-reference.module.css";

export interface ContentsEntry {
  id: string;
  title: string;
}

/** Links to the parts of the page, the datasets folded up beneath them. */
export function Contents({
  parts,
  datasets,
}: {
  parts: readonly ContentsEntry[];
  datasets: readonly ContentsEntry[];
}) {
  const links = (entries: readonly ContentsEntry[]) =>
    entries.map(({ id, title }) => (
      <li key={id}>
        <a href={`#${id}`}>{title}</a>
      </li>
    ));
  return (
    <nav className={styles.contents} aria-label="On this page">
      <ul>{links(parts)}</ul>
      <details>
        <summary>All {datasets.length} datasets</summary>
        <ul>{links(datasets)}</ul>
      </details>
    </nav>
  );
}
