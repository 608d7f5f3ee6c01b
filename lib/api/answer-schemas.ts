import { z } from "zod";
import { type Dataset, rowSchema } from "@/lib/model/dataset";
import { DATASETS } from "@/lib/model/datasets";
import { DatasetLinks, DatasetMeta } from "./envelope";

/** `dane-domains` to `DaneDomains`. */
export const schemaName = (id: string): string =>
  id
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

// Made once: zod's registry takes each id a single time.
const rows = new Map(
  DATASETS.map((dataset) => [
    dataset.id,
    rowSchema(dataset).meta({
      id: `${schemaName(dataset.id)}Row`,
      title: dataset.title,
      description: `${dataset.summary} A null measure means not measured, 0 a measured zero.`,
    }),
  ]),
);

/** Schema of the JSON answer of `/api/v1/{dataset}`, from the dataset's definition. */
export const datasetAnswerSchema = (dataset: Dataset) =>
  z.object({
    data: z.array(rows.get(dataset.id) ?? rowSchema(dataset)),
    meta: DatasetMeta,
    links: DatasetLinks,
  });
