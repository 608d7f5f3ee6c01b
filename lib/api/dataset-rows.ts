import type { Db } from "@/db/client";
import type { Dataset } from "@/lib/model/dataset";
import type { FigureFlag } from "@/lib/model/flags";
import { suggestion } from "@/lib/model/nearest";
import type { Release } from "@/lib/model/release";
import { err, ok, type Result } from "@/lib/result";
import { type Coverage, coverage, publicationState } from "@/lib/stats/coverage";
import { countFigures, type FigureQuery, figuresOf } from "@/lib/stats/figures";
import { listReleases, listTables, type PlacedTable, releaseById } from "@/lib/stats/releases";
import type { ApiAnswer, ApiRequest } from "./answer";
import { readCursor } from "./cursor";
import { explain } from "./dataset-messages";
import { type DatasetQuery, PERIODS } from "./dataset-query";
import { resolveRange } from "./date-range";
import type { DatasetMeta, Message } from "./envelope";
import { invalidParameters, problemAnswer } from "./problem";
import { API_ROOT } from "./version";

/** A row of any dataset: the common columns that answers reason about. */
export type Row = Record<string, unknown> & {
  release: string;
  revision: number;
  edition: string;
  flags: FigureFlag[];
};

/** Everything an answer is made of, before it has a format. */
export interface Found {
  query: DatasetQuery;
  /** The rows' filter, with dates and release resolved. */
  filter: FigureQuery;
  /** Set where the question names a release and its revision. */
  pinned: Release | null;
  coverage: Coverage | null;
  rows: Row[];
  totalRows: number;
  nextFrom: number | null;
  state: string;
  modified: string | null;
  tables: PlacedTable[];
  messages: Message[];
  dateRange: DatasetMeta["dateRange"];
}

/** Finds what a question asks for; the error is the answer to a question about nothing that exists. */
export async function findRows(
  db: Db,
  request: ApiRequest,
  dataset: Dataset,
  query: DatasetQuery,
): Promise<Result<Found, ApiAnswer>> {
  const messages: Message[] = [];
  const release = query.release === undefined ? null : await releaseOf(db, query);
  if (release === null && query.release !== undefined)
    return err(await unknownRelease(db, request, query));
  const pinned = query.revision === undefined ? null : release;

  const scope = { dataset: dataset.id, ...releaseFilter(query, pinned) };
  // A pinned answer is kept for good, so nothing of it may depend on what else is published.
  const [covered = null] = await coverage(db, pinned === null ? { dataset: dataset.id } : scope);
  const published =
    pinned === null
      ? await publicationState(db)
      : { id: "immutable", lastPublished: pinned.publishedAt };

  const dates = datesOf(query, covered);
  const filter: FigureQuery = {
    ...releaseFilter(query, pinned),
    ...dates,
    ...(query.edition === undefined ? {} : { edition: query.edition }),
    ...(query.interval === undefined ? {} : { lastOf: PERIODS[query.interval] }),
    dimensions: query.dimensions,
  };
  const outOfReach =
    query.asOf !== undefined && !(await placeAsOf(db, dataset, query.asOf, filter, messages));

  const cursorScope = { url: request.url, state: published.id };
  let from = 0;
  if (query.cursor !== undefined) {
    const cursor = readCursor(cursorScope, query.cursor);
    if (!cursor.ok) return err(badCursor(request, cursor.error));
    from = cursor.value;
  }
  const found = outOfReach
    ? []
    : ((await figuresOf(db, dataset, {
        ...filter,
        offset: from,
        limit: query.limit + 1,
      })) as unknown as Row[]);
  const rows = found.slice(0, query.limit);
  const totalRows = outOfReach ? 0 : await countFigures(db, dataset, filter);
  const placed = new Set(rows.map(tableKey));
  const tables =
    rows.length === 0
      ? []
      : (await listTables(db, scope)).filter((table) => placed.has(tableKey(table)));
  const kinds = new Set(tables.map(({ kind }) => kind));
  if (kinds.size > 1)
    messages.push({
      level: "warning",
      text: `These rows are of two series, which kind tells apart: reports that others published, and this site's own survey. They count other names in another way; a step between them is no change.`,
    });
  await explain(db, dataset, { query, filter, covered, totalRows, pinned }, messages);
  return ok({
    query,
    filter,
    pinned,
    coverage: covered,
    rows,
    totalRows,
    nextFrom: found.length > query.limit ? from + query.limit : null,
    state: published.id,
    modified: published.lastPublished,
    tables,
    messages,
    dateRange: dateRangeOf(query, dates, covered),
  });
}

const tableKey = ({ release, revision, edition }: Pick<Row, "release" | "revision" | "edition">) =>
  `${release}/${revision}/${edition}`;

const releaseOf = (db: Db, { release, revision }: DatasetQuery) =>
  releaseById(db, release ?? "", revision);

const releaseFilter = ({ release }: DatasetQuery, pinned: Release | null) => ({
  ...(release === undefined ? {} : { release }),
  ...(pinned === null ? {} : { revision: pinned.revision }),
});

async function unknownRelease(db: Db, request: ApiRequest, { release = "" }: DatasetQuery) {
  const ids = (await listReleases(db)).map(({ id }) => id);
  const detail = ids.includes(release)
    ? `Release ${release} has no revision of that number.`
    : `There is no release ${release}.${suggestion(release, ids)} ${API_ROOT}/releases lists them.`;
  return problemAnswer(request, "unknown-release", detail);
}

function badCursor(request: ApiRequest, why: "malformed" | "foreign" | "outdated"): ApiAnswer {
  if (why === "outdated") {
    return problemAnswer(
      request,
      "cursor-outdated",
      "Figures were published since the first page was read. Start again without cursor.",
      [{ parameter: "cursor", detail: "Belongs to an earlier state of the figures." }],
    );
  }
  const detail =
    why === "malformed"
      ? "Is not a cursor that this API gave out."
      : "Belongs to another question: keep every other parameter as it was.";
  return invalidParameters(request, [{ parameter: "cursor", detail }]);
}

/** The inclusive days to filter by; empty where the question sets none. */
function datesOf(
  { start, end, range }: DatasetQuery,
  covered: Coverage | null,
): { start?: string; end?: string } {
  if (range?.kind === "span") {
    const last = end ?? covered?.lastDate;
    return last == null ? {} : resolveRange(range, last);
  }
  return {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  };
}

function dateRangeOf(
  query: DatasetQuery,
  dates: { start?: string; end?: string },
  covered: Coverage | null,
): DatasetMeta["dateRange"] {
  if (query.asOf !== undefined) return [{ start: query.asOf, end: query.asOf }];
  const start = dates.start ?? covered?.firstDate;
  const end = dates.end ?? covered?.lastDate;
  // An open end before the first figure (or after the last) asks for no day that has any.
  return start == null || end == null || start > end ? [] : [{ start, end }];
}

/** Narrows the filter to the latest release at or before a day; false when there is none. */
async function placeAsOf(
  db: Db,
  dataset: Dataset,
  asOf: string,
  filter: FigureQuery,
  messages: Message[],
): Promise<boolean> {
  const [table] = await listTables(db, { dataset: dataset.id, asOf, limit: 1 });
  if (table === undefined) {
    messages.push({
      level: "warning",
      text: `No dated release at or before ${asOf} has this dataset.`,
    });
    return false;
  }
  filter.release = table.release;
  filter.end = asOf;
  messages.push({
    level: "info",
    text: `asOf ${asOf} is release ${table.release}, revision ${table.revision}, of ${table.asOf}.`,
  });
  return true;
}
