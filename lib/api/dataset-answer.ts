import type { Db } from "@/db/client";
import { columnNames, type Dataset } from "@/lib/model/dataset";
import { SERIES_EVENTS } from "@/lib/model/events";
import { FIGURE_FLAGS, type FigureFlag, FLAG_MEANINGS } from "@/lib/model/flags";
import { suggestion } from "@/lib/model/nearest";
import type { Release } from "@/lib/model/release";
import { DANE_SURVEY } from "@/lib/model/sources";
import { err, ok, type Result } from "@/lib/result";
import { type Coverage, coverage, dimensionValues, publicationState } from "@/lib/stats/coverage";
import { countFigures, type FigureQuery, figuresOf } from "@/lib/stats/figures";
import { listReleases, listTables, type PlacedTable, releaseById } from "@/lib/stats/releases";
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
import { readCursor, writeCursor } from "./cursor";
import { type DatasetQuery, type Format, PERIODS, readDatasetQuery } from "./dataset-query";
import { resolveRange } from "./date-range";
import type { DatasetLinks, DatasetMeta, Message, TableNote } from "./envelope";
import { invalidParameters, problemAnswer } from "./problem";
import { API_ROOT, API_VERSION, LICENSE_STATEMENT } from "./version";

type Row = Record<string, unknown> & {
  release: string;
  revision: number;
  edition: string;
  flags: FigureFlag[];
};

/** Everything an answer is made of, before it has a format. */
interface Found {
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

/** The address of a dataset; `.csv` and `.json` are suffixes of it. */
export const datasetPath = (dataset: Dataset): string => `${API_ROOT}/${dataset.id}`;

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
  const found = await find(db, request, dataset, read.query);
  if (!found.ok) return found.error;
  return read.query.format === "csv"
    ? csvAnswer(request, dataset, found.value)
    : jsonAnswer(
        envelope(request, dataset, found.value),
        headersOf(request, dataset, found.value),
        found.value.modified,
      );
}

