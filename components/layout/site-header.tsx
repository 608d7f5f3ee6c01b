import { LONGEST_SEARCH } from "@/lib/model/search";
import { CHECK_SECTION, MAIN_SECTIONS } from "@/lib/model/site-sections";
import { SEARCH_FIELD } from "./search-key";
import styles from "./site-header.module.css";

/** Name of the site, search and the main menu; on narrow screens the menu folds, without JavaScript. */
export function SiteHeader({ section }: { section: string }) {
  const links = MAIN_SECTIONS.map(({ href, name }) => (
    <li key={href}>
      <a
        href={href}
        aria-current={href === section ? "page" : undefined}
        className={href === CHECK_SECTION ? styles.action : undefined}
      >
        {name}
      </a>
    </li>
  ));
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <a className={styles.name} href="/">
          DANE &amp; DNSSEC statistics
        </a>
        <search className={styles.search} aria-label="This site">
          <form action="/search">
            <input
              type="search"
              name="q"
              aria-label="Search"
              placeholder="Search"
              maxLength={LONGEST_SEARCH}
              aria-keyshortcuts="/"
              {...{ [SEARCH_FIELD]: "" }}
            />
          </form>
        </search>
        <nav className={styles.wide} aria-label="Main">
          <ul>{links}</ul>
        </nav>
        <a
          className={styles.shortcut}
          href={CHECK_SECTION}
          aria-current={section === CHECK_SECTION ? "page" : undefined}
        >
          Check
        </a>
        <details className={styles.narrow}>
          <summary>Menu</summary>
          <nav aria-label="Main, folded">
            <ul>{links}</ul>
          </nav>
        </details>
      </div>
    </header>
  );
}
