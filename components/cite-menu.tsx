import { type DataLink, MenuLinks } from "./data-menu";
import styles from "./data-menu.module.css";

export interface CiteMenuProps {
  /** What the figure is, for those who hear only the menu's name. */
  of: string;
  /** A sentence that can be printed as it is; null where there is none. */
  sentence: string | null;
  /** The citation as a line of text. */
  text: string;
  /** The same for programs. */
  links: readonly DataLink[];
}

/** A sentence to print and how to cite the figure, folded; opens without JavaScript. */
export const CiteMenu = ({ of, sentence, text, links }: CiteMenuProps) => (
  <details className={styles.menu}>
    <summary>
      Cite<span className="visually-hidden">: {of}</span>
    </summary>
    {sentence !== null && (
      <p className={styles.example}>
        <b>A sentence to print</b> <span className={styles.quote}>{sentence}</span>
      </p>
    )}
    <p className={styles.example}>
      <b>Citation</b> <span className={styles.quote}>{text}</span>
    </p>
    <MenuLinks links={links} />
  </details>
);
