import styles from "./api-reference.module.css";

/** Lines to copy, with a name; long ones scroll within, by keyboard too. */
export function CodeBlock({ title, code }: { title: string; code: string }) {
  return (
    <figure className={styles.code}>
      <figcaption>{title}</figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre role="group" aria-label={title} tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
