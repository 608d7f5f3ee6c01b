import type { SiteSection } from "@/lib/model/site-sections";
import styles from "./ways-in.module.css";

/** Links to the pages of the site with what each answers. */
export function WaysIn({ sections }: { sections: readonly SiteSection[] }) {
  return (
    <nav aria-labelledby="ways-in">
      <h2 id="ways-in">Look closer</h2>
      <ul className={styles.list}>
        {sections.map(({ href, name, about }) => (
          <li key={href}>
            <a href={href}>{name}</a>
            <span>{about}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}
