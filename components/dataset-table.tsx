import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import type { Column, ColumnKind, Columns } from "@/lib/model/column";
import type { Dataset } from "@/lib/model/dataset";
import type { FigureFlag } from "@/lib/model/flags";
import { formatDate } from "./format";
import { DataTable, type TableColumn, type TableColumnKind } from "./tables/data-table";

/** A row of any dataset: its columns by name, and its flags. */
export type AnyRow = {
  flags: readonly FigureFlag[];
  asOf?: IsoDate | null;
  asOfPrecision?: DatePrecision;
} & Readonly<Record<string, unknown>>;

export interface DatasetTableProps {
  dataset: Dataset;
  caption: string;
  rows: readonly AnyRow[];
  /** Words for the values of a dimension, such as a TLD in Unicode. */
  words?: Readonly<Record<string, (value: string | number) => string>>;
  /** Where the values of a dimension lead. */
  links?: Readonly<Record<string, (value: string | number) => string>>;
  footnotes?: readonly string[];
}

const KINDS: Record<ColumnKind, TableColumnKind> = {
  count: "count",
  share: "share",
  number: "number",
  text: "text",
  boolean: "text",
  date: "text",
};

const valueIn = (row: AnyRow, name: string): string | number | null => {
  const value = row[name];
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number" ? value : null;
};

const datesOf = (rows: readonly AnyRow[]) => new Set(rows.map(({ asOf }) => asOf));

/** Only where the rows of a table differ in their date; else the table's own date says it. */
const DATE: TableColumn<AnyRow> = {
  key: "asOf",
  title: "Date",
  kind: "text",
  value: ({ asOf, asOfPrecision }) => formatDate(asOf ?? null, asOfPrecision),
};

/** The one row of a dataset without dimensions: a line for each measure instead of a column. */
function SingleFigure({
  dataset,
  rows,
  footnotes,
}: Pick<DatasetTableProps, "dataset" | "rows" | "footnotes">) {
  const measures = rows.flatMap((row) =>
    Object.entries(dataset.measures).map(([name, column]) => ({ name, column, row })),
  );
  return (
    <DataTable
      caption={dataset.title}
      hideCaption
      rows={measures}
      rowKey={({ name, row }) => `${name} ${String(row.release)}`}
      columns={[
        { key: "measure", title: "Figure", kind: "text", value: ({ column }) => column.title },
        {
          key: "value",
          title: "Value",
          kind: "count",
          value: ({ row, name }) => valueIn(row, name),
          flags: ({ row }) => row.flags,
        },
      ]}
      footnotes={footnotes ?? []}
    />
  );
}

/** A table whose columns derive from the dataset's definition: its dimensions, then its measures. */
export function DatasetTable({
  dataset,
  caption,
  rows,
  words = {},
  links = {},
  footnotes = [],
}: DatasetTableProps) {
  const dimension = ([name, { title }]: [string, Column]): TableColumn<AnyRow> => ({
    key: name,
    title,
    kind: "text",
    value: (row) => {
      const value = valueIn(row, name);
      return value === null ? null : (words[name]?.(value) ?? String(value));
    },
    href: (row) => {
      const value = valueIn(row, name);
      return value === null ? null : (links[name]?.(value) ?? null);
    },
  });
  const measure = ([name, { title, kind }]: [string, Column]): TableColumn<AnyRow> => ({
    key: name,
    title,
    kind: KINDS[kind],
    value: (row) => valueIn(row, name),
    ...(name === dataset.mainMeasure ? { flags: (row: AnyRow) => row.flags } : {}),
  });
  const hasValue = (columns: Columns) =>
    Object.entries(columns).filter(([name]) => rows.some((row) => valueIn(row, name) !== null));
  if (Object.keys(dataset.dimensions).length === 0) {
    return <SingleFigure dataset={dataset} rows={rows} footnotes={footnotes} />;
  }
  return (
    <DataTable
      caption={caption}
      hideCaption
      rows={rows}
      rowKey={(row) =>
        Object.keys(dataset.dimensions)
          .map((name) => String(row[name]))
          .join(" ")
      }
      columns={[
        ...Object.entries(dataset.dimensions).map(dimension),
        ...(datesOf(rows).size > 1 ? [DATE] : []),
        ...hasValue(dataset.measures).map(measure),
      ]}
      footnotes={footnotes}
    />
  );
}
