import { formatDate } from "../format";
import styles from "./api-reference.module.css";

/** One entry of the API's dated log. */
export interface ApiLogEntry {
  version: string;
  date: string;
  change: string;
}

/** What may change, how it is announced, and what did. */
export function Versions({ changes }: { changes: readonly ApiLogEntry[] }) {
  return (
    <section id="versions">
      <h2>Versions and deprecation</h2>
      <p>
        The version follows semver and stands in <code>meta.schemaVersion</code> of every answer.
        New datasets, parameters and columns may appear at any time, so take columns by name and
        ignore what you do not know. Removals and changes of meaning are announced below at least
        two weeks before they happen, and get a new path: <code>/api/v1</code> keeps what it
        promised. When a dataset starts to count something else under the same name, its{" "}
        <code>meta.definitionVersion</code> changes.
      </p>
      <dl className={styles.log}>
        {changes.map(({ version, date, change }) => (
          <div key={version}>
            <dt>
              <time dateTime={date}>{formatDate(date)}</time>, version {version}
            </dt>
            <dd>{change}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
