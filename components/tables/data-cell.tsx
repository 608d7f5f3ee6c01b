import type { ReactNode } from "react";
import { type FigureFlag, FLAG_MEANINGS } from "@/lib/model/flags";
import {
  formatChange,
  formatCount,
  formatNumber,
  formatPointChange,
  formatShare,
  NOT_PUBLISHED,
} from "../format";
import type { TableColumn } from "./data-table";
import styles from "./data-table.module.css";

/** A flag beside a value: its letter, with the word for pointers and screen readers. */
export function Flags({ flags }: { flags: readonly FigureFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <sup className={styles.sup}>
      {flags.map((flag) => (
        <abbr key={flag} title={FLAG_MEANINGS[flag].word}>
          <span aria-hidden="true">{flag}</span>
          <span className="visually-hidden"> ({FLAG_MEANINGS[flag].word})</span>
        </abbr>
      ))}
    </sup>
  );
}

/** Null in a table: a dash to the eye, words to the ear. */
export const Missing = (): ReactNode => (
  <span className={styles.missing}>
    <span aria-hidden="true">{NOT_PUBLISHED}</span>
    <span className="visually-hidden">not published</span>
  </span>
);

/** A bar as wide as a share of its cell. */
export const Bar = ({ share, tone }: { share: number; tone?: string }): ReactNode => (
  <span
    className={styles.bar}
    data-tone={tone}
    aria-hidden="true"
    style={
      {
        "--w": `${Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10}%`,
      } as React.CSSProperties
    }
  />
);

function written<Row>(column: TableColumn<Row>, value: string | number): ReactNode {
  if (typeof value === "string") return value;
  switch (column.kind) {
    case "share":
      return formatShare(value, column.digits ?? 2);
    case "change":
      return <Change value={value} text={formatChange(value)} />;
    case "pointChange":
      return <Change value={value} text={formatPointChange(value)} />;
    case "number":
      return formatNumber(value);
    case "bar":
      return <Bar share={value} />;
    default:
      return formatCount(value);
  }
}

/** A change: its sign says the direction, colour only repeats it. */
function Change({ value, text }: { value: number; text: string }) {
  return <span data-direction={value > 0 ? "up" : value < 0 ? "down" : "same"}>{text}</span>;
}

/** One cell; the cell that names the row is its header. */
export function DataCell<Row>({
  column,
  row,
  isRowHeader,
}: {
  column: TableColumn<Row>;
  row: Row;
  isRowHeader: boolean;
}) {
  const value = column.value(row);
  const href = column.href?.(row) ?? undefined;
  const flags = value === null ? [] : (column.flags?.(row) ?? []);
  const text = value === null ? <Missing /> : written(column, value);
  const detail = column.detail?.(row);
  const attributes = {
    "data-kind": column.kind,
    "data-priority": column.priority ?? 1,
    "data-numeric": (column.kind !== "text" && column.kind !== "bar") || undefined,
  };
  const content = (
    <>
      {flags.includes("l") && "≥ "}
      {href === undefined ? text : <a href={href}>{text}</a>}
      <Flags flags={flags} />
      {detail !== undefined && detail !== null && <span className={styles.detail}> {detail}</span>}
    </>
  );
  if (isRowHeader)
    return (
      <th scope="row" {...attributes}>
        {content}
      </th>
    );
  return <td {...attributes}>{column.kind === "bar" && value === null ? null : content}</td>;
}
