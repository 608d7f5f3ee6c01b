import styles from "./data-menu.module.css";

/** One file or address with the same figures. */
export interface DataLink {
  title: string;
  href: string;
  about: string;
}

export interface DataMenuProps {
  /** What the figures are, for those who hear only the menu's name. */
  of: string;
  links: readonly DataLink[];
  /** Lines to paste, by the program that they are for. */
  examples: readonly { program: string; line: string }[];
}

/** The ways to a figure's numbers and drawings, folded; opens without JavaScript. */
export const DataMenu = ({ of, links, examples }: DataMenuProps) => (
  <details className={styles.menu}>
    <summary>
      Data<span className="visually-hidden">: {of}</span>
    </summary>
    <ul className={styles.links}>
      {links.map(({ title, href, about }) => (
        <li key={title}>
          <a href={href} aria-label={`${title}: ${of}`}>
            {title}
          </a>{" "}
          {about}
        </li>
      ))}
    </ul>
    {examples.map(({ program, line }) => (
      <p key={program} className={styles.example}>
        <b>{program}</b> <code data-example={program}>{line}</code>
      </p>
    ))}
  </details>
);
