import type { ReactNode } from "react";
import styles from "./empty-state.module.css";

/** Props of an empty state: the words that tell the truth about a figure that is not there. */
export interface EmptyStateProps {
  /** Short state, above the title. */
  status?: string;
  title: string;
  /** What would stand here, and why it does not. */
  what: ReactNode;
  /** Who measures it, if anybody. */
  who?: ReactNode;
  /** When it will come, or that nobody knows. */
  when?: ReactNode;
  /** What the reader can look at instead. */
  instead?: ReactNode;
  headingLevel?: 2 | 3 | 4;
}

/** "Not published": designed, so that a missing figure is never mistaken for zero or for a fault. */
export function EmptyState({
  status = "Not published",
  title,
  what,
  who,
  when,
  instead,
  headingLevel = 3,
}: EmptyStateProps) {
  const Heading = `h${headingLevel}` as const;
  const facts = [
    ["Measured by", who],
    ["Expected", when],
    ["Instead", instead],
  ] as const;
  return (
    <div className={styles.empty}>
      <p className={styles.status}>{status}</p>
      <Heading className={styles.title}>{title}</Heading>
      <p>{what}</p>
      {facts.some(([, words]) => words !== undefined) && (
        <dl className={styles.list}>
          {facts.map(([term, words]) =>
            words === undefined
              ? null
              : [<dt key={term}>{term}</dt>, <dd key={`${term} words`}>{words}</dd>],
          )}
        </dl>
      )}
    </div>
  );
}
