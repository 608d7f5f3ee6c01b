import type { ReactNode } from "react";
import styles from "../page.module.css";

/** A name with its explanation; `id` makes it an address. */
export interface Term {
  name: ReactNode;
  key: string;
  id?: string;
  note?: string;
  words: ReactNode;
}

/** Names and their explanations, beside each other where there is room. */
export function Terms({ terms }: { terms: readonly Term[] }) {
  return (
    <dl className={styles.terms}>
      {terms.map(({ name, key, id, note, words }) => (
        <div key={key} {...(id === undefined ? {} : { id })}>
          <dt>
            {name}
            {note !== undefined && <span className={styles.note}>{note}</span>}
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
