import type { Column } from "@/lib/model/column";
import type { Dataset } from "@/lib/model/dataset";
import { type AnyRow, DatasetTable, type DatasetTableProps } from "./dataset-table";
import { formatCount } from "./format";

/** Lines of a table beside a drawing; the data have all of them. */
export const MOST_LINES = 40;

/** That a table ends before its data do. */
export function LeftOut({ shown = MOST_LINES, all }: { shown?: number; all: number }) {
  return all <= shown ? null : (
    <p>
      The first {formatCount(shown)} of {formatCount(all)}; the data have all of them.
    </p>
  );
}

interface Props extends Pick<DatasetTableProps, "caption" | "words" | "links"> {
  dataset: Dataset;
  /** The columns shown, where they are not all of the dataset's. */
  dimensions: readonly string[];
  measures: readonly string[];
  rows: readonly AnyRow[];
}

const pick = (columns: Readonly<Record<string, Column>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(columns).filter(([name]) => names.includes(name)));

/** The rows of a figure as the table beside its drawing. */
export function FigureRows({ dataset, dimensions, measures, rows, ...table }: Props) {
  const shown = {
    ...dataset,
    dimensions: pick(dataset.dimensions, dimensions),
    measures: pick(dataset.measures, measures),
  };
  return (
    <>
      <DatasetTable {...table} dataset={shown} rows={rows.slice(0, MOST_LINES)} />
      <LeftOut all={rows.length} />
    </>
  );
}
