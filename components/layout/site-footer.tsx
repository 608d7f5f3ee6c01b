import { MORE_SECTIONS } from "@/lib/model/site-sections";
import styles from "./site-footer.module.css";

/** Whose figures these are, and the pages that the main menu leaves out. */
export function SiteFooter({ section }: { section: string }) {
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <nav aria-label="More">
          <ul>
            {MORE_SECTIONS.map(({ href, name }) => (
              <li key={href}>
                <a href={href} aria-current={href === section ? "page" : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p>
          The figures are those of the <a href="/about#figures">DANE/DNSSEC survey</a> by Viktor
          Dukhovni and Wes Hardaker and of the sources named beside them, quoted with date and link.
          No licence is claimed over them; the code is under Apache-2.0. No cookies but for those
          who watch, no third parties: <a href="/about/data-protection">data protection</a>.
        </p>
      </div>
    </footer>
  );
}
