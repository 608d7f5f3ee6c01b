import type { ReactNode } from "react";
import { FIGURE_FLAGS, type FigureFlag, FLAG_MEANINGS } from "@/lib/model/flags";
import { DataCell } from "./data-cell";
import styles from "./data-table.module.css";

/** How a column's values are read and written. `bar` draws a share (0..1) of the row's width. */
export type TableColumnKind =
  | "text"
  | "count"
  | "share"
  | "number"
  | "change"
  | "pointChange"
  | "rank"
  | "bar";

/** One column: what it shows of a row. Null values are "not published". */
export interface TableColumn<Row> {
  key: string;
  title: string;
  kind: TableColumnKind;
  value: (row: Row) => string | number | null;
  /** Where a text leads. */
  href?: (row: Row) => string | null | undefined;
  /** Small words after a text: a second form of a name, a date's precision. */
  detail?: (row: Row) => ReactNode;
  flags?: (row: Row) => readonly FigureFlag[];
  /** Under the title, and read out after it. */
  unit?: string;
  /** 1 always, 2 from 480 px, 3 from 760 px of the table's own width. Defaults to 1. */
  priority?: 1 | 2 | 3;
  /** The column that names the row; the first `text` column where none says so. */
  isRowHeader?: boolean;
  /** Digits after the point of a share. */
  digits?: number;
}

/** Which column the rows are sorted by; rows come sorted. */
export interface TableSort {
  key: string;
  direction: "ascending" | "descending";
}

/** Props of a table. */
export interface DataTableProps<Row> {
  caption: string;
  /** Whether the caption is read out only, as where a figure's title already says it. */
  hideCaption?: boolean;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: TableSort;
  /** Link that sorts by a column; undefined where it cannot. */
  sortHref?: (column: TableColumn<Row>) => string | undefined;
  footnotes?: readonly ReactNode[];
  /** Words where there are no rows. */
  empty?: ReactNode;
  /** Marks a row, such as the total or the one looked for. */
  isMarked?: (row: Row) => boolean;
}

const isNumeric = (kind: TableColumnKind): boolean => kind !== "text" && kind !== "bar";

/** What stands, or is only read out, over a column without a title. */
function Untitled({ kind }: { kind: TableColumnKind }) {
  return (
    <>
      {kind === "rank" && <span aria-hidden="true">#</span>}
      <span className="visually-hidden">{kind === "rank" ? "Rank" : "Bar"}</span>
    </>
  );
}

function HeaderCell<Row>({
  column,
  sort,
  href,
}: {
  column: TableColumn<Row>;
  sort: TableSort | undefined;
  href: string | undefined;
}) {
  const direction = sort?.key === column.key ? sort.direction : undefined;
  const words = (
    <>
      {column.title === "" ? <Untitled kind={column.kind} /> : column.title}
      {direction !== undefined && (
        <span aria-hidden="true"> {direction === "ascending" ? "▲" : "▼"}</span>
      )}
    </>
  );
  return (
    <th
      scope="col"
      data-kind={column.kind}
      data-priority={column.priority ?? 1}
      data-numeric={isNumeric(column.kind) || undefined}
      {...(direction === undefined ? {} : { "aria-sort": direction })}
    >
      {href === undefined ? words : <a href={href}>{words}</a>}
      {column.unit !== undefined && <span className={styles.unit}> {column.unit}</span>}
    </th>
  );
}

/** The flags that the table shows, with their meanings. */
function FlagLegend({ flags }: { flags: readonly FigureFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <dl className={styles.flags}>
      {flags.map((flag) => (
        <div key={flag}>
          <dt>{flag}</dt>
          <dd>
            {FLAG_MEANINGS[flag].word}: {FLAG_MEANINGS[flag].meaning}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/**
 * A table of figures: tabular numerals, bars in rows, changes with their sign, sorted by link.
 *
 * Its first column stays when it scrolls in its own frame; columns of lower priority leave first.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    caption,
    hideCaption = false,
    columns,
    rows,
    rowKey,
    sort,
    sortHref,
    footnotes = [],
    empty,
    isMarked,
  } = props;
  const header =
    columns.find((column) => column.isRowHeader) ?? columns.find(({ kind }) => kind === "text");
  const used = FIGURE_FLAGS.filter((flag) =>
    rows.some((row) => columns.some((column) => column.flags?.(row).includes(flag))),
  );
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={caption}>
        <table className={styles.table}>
          <caption className={hideCaption ? "visually-hidden" : styles.caption}>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeaderCell
                  key={column.key}
                  column={column}
                  sort={sort}
                  href={sortHref?.(column)}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)} data-marked={isMarked?.(row) || undefined}>
                {columns.map((column) => (
                  <DataCell
                    key={column.key}
                    column={column}
                    row={row}
                    isRowHeader={column === header}
                  />
                ))}
              </tr>
            ))}
            {rows.length === 0 && (
              <tr>
                <td colSpan={columns.length} className={styles.empty}>
                  {empty ?? "Not published."}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </section>
      <FlagLegend flags={used} />
      {footnotes.length > 0 && (
        <ol className={styles.footnotes}>
          {footnotes.map((note, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of words, never reordered
            <li key={i}>{note}</li>
          ))}
        </ol>
      )}
    </div>
  );
}
