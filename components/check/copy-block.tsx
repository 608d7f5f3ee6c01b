import styles from "./copy-block.module.css";
import { COPY_BLOCKS } from "./leaf-marks";

/** Text to take along: selectable as it stands, and with a button where there is a script. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.block} {...{ [COPY_BLOCKS]: "" }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={label}>
        <pre>
          <code>{text}</code>
        </pre>
      </section>
    </div>
  );
}
