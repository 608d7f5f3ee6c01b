import type { ReactNode } from "react";
import styles from "./page-head.module.css";

/** One fact of the line under the heading: date, source, quality. */
export interface PageFact {
  name: string;
  value: ReactNode;
}

export interface PageHeadProps {
  /** The finding, as a sentence with its number. */
  title: string;
  /** What the number is: date, count, denominator. */
  dek: ReactNode;
  facts?: readonly PageFact[];
}

/** The head of a page: states the finding, then its date, source and how it is counted. */
export function PageHead({ title, dek, facts = [] }: PageHeadProps) {
  return (
    <header className={styles.head}>
      <h1>{title}</h1>
      <p className={styles.dek}>{dek}</p>
      {facts.length > 0 && (
        <dl className={styles.facts}>
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </header>
  );
}
