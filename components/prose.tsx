import type { ReactNode } from "react";
import styles from "./prose.module.css";

/** A page of text: 42 em lines, headings with anchors, code that scrolls in its own box. */
export function Prose({ children }: { children: ReactNode }) {
  return <div className={styles.prose}>{children}</div>;
}

/** Props of a part of a text. */
export interface SectionProps {
  /** Anchor; stays as it is once published. */
  id: string;
  title: ReactNode;
  level?: 2 | 3;
  children: ReactNode;
}

/** A part with a heading that can be linked to: the mark after the heading is the link. */
export function Section({ id, title, level = 2, children }: SectionProps) {
  const Heading = `h${level}` as const;
  return (
    <section aria-labelledby={id}>
      <Heading id={id} className={styles.heading}>
        {title}{" "}
        <a className={styles.anchor} href={`#${id}`} aria-label="Link to this part">
          #
        </a>
      </Heading>
      {children}
    </section>
  );
}

/** The parts of a page, for its top. */
export function Contents({ parts }: { parts: readonly { id: string; title: string }[] }) {
  return (
    <nav className={styles.contents} aria-label="On this page">
      <ul>
        {parts.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Code or a record as it is typed; scrolls sideways in its own box, by keyboard as well. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={styles.code} tabIndex={0} aria-label={label}>
      <pre>
        <code>{children}</code>
      </pre>
    </section>
  );
}

/** A wide table, in a box that scrolls. */
export function TextTable({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly string[];
  /** The first cell of a row names it. */
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={caption}>
      <table className={styles.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...others] }) => (
            <tr key={key}>
              <th scope="row">{first}</th>
              {others.map((cell, column) => (
                <td key={columns[column + 1]} data-column={columns[column + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Something that a reader in a hurry must not miss. */
export function Note({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.note}>
      <p>
        <strong>{title}</strong> {children}
      </p>
    </div>
  );
}

/** The section that a claim rests on, as a link. @param section such as `1.3`, the whole RFC without it */
export function Rfc({ number, section }: { number: number; section?: string }) {
  const href = `https://www.rfc-editor.org/rfc/rfc${number}${section === undefined ? "" : `#section-${section}`}`;
  return (
    <a className={styles.rfc} href={href}>
      RFC&nbsp;{number}
      {section === undefined ? "" : ` §\u00a0${section}`}
    </a>
  );
}
