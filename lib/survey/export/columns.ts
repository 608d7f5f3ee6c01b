import { z } from "zod";
import { snakeCase } from "@/lib/api/csv";
import type { Column } from "@/lib/model/column";
import { COMMON_COLUMNS, columnNames, type Dataset } from "@/lib/model/dataset";
import type { ExportedColumn } from "@/lib/model/release-export";

/** How DuckDB, and so Parquet, holds each type. */
const DUCK_TYPES: Readonly<Record<ExportedColumn["type"], string>> = {
  integer: "BIGINT",
  number: "DOUBLE",
  text: "VARCHAR",
  texts: "VARCHAR[]",
  boolean: "BOOLEAN",
  date: "DATE",
};

const COMMON_TYPES: Readonly<Record<keyof typeof COMMON_COLUMNS, ExportedColumn["type"]>> = {
  release: "text",
  revision: "integer",
  edition: "text",
  asOf: "date",
  asOfPrecision: "text",
  asOfNotBefore: "date",
  flags: "texts",
  kind: "text",
};

const isWhole = (schema: z.ZodType): boolean => {
  const { type, anyOf } = z.toJSONSchema(schema, { io: "input" });
  return type === "integer" || (anyOf ?? []).some((one) => one.type === "integer");
};

function typeOf({ kind, schema }: Column): ExportedColumn["type"] {
  switch (kind) {
    case "count":
      return "integer";
    case "number":
      return isWhole(schema) ? "integer" : "number";
    case "share":
      return "number";
    case "text":
    case "boolean":
    case "date":
      return kind;
  }
}

/** The columns of a dataset's files: those of the API's CSV, under the same names. */
export function exportedColumns(dataset: Dataset): ExportedColumn[] {
  const own = { ...dataset.dimensions, ...dataset.measures };
  return columnNames(dataset).map((name) => {
    const column = own[name];
    if (column !== undefined)
      return { name: snakeCase(name), type: typeOf(column), description: column.description };
    const common = name as keyof typeof COMMON_COLUMNS;
    const { description = "" } = COMMON_COLUMNS[common].meta() ?? {};
    return { name: snakeCase(name), type: COMMON_TYPES[common], description };
  });
}

/** The columns as `read_json` takes them. */
export const duckColumns = (columns: readonly ExportedColumn[]): string =>
  `{${columns.map(({ name, type }) => `"${name}": '${DUCK_TYPES[type]}'`).join(", ")}}`;
