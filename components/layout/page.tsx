import type { ReactNode } from "react";
import styles from "./page.module.css";
import { SiteFooter } from "./site-footer";
import { SiteHeader } from "./site-header";

export interface PageProps {
  /** Address of the section in the menus that this page belongs to, such as `/tlds`. */
  section: string;
  children: ReactNode;
}

/** The whole of a page: menu with the current section marked, content, foot. */
export function Page({ section, children }: PageProps) {
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <SiteHeader section={section} />
      <main id="content" className={styles.main} tabIndex={-1}>
        {children}
      </main>
      <SiteFooter section={section} />
    </>
  );
}
