import type { Dataset } from "@/lib/model/dataset";
import styles from "./empty-state.module.css";

/** What a page has a place for and nothing was published of, in one frame: what, and how it is counted. */
export function AwaitedDatasets({ datasets }: { datasets: readonly Dataset[] }) {
  return datasets.length === 0 ? null : (
    <section className={styles.empty} aria-labelledby="awaited">
      <p className={styles.status}>Not published</p>
      <h2 id="awaited" className={styles.title}>
        What our own survey will show here
      </h2>
      <ul>
        {datasets.map(({ id, title, summary }) => (
          <li key={id} id={id}>
            <a href={`/methods#${id}`}>{title}</a>: {summary}
          </li>
        ))}
      </ul>
      <p>Nothing is shown until it has been measured.</p>
    </section>
  );
}
