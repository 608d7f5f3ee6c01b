import type { Dataset } from "@/lib/model/dataset";
import { DATASETS } from "@/lib/model/datasets";
import type { Period } from "@/lib/stats/figures";
import type { RangeSpec } from "./date-range";
import { dimensionParameters } from "./dimension-parameters";
import {
  DATASET_PARAMETERS,
  type FORMATS,
  type INTERVALS,
  MOST_ROWS,
  type Parameter,
  type ReadParameters,
  readParameters,
  type Values,
} from "./parameters";
import type { ParameterFault } from "./problem";

export type Format = (typeof FORMATS)[number];
export type Interval = (typeof INTERVALS)[number];

/** Which calendar period each interval is. */
export const PERIODS: Record<Interval, Period> = {
  "1d": "day",
  "1w": "week",
  "1mo": "month",
  "1y": "year",
};

/** A question about a dataset, read and free of contradictions. */
export interface DatasetQuery {
  start?: string;
  end?: string;
  range?: RangeSpec;
  interval?: Interval;
  asOf?: string;
  release?: string;
  revision?: number;
  edition?: string;
  cursor?: string;
  limit: number;
  format: Format;
  dimensions: Record<string, (string | number)[]>;
}

/** Every parameter of a dataset: its dimensions first. */
export const datasetParameters = (dataset: Dataset): Parameter[] => [
  ...dimensionParameters(dataset),
  ...DATASET_PARAMETERS,
];

/** Pairs that say two things at once: the first is named in the answer. */
const CONTRADICTIONS: readonly [name: string, others: readonly string[], why: string][] = [
  ["range", ["start"], "both say where to begin; leave one out."],
  [
    "asOf",
    ["start", "end", "range", "interval", "release"],
    "asOf names one release; for a span use start, end or range.",
  ],
  [
    "release",
    ["start", "end", "range", "interval"],
    "one release has one date; leave the other out.",
  ],
];

function contradictions(values: Values, suffix: Format | null): ParameterFault[] {
  const has = (name: string) => values[name] !== undefined;
  const faults = CONTRADICTIONS.flatMap(([parameter, others, why]) => {
    const clash = others.filter(has);
    return has(parameter) && clash.length > 0
      ? [{ parameter, detail: `Contradicts ${clash.join(" and ")}: ${why}` }]
      : [];
  });
  if (has("revision") && !has("release"))
    faults.push({ parameter: "revision", detail: "Needs release, whose revision it is." });
  if (has("start") && has("end") && String(values.start) > String(values.end))
    faults.push({
      parameter: "start",
      detail: `Is after end: ${values.start} > ${values.end}.`,
    });
  if (suffix !== null && has("format") && values.format !== suffix)
    faults.push({ parameter: "format", detail: `Contradicts the path's suffix .${suffix}.` });
  return faults;
}

/** Says which datasets have a dimension that this one lacks: ` dnssec-by-tld takes it.` */
function datasetsWith(name: string): string {
  const ids = DATASETS.filter(({ dimensions }) => Object.hasOwn(dimensions, name)).map(
    ({ id }) => id,
  );
  return ids.length === 0 ? "" : ` Datasets that take it: ${ids.join(", ")}.`;
}

/** Reads the query of a dataset's address. @param suffix format that the path's suffix asks for. */
export function readDatasetQuery(
  dataset: Dataset,
  search: URLSearchParams,
  suffix: Format | null,
): Extract<ReadParameters, { ok: false }> | { ok: true; query: DatasetQuery } {
  const read = readParameters(search, datasetParameters(dataset), datasetsWith);
  if (!read.ok) return read;
  const faults = contradictions(read.values, suffix);
  if (faults.length > 0) return { ok: false, absent: false, faults };
  const dimensions: DatasetQuery["dimensions"] = {};
  for (const name of Object.keys(dataset.dimensions)) {
    const values = read.values[name];
    if (Array.isArray(values)) dimensions[name] = values;
  }
  const own = Object.fromEntries(
    DATASET_PARAMETERS.flatMap(({ name }) =>
      read.values[name] === undefined ? [] : [[name, read.values[name]]],
    ),
  ) as Partial<DatasetQuery>;
  return {
    ok: true,
    query: { limit: MOST_ROWS, ...own, format: own.format ?? suffix ?? "json", dimensions },
  };
}
