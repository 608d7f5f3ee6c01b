import type { Db } from "@/db/client";
import type { Dataset, RowOf } from "@/lib/model/dataset";
import { figuresOf } from "./figures";
import { listTables, type PlacedTable } from "./releases";

/** A dataset's table with its rows, in the source's order. */
export interface FilledTable<S extends Dataset> {
  table: PlacedTable;
  rows: RowOf<S>[];
}

/** The rows of one placed table. */
export async function fillTable<S extends Dataset>(
  db: Db,
  dataset: S,
  table: PlacedTable,
): Promise<FilledTable<S>> {
  const { release, revision, edition } = table;
  return { table, rows: await figuresOf(db, dataset, { release, revision, edition }) };
}

/**
 * The newest table of a dataset: the latest dated one, or where none is dated the undated one.
 *
 * @param query `edition` where a release prints several; `asOf` for the latest at or before a day.
 * @returns null when the dataset was never published (by that day).
 */
export async function latestTable<S extends Dataset>(
  db: Db,
  dataset: S,
  query: { edition?: string; asOf?: string } = {},
): Promise<FilledTable<S> | null> {
  const [table] = await listTables(db, { dataset: dataset.id, ...query, limit: 1 });
  return table === undefined ? null : fillTable(db, dataset, table);
}
