import { z } from "zod";
import type { Db } from "@/db/client";
import { COLUMN_KINDS, type Column } from "@/lib/model/column";
import { COMMON_COLUMNS, type Dataset } from "@/lib/model/dataset";
import { coverage, dimensionValues, publicationState } from "@/lib/stats/coverage";
import { listTables } from "@/lib/stats/releases";
import { type ApiAnswer, type ApiRequest, jsonAnswer, REVALIDATE } from "./answer";
import { snakeCase } from "./csv";
import { coverageStatement, datasetPath, sourceOf } from "./dataset-envelope";
import { datasetParameters } from "./dataset-query";
import { DATASET_STATUSES, PlainLinks, PlainMeta, Source } from "./envelope";
import { type Parameter, readParameters } from "./parameters";
import { plainLinks, plainMeta } from "./plain-envelope";
import { invalidParameters } from "./problem";

const ColumnNote = z
  .object({
    name: z.string().meta({ description: "Key in JSON" }),
    csvName: z.string().meta({ description: "Column in CSV" }),
    role: z.enum(["common", "dimension", "measure"]),
    kind: z.enum([...COLUMN_KINDS, "list"]),
    title: z.string(),
    unit: z.string().nullable(),
    description: z.string(),
  })
  .meta({ id: "Column" });

const DimensionNote = z
  .object({
    name: z.string(),
    values: z
      .array(z.object({ value: z.string(), rows: z.int() }))
      .meta({ description: "Values that occur, with their number of rows; at most 5,000" }),
  })
  .meta({ id: "DimensionValues" });

const ParameterNote = z
  .object({
    name: z.string(),
    description: z.string(),
    repeatable: z.boolean(),
    example: z.union([z.string(), z.number()]),
  })
  .meta({ id: "ParameterNote" });

/** A dataset in the list of all. */
export const DatasetSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    summary: z.string(),
    unit: z.string(),
    status: z.enum(DATASET_STATUSES),
    shape: z.enum(["series", "table"]),
    dimensions: z.array(z.string()),
    measures: z.array(z.string()),
    firstDate: z.iso.date().nullable(),
    lastDate: z.iso.date().nullable(),
    rows: z.int(),
    undatedRows: z.int(),
    links: z.object({
      json: z.string(),
      csv: z.string(),
      meta: z.string(),
      page: z.string(),
    }),
  })
  .meta({ id: "DatasetSummary" });
export type DatasetSummary = z.infer<typeof DatasetSummary>;

const Description = DatasetSummary.extend({
  definition: z.string(),
  definitionVersion: z.string(),
  denominator: z.string().nullable(),
  coverageStatement: z.string(),
  gap: z.string(),
  source: Source,
  mainMeasure: z.string(),
  columns: z.array(ColumnNote),
  dimensionValues: z.array(DimensionNote),
  editions: z.array(z.string()).meta({ description: "Editions that occur" }),
  releases: z.int().meta({ description: "Releases that have the dataset" }),
  lastUpdated: z.iso.datetime().nullable(),
  parameters: z.array(ParameterNote),
}).meta({ id: "DatasetDescription" });

/** The answer of `/api/v1/{dataset}/meta`. */
export const DescriptionAnswer = z.object({
  data: Description,
  meta: PlainMeta,
  links: PlainLinks,
});

type Covered = Awaited<ReturnType<typeof coverage>>[number];

/** What the list of datasets says of one. */
export function summaryOf(
  dataset: Dataset,
  covered: Covered | undefined,
  publicUrl: string,
): DatasetSummary {
  const base = publicUrl + datasetPath(dataset);
  return {
    id: dataset.id,
    title: dataset.title,
    summary: dataset.summary,
    unit: dataset.unit,
    status: covered === undefined ? "upcoming" : "supported",
    shape: dataset.shape,
    dimensions: Object.keys(dataset.dimensions),
    measures: Object.keys(dataset.measures),
    firstDate: covered?.firstDate ?? null,
    lastDate: covered?.lastDate ?? null,
    rows: covered?.rows ?? 0,
    undatedRows: covered?.undatedRows ?? 0,
    links: {
      json: base,
      csv: `${base}.csv`,
      meta: `${base}/meta`,
      page: publicUrl + dataset.page,
    },
  };
}

const COMMON_KINDS: Record<
  keyof typeof COMMON_COLUMNS,
  [kind: "text" | "number" | "date" | "list", title: string]
> = {
  release: ["text", "Release"],
  revision: ["number", "Revision"],
  edition: ["text", "Edition"],
  asOf: ["date", "As of"],
  asOfPrecision: ["text", "Precision of the date"],
  asOfNotBefore: ["date", "Not before"],
  flags: ["list", "Flags"],
  kind: ["text", "Kind"],
};

/** Every column of a dataset in the order of its rows. */
export function columnNotes(dataset: Dataset): z.infer<typeof ColumnNote>[] {
  const common = Object.entries(COMMON_COLUMNS).map(([name, schema]) => {
    const [kind, title] = COMMON_KINDS[name as keyof typeof COMMON_COLUMNS];
    const description =
      schema.meta()?.description ??
      "How precisely the date is known: day, month (its last day stands for it) or unknown";
    return {
      name,
      csvName: snakeCase(name),
      role: "common" as const,
      kind,
      title,
      unit: null,
      description,
    };
  });
  const own = (role: "dimension" | "measure", columns: Record<string, Column>) =>
    Object.entries(columns).map(([name, { kind, title, unit, description }]) => ({
      ...{ name, csvName: snakeCase(name), role, kind, title, unit, description },
    }));
  return [...common, ...own("dimension", dataset.dimensions), ...own("measure", dataset.measures)];
}

const parameterNote = ({ name, description, repeatable, example }: Parameter) => ({
  ...{ name, description, repeatable, example },
});

/** Answers `/api/v1/{dataset}/meta`. */
export async function answerDatasetMeta(
  db: Db,
  request: ApiRequest,
  dataset: Dataset,
): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, []);
  if (!read.ok) return invalidParameters(request, read.faults);
  const [covered] = await coverage(db, { dataset: dataset.id });
  const values: z.infer<typeof DimensionNote>[] = [];
  for (const name of Object.keys(dataset.dimensions))
    values.push({ name, values: await dimensionValues(db, dataset, name) });
  const tables = await listTables(db, { dataset: dataset.id });
  const { lastPublished } = await publicationState(db);
  const data: z.infer<typeof Description> = {
    ...summaryOf(dataset, covered, request.publicUrl),
    definition: dataset.definition,
    definitionVersion: dataset.definitionVersion,
    denominator: dataset.denominator,
    coverageStatement: coverageStatement(dataset),
    gap: dataset.gap,
    source: sourceOf(dataset, request.publicUrl),
    mainMeasure: dataset.mainMeasure,
    columns: columnNotes(dataset),
    dimensionValues: values,
    editions: [...new Set(tables.map(({ edition }) => edition))].sort(),
    releases: covered?.releases ?? 0,
    lastUpdated: covered?.lastPublished ?? null,
    parameters: datasetParameters(dataset).map(parameterNote),
  };
  return jsonAnswer(
    { data, meta: plainMeta(covered?.lastPublished ?? null), links: plainLinks(request) },
    { "cache-control": REVALIDATE },
    lastPublished,
  );
}
