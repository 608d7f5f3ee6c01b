import type { Column } from "@/lib/model/column";
import type { Dataset } from "@/lib/model/dataset";
import { type AnyRow, DatasetTable, type DatasetTableProps } from "./dataset-table";
import { formatCount } from "./format";
import { Once } from "./markup";

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

/** The rows of a figure as the table beside its drawing. Words and links are the same for all. */
export function FigureRows(props: Props) {
  const { dataset, dimensions, measures, rows, caption } = props;
  const first = rows.slice(0, MOST_LINES);
  return (
    <Once
      name="figure-rows"
      of={[dataset.id, dimensions, measures, caption, first, rows.length]}
      draw={() => <Table {...props} rows={first} all={rows.length} />}
    />
  );
}

function Table({ dataset, dimensions, measures, rows, all, ...table }: Props & { all: number }) {
  const shown = {
    ...dataset,
    dimensions: pick(dataset.dimensions, dimensions),
    measures: pick(dataset.measures, measures),
  };
  return (
    <>
      <DatasetTable {...table} dataset={shown} rows={rows} />
      <LeftOut all={all} />
    </>
  );
}