async function find(
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

/** Says what the rows cannot: what was left out, and why nothing matched. */
async function explain(
  db: Db,
  dataset: Dataset,
  asked: {
    query: DatasetQuery;
    filter: FigureQuery;
    covered: Coverage | null;
    totalRows: number;
    pinned: Release | null;
  },
  messages: Message[],
): Promise<void> {
  const { query, filter, covered, totalRows, pinned } = asked;
  const say = (level: Message["level"], text: string) => messages.push({ level, text });
  if (covered === null) {
    say(
      "warning",
      pinned === null
        ? `Nothing is published for this dataset yet. ${dataset.gap}`
        : `Release ${pinned.id} has no figures for this dataset.`,
    );
    return;
  }
  const datesAsked =
    filter.start !== undefined || filter.end !== undefined || filter.lastOf !== undefined;
  if (datesAsked && covered.undatedRows > 0) {
    const undated = await countFigures(db, dataset, {
      dated: false,
      dimensions: query.dimensions,
      ...(query.edition === undefined ? {} : { edition: query.edition }),
    });
    if (undated > 0)
      say(
        "info",
        `${undated} matching rows have no date and are left out; an answer without start, end, range, interval and asOf has them, with asOf null.`,
      );
  }
  // What other releases list says nothing about an immutable answer.
  if (pinned === null) {
    for (const [name, wanted] of Object.entries(query.dimensions)) {
      const present = new Set(
        (await dimensionValues(db, dataset, name, wanted)).map(({ value }) => value),
      );
      const absent = wanted.map(String).filter((value) => !present.has(value));
      if (absent.length > 0)
        say("warning", `No release has figures for ${name} ${absent.join(", ")}. ${dataset.gap}`);
    }
  }
  if (totalRows > 0 || messages.some(({ level }) => level === "warning")) return;
  const dates =
    covered.firstDate === null
      ? "none of its figures is dated"
      : `its dated figures are from ${covered.firstDate} to ${covered.lastDate}`;
  const unlike = filter.release === undefined ? "" : ` in release ${filter.release}`;
  say("warning", `Nothing matches all parameters${unlike}; ${dates}.`);
  if (query.asOf === undefined) return;
  const [latest] = await figuresOf(db, dataset, {
    end: query.asOf,
    dimensions: query.dimensions,
    order: "newest",
    limit: 1,
  });
  if (latest !== undefined)
    say("info", `The latest that matches is of ${latest.asOf}: release=${latest.release}.`);
}

const note = ({
  releaseTitle,
  release,
  revision,
  edition,
  kind,
  asOf,
  asOfPrecision,
  asOfNotBefore,
  monthInferred,
  postedAt,
  complete,
  other,
  caution,
  sourceTitle,
  sourceUrl,
  derivedFrom,
}: PlacedTable): TableNote => ({
  release,
  revision,
  edition,
  kind,
  releaseTitle,
  asOf,
  asOfPrecision,
  asOfNotBefore,
  monthInferred,
  postedAt,
  complete,
  other,
  caution,
  sourceTitle,
  sourceUrl,
  derivedFrom,
});

function linksOf({ url, publicUrl }: ApiRequest, dataset: Dataset, found: Found): DatasetLinks {
  const base = `${publicUrl}${datasetPath(dataset)}`;
  const query = new URLSearchParams(url.search);
  query.delete("format");
  const suffixed = (suffix: string) =>
    `${base}${suffix}${query.size === 0 ? "" : `?${query.toString()}`}`;
  const nextQuery = new URLSearchParams(url.search);
  if (found.nextFrom !== null)
    nextQuery.set("cursor", writeCursor({ url, state: found.state }, found.nextFrom));
  return {
    self: publicUrl + url.pathname + url.search,
    next: found.nextFrom === null ? null : `${publicUrl}${url.pathname}?${nextQuery.toString()}`,
    meta: `${base}/meta`,
    json: suffixed(".json"),
    csv: suffixed(".csv"),
    page: publicUrl + dataset.page,
    openapi: `${publicUrl}${API_ROOT}/openapi.json`,
  };
}

/** How to cite what was answered: who, what, of when, where. */
export function citationOf(
  dataset: Dataset,
  { source, dates, release, url }: { source?: string; dates: string; release: string; url: string },
): string {
  const by = dataset.source.authors === null ? "" : `${dataset.source.authors}: `;
  return `${by}${source ?? dataset.source.name}. “${dataset.title}”, ${dates}${release}. ${url}`;
}

function datesInWords(rows: readonly Row[]): string {
  const days = rows.flatMap(({ asOf }) => (typeof asOf === "string" ? [asOf] : [])).sort();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return rows.length === 0 ? "no rows" : "undated";
  return first === last ? first : `${first} to ${last}`;
}

function envelope(
  request: ApiRequest,
  dataset: Dataset,
  found: Found,
): { data: Row[]; meta: DatasetMeta; links: DatasetLinks } {
  const { query, rows, coverage: covered, pinned } = found;
  const flagged = new Set(rows.flatMap(({ flags }) => flags));
  const meta: DatasetMeta = {
    dataset: dataset.id,
    title: dataset.title,
    definition: dataset.definition,
    definitionVersion: dataset.definitionVersion,
    schemaVersion: API_VERSION,
    status: covered === null && pinned === null ? "upcoming" : "supported",
    dateRange: found.dateRange,
    aggInterval: query.interval ?? null,
    aggregation: query.interval === undefined ? null : "last",
    unit: dataset.unit,
    denominator: dataset.denominator,
    coverage: {
      statement: coverageStatement(dataset),
      firstDate: covered?.firstDate ?? null,
      lastDate: covered?.lastDate ?? null,
      rows: covered?.rows ?? 0,
      undatedRows: covered?.undatedRows ?? 0,
      releases: covered?.releases ?? 0,
    },
    quality: {
      flags: FIGURE_FLAGS.filter((flag) => flagged.has(flag)).map((flag) => ({
        flag,
        ...FLAG_MEANINGS[flag],
      })),
      events: SERIES_EVENTS.filter(({ datasets }) => datasets.includes(dataset.id)).map(
        ({ kind, date, when, title, detail, dimensions, sourceUrl }) => ({
          ...{ kind, date, when, title, detail, sourceUrl },
          dimensions: { ...dimensions },
        }),
      ),
    },
    gap: dataset.gap,
    tables: found.tables.map(note),
    rows: rows.length,
    totalRows: found.totalRows,
    source: dataset.source,
    lastUpdated: covered?.lastPublished ?? null,
    nextUpdate: null,
    citation: citationOf(dataset, {
      dates: datesInWords(rows),
      release: pinned === null ? "" : `, release ${pinned.id} revision ${pinned.revision}`,
      url: request.publicUrl + request.url.pathname + request.url.search,
    }),
    license: null,
    licenseStatement: LICENSE_STATEMENT,
    messages: found.messages,
  };
  return { data: rows, meta, links: linksOf(request, dataset, found) };
}

/** What a dataset's counts leave out. */
export const coverageStatement = ({ source }: Dataset): string =>
  source.name === DANE_SURVEY.name
    ? "The survey sees the names it has a source for: zone data of gTLDs and some ccTLDs, and other lists. Real numbers are larger, most of all in ccTLDs without zone access, and part of every rise is better visibility."
    : `As published by its source, ${source.name}.`;

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
