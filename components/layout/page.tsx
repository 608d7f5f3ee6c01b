import type { ReactNode } from "react";
import { holdMarkup, textOf } from "@/lib/held-markup";
import { Once, toPieces } from "../markup";
import { withDatedLinks } from "./dated-links";
import { DatedNote, type DatedNoteProps, LabNote } from "./dated-note";
import styles from "./page.module.css";
import { PageMarkup } from "./page-markup";
import { SiteFooter } from "./site-footer";
import { SiteHeader } from "./site-header";

export interface PageProps {
  /** Address of the section in the menus that this page belongs to, such as `/tlds`. */
  section: string;
  /** What a dated page says of its day. */
  dated?: DatedNoteProps;
  /** Whether releases of made-up domains stand among the others, as where the site is tried out. */
  hasLabData?: true;
  /** Plain elements and hook-free components; what changes in the browser is put on top of them. */
  children: ReactNode;
  /** What a script adds on top, beside the live charts: a client component. */
  leaves?: ReactNode;
}

/** The whole of a page: menu with the current section marked, content, foot. */
export function Page({ section, dated, hasLabData, children, leaves }: PageProps) {
  const markup = withDatedLinks(
    toPieces(
      <>
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        <Once name="header" of={section} draw={() => <SiteHeader section={section} />} />
        <main id="content" className={styles.main} tabIndex={-1}>
          {hasLabData && <LabNote />}
          {dated !== undefined && <DatedNote {...dated} />}
          {children}
        </main>
        <Once name="footer" of={section} draw={() => <SiteFooter section={section} />} />
      </>,
    ),
  );
  const held = holdMarkup(markup);
  const page =
    held === undefined ? <PageMarkup markup={textOf(markup)} /> : <PageMarkup held={held} />;
  return leaves === undefined ? (
    page
  ) : (
    <>
      {page}
      {leaves}
    </>
  );
}
