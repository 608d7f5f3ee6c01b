import type { IsoDate } from "@/lib/model/calendar";
import { formatCount, formatDate } from "./format";
import styles from "./undated-reports.module.css";

export interface UndatedReportsProps {
  totals: readonly { release: string; notBefore: IsoDate | null; domains: number }[];
}

/** Totals of reports without a date, in those words: never plotted, never called current. */
export function UndatedReports({ totals }: UndatedReportsProps) {
  if (totals.length === 0) return null;
  return (
    <aside className={styles.note} aria-label="Undated reports">
      <p>
        <strong>Later, but undated.</strong>{" "}
        {totals.length === 1 ? "One report" : `${totals.length} reports`} without a date{" "}
        {totals.length === 1 ? "gives" : "give"} higher totals. They are listed, not plotted:
      </p>
      <ul>
        {totals.map(({ release, notBefore, domains }) => (
          <li key={release}>
            <a href={`/releases/${release}`}>{formatCount(domains)} DANE domains</a>,{" "}
            {formatDate(null, "unknown", notBefore)}
          </li>
        ))}
      </ul>
    </aside>
  );
}
