import { createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Db } from "@/db/client";
import { csvOf } from "@/lib/api/csv";
import { columnNames, type Dataset } from "@/lib/model/dataset";
import { datasetById } from "@/lib/model/datasets";
import {
  EXPORT_LICENSE,
  type ExportedColumn,
  type ExportedFile,
  ExportManifest,
  MANIFEST_FILE,
} from "@/lib/model/release-export";
import { duckColumns, exportedColumns } from "./columns";
import { type DuckDb, sqlText } from "./duckdb";
import { sumOf, sumsText } from "./folder";
import { datasetsOf, type ExportRow, type ReleaseHead, readRevision, rowsOf } from "./store";

type FileWithColumns = ExportManifest["files"][number];

/** A row under the API's names, whole: what the dataset has learnt since is null. */
function rowWith(
  { id, revision, asOfNotBefore, kind }: ReleaseHead,
  { edition, asOf, asOfPrecision, flags, dimensions, measures }: ExportRow,
): Record<string, unknown> {
  const own = { release: id, revision, edition, asOf, asOfPrecision, asOfNotBefore, flags, kind };
  return { ...own, ...dimensions, ...measures };
}

/** The rows as DuckDB reads them: a JSON object a line, in the order and under the names of the columns. */
const linesOf = (
  names: readonly string[],
  columns: readonly ExportedColumn[],
  rows: readonly Record<string, unknown>[],
): string =>
  rows
    .map((row) => {
      const entries = columns.map(({ name }, i) => [name, row[names[i] ?? ""] ?? null]);
      return `${JSON.stringify(Object.fromEntries(entries))}\n`;
    })
    .join("");

async function writeDataset(
  { db, duck, folder }: WriteIo,
  head: ReleaseHead,
  dataset: Dataset,
): Promise<FileWithColumns[]> {
  const found = await rowsOf(db, head.id, head.revision, dataset.id);
  const rows = found.map((row) => rowWith(head, row));
  const names = columnNames(dataset);
  const columns = exportedColumns(dataset);
  const [csv, parquet] = [`${dataset.id}.csv`, `${dataset.id}.parquet`];
  await writeFile(path.join(folder, csv), csvOf(names, rows));
  const lines = path.join(folder, `${dataset.id}.ndjson`);
  await writeFile(lines, linesOf(names, columns, rows));
  await duck.run(`
    copy (select * from read_json(${sqlText(lines)}, format = 'newline_delimited',
      columns = ${duckColumns(columns)}))
    to ${sqlText(path.join(folder, parquet))} (format parquet, compression zstd, kv_metadata {
      release: ${sqlText(head.id)}, revision: ${sqlText(String(head.revision))},
      license: ${sqlText(EXPORT_LICENSE.id)}})`);
  await rm(lines);
  const file = async (name: string, format: "csv" | "parquet") => ({
    ...{ name, dataset: dataset.id, format, rows: rows.length },
    ...(await sumOf(path.join(folder, name))),
    columns,
  });
  return [await file(csv, "csv"), await file(parquet, "parquet")];
}

/** What writing works with. */
export type WriteIo = { db: Db; duck: DuckDb; folder: string };

/**
 * Writes every dataset of a revision as CSV and Parquet, and the manifest that describes them. Equal
 * content makes equal bytes, as long as DuckDB is the same: nothing says when it was written.
 *
 * @returns all files but `SHA256SUMS`, which is written last, by whoever closes the folder.
 */
export async function writeRelease(
  io: WriteIo,
  release: string,
  revision: number,
): Promise<ExportedFile[]> {
  const { head, manifest: madeWith } = await readRevision(io.db, release, revision);
  const files: FileWithColumns[] = [];
  for (const id of await datasetsOf(io.db, release, revision)) {
    const dataset = datasetById(id);
    if (dataset === undefined)
      throw new Error(`${release} has a dataset ${id} that nothing defines`);
    files.push(...(await writeDataset(io, head, dataset)));
  }
  const manifest = ExportManifest.parse({
    ...{ format: 1, release, revision, title: head.title, asOf: head.asOf },
    ...{ methodVersion: madeWith.methodVersion, contentSha256: head.contentSha256 },
    ...{ license: EXPORT_LICENSE.id, licenseUrl: EXPORT_LICENSE.url },
    ...{ writtenBy: io.duck.version, madeWith, files },
  });
  const file = path.join(io.folder, MANIFEST_FILE);
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  const about = { dataset: null, rows: null };
  return [
    ...files.map(({ columns: _, ...one }) => one),
    { name: MANIFEST_FILE, ...about, format: "json", ...(await sumOf(file)) },
  ];
}

/** `SHA256SUMS` as a file among the others. */
export function sumsFile(name: string, files: readonly ExportedFile[]): ExportedFile {
  const text = sumsText(files);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { name, dataset: null, format: "text", rows: null, bytes: text.length, sha256 };
}
