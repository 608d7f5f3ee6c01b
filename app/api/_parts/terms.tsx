import { createElement, Fragment, type ReactNode } from "react";
import styles from "../page.module.css";

/** A name with its explanation; `id` makes it an address. */
export interface Term {
  name: ReactNode;
  key: string;
  id?: string;
  note?: string;
  words: ReactNode;
}

/** Text of the document, in which backticks mark code. */
export function Words({ text }: { text: string }) {
  const parts = text
    .split("`")
    .map((part, index) => (index % 2 === 0 ? part : createElement("code", null, part)));
  // As arguments, not as a list: the parts never move, so they need no keys.
  return createElement(Fragment, null, ...parts);
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
          <dd>{typeof words === "string" ? <Words text={words} /> : words}</dd>
        </div>
      ))}
    </dl>
  );
}
