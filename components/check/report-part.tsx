import type { ReactNode } from "react";
import styles from "./report-view.module.css";

/** A part of a domain's page in a frame of its own, with a heading that can be linked to. */
export function ReportPart({
  id,
  title,
  lead,
  children,
}: {
  id: string;
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      {children}
    </section>
  );
}
