import type { SeriesTone, ValueFormat } from "@/lib/model/chart";
import type { FigureFlag } from "@/lib/model/flags";
import { formatShare, formatValue } from "../format";
import { Once } from "../markup";
import { Bar, Flags, Missing } from "../tables/data-cell";
import styles from "./bar-list.module.css";

/** One bar; null is "not published" and has no bar, 0 is a measured zero. */
export interface BarListRow {
  id: string;
  label: string;
  value: number | null;
  /** 0..1 of the whole, printed after the value. */
  share?: number | null;
  href?: string;
  flags?: readonly FigureFlag[];
  note?: string;
}

/** What a list of bars draws. */
export interface BarListProps {
  caption: string;
  /** Headings of the two columns. */
  labelTitle: string;
  valueTitle: string;
  rows: readonly BarListRow[];
  format?: ValueFormat;
  tone?: Extract<SeriesTone, "dane" | "dnssec" | "problem" | "neutral">;
  /** The value of a full bar; the largest value unless given. */
  fullAt?: number;
  /** Digits after the point of a share. */
  digits?: number;
}

function List({
  caption,
  labelTitle,
  valueTitle,
  rows,
  format = "count",
  tone = "dane",
  fullAt,
  digits,
}: BarListProps) {
  const full = fullAt ?? Math.max(...rows.map(({ value }) => value ?? 0), 0);
  const hasShares = rows.some(({ share }) => share != null);
  return (
    <table className={styles.list}>
      <caption className="visually-hidden">{caption}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{labelTitle}</th>
          <th scope="col">Bar</th>
          <th scope="col">{valueTitle}</th>
          {hasShares && <th scope="col">Share</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              {row.href === undefined ? row.label : <a href={row.href}>{row.label}</a>}
              {row.note !== undefined && row.note !== "" && (
                <span className={styles.note}> {row.note}</span>
              )}
            </th>
            <td className={styles.bar}>
              {row.value !== null && row.value > 0 && (
                <Bar share={full === 0 ? 0 : row.value / full} tone={tone} />
              )}
            </td>
            <td className={styles.value}>
              {row.value === null ? <Missing /> : formatValue(row.value, format, digits)}
              <Flags flags={row.flags ?? []} />
            </td>
            {hasShares && (
              <td className={styles.share}>
                {row.share == null ? <Missing /> : formatShare(row.share, 1)}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Horizontal bars from zero, each in the row of its number: a table that one can see. */
export const BarList = (props: BarListProps) => (
  <Once name="bar-list" of={props} draw={() => <List {...props} />} />
);
