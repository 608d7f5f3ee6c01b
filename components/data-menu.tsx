import styles from "./data-menu.module.css";

/** One file or address with the same figures. */
export interface DataLink {
  title: string;
  href: string;
}

export interface DataMenuProps {
  /** What the figures are, for those who hear only the menu's name. */
  of: string;
  links: readonly DataLink[];
}

/** The ways to a figure's numbers and drawings, folded; opens without JavaScript. */
export const DataMenu = ({ of, links }: DataMenuProps) => (
  <details className={styles.menu}>
    <summary>
      Data<span className="visually-hidden">: {of}</span>
    </summary>
    <MenuLinks links={links} />
  </details>
);

/** Links of a menu, side by side. */
export const MenuLinks = ({ links }: Pick<DataMenuProps, "links">) => (
  <p className={styles.links}>
    {links.map(({ title, href }) => (
      <a key={title} href={href}>
        {title}
      </a>
    ))}
  </p>
);
