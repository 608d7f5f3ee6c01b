import type { Db } from "@/db/client";
import { columnNames, type Dataset } from "@/lib/model/dataset";
import {
  type ApiAnswer,
  type ApiRequest,
  IMMUTABLE,
  jsonAnswer,
  lastModified,
  linkHeader,
  REVALIDATE,
} from "./answer";
import { csvOf } from "./csv";
import { envelope, linksOf } from "./dataset-envelope";
import { type Format, readDatasetQuery } from "./dataset-query";
import { type Found, findRows } from "./dataset-rows";
import { invalidParameters, problemAnswer } from "./problem";

/** Answers `/api/v1/{dataset}`, with or without a suffix. */
export async function answerDataset(
  db: Db,
  request: ApiRequest,
  dataset: Dataset,
  suffix: Format | null,
): Promise<ApiAnswer> {
  const read = readDatasetQuery(dataset, request.url.searchParams, suffix);
  if (!read.ok) {
    return read.absent
      ? problemAnswer(
          request,
          "unknown-tld",
          read.faults.map(({ detail }) => detail).join(" "),
          read.faults,
        )
      : invalidParameters(request, read.faults);
  }
  const found = await findRows(db, request, dataset, read.query);
  if (!found.ok) return found.error;
  return read.query.format === "csv"
    ? csvAnswer(request, dataset, found.value)
    : jsonAnswer(
        envelope(request, dataset, found.value),
        headersOf(request, dataset, found.value),
        found.value.modified,
      );
}

function headersOf(request: ApiRequest, dataset: Dataset, found: Found): Record<string, string> {
  const { next, meta, page } = linksOf(request, dataset, found);
  return {
    "cache-control": found.pinned === null ? REVALIDATE : IMMUTABLE,
    link: linkHeader({ next, describedby: meta, alternate: page }),
  };
}

/**
 * The rows alone. No comment lines: RFC 4180 has none, and R, pandas and spreadsheets would each
 * need to be told. Each row names its release and revision; provenance is at `rel="describedby"`.
 */
function csvAnswer(request: ApiRequest, dataset: Dataset, found: Found): ApiAnswer {
  const { query, pinned } = found;
  const name = [
    "dane-stats",
    dataset.id,
    ...(query.asOf === undefined ? [] : [`as-of-${query.asOf}`]),
    ...(query.release === undefined ? [] : [query.release]),
    ...(pinned === null ? [] : [`r${pinned.revision}`]),
  ].join("_");
  return {
    status: 200,
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${name}.csv"`,
      ...lastModified(found.modified),
      ...headersOf(request, dataset, found),
    },
    body: csvOf(columnNames(dataset), found.rows),
  };
}
