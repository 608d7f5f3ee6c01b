import type { Dataset, DatasetSource } from "@/lib/model/dataset";
import { SERIES_EVENTS } from "@/lib/model/events";
import { FIGURE_FLAGS, FLAG_MEANINGS } from "@/lib/model/flags";
import { DANE_SURVEY, OWN_SURVEY } from "@/lib/model/sources";
import type { PlacedTable } from "@/lib/stats/releases";
import type { ApiRequest } from "./answer";
import { writeCursor } from "./cursor";
import type { Found, Row } from "./dataset-rows";
import type { DatasetLinks, DatasetMeta, TableNote } from "./envelope";
import {
  API_ROOT,
  API_VERSION,
  LICENSE_STATEMENT,
  OWN_LICENSE,
  OWN_LICENSE_STATEMENT,
} from "./version";

/** The address of a dataset; `.csv` and `.json` are suffixes of it. */
export const datasetPath = (dataset: Dataset): string => `${API_ROOT}/${dataset.id}`;

/** A table's footnote: all of it but the dataset, which the answer names once. */
const note = ({ dataset: _, ...table }: PlacedTable): TableNote => table;

/** Where to go from the answer, the next rows among it. */
export function linksOf(
  { url, publicUrl }: ApiRequest,
  dataset: Dataset,
  found: Found,
): DatasetLinks {
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
  {
    source = dataset.source,
    dates,
    release,
    url,
  }: { source?: DatasetSource; dates: string; release: string; url: string },
): string {
  const by = source.authors === null ? "" : `${source.authors}: `;
  return `${by}${source.name}. “${dataset.title}”, ${dates}${release}. ${url}`;
}

function datesInWords(rows: readonly Row[]): string {
  const days = rows.flatMap(({ asOf }) => (typeof asOf === "string" ? [asOf] : [])).sort();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return rows.length === 0 ? "no rows" : "undated";
  return first === last ? first : `${first} to ${last}`;
}

const isOwn = ({ kind }: Pick<PlacedTable, "kind">): boolean => kind === "survey_run";

/** Whose the rows are: our own survey's where all are; of both, the dataset's source and a message. */
const whoseOf = (dataset: Dataset, tables: readonly PlacedTable[]): DatasetSource =>
  tables.length > 0 && tables.every(isOwn) ? OWN_SURVEY : dataset.source;

/** Our own figures have a licence; others' are facts that are quoted. */
function licenceOf(
  tables: readonly PlacedTable[],
): Pick<DatasetMeta, "license" | "licenseStatement"> {
  const own = tables.filter(isOwn);
  if (own.length === 0) return { license: null, licenseStatement: LICENSE_STATEMENT };
  if (own.length === tables.length)
    return { license: OWN_LICENSE, licenseStatement: OWN_LICENSE_STATEMENT };
  return { license: null, licenseStatement: `${LICENSE_STATEMENT} ${OWN_LICENSE_STATEMENT}` };
}

/** The JSON of what was found: rows, their provenance, links. */
export function envelope(
  request: ApiRequest,
  dataset: Dataset,
  found: Found,
): { data: Row[]; meta: DatasetMeta; links: DatasetLinks } {
  const { query, rows, coverage: covered, pinned } = found;
  const source = whoseOf(dataset, found.tables);
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
      statement: coverageStatement({ source }),
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
    source: sourceOf({ source }, request.publicUrl),
    lastUpdated: covered?.lastPublished ?? null,
    nextUpdate: null,
    citation: citationOf(dataset, {
      source,
      dates: datesInWords(rows),
      release: pinned === null ? "" : `, release ${pinned.id} revision ${pinned.revision}`,
      url: request.publicUrl + request.url.pathname + request.url.search,
    }),
    ...licenceOf(found.tables),
    messages: found.messages,
  };
  return { data: rows, meta, links: linksOf(request, dataset, found) };
}

/** A source with an absolute address: that of our own survey is a page of the site. */
export const sourceOf = ({ source }: Pick<Dataset, "source">, publicUrl: string): DatasetSource =>
  URL.canParse(source.url) ? source : { ...source, url: publicUrl + source.url };

/** What a dataset's counts leave out. */
export const coverageStatement = ({ source }: Pick<Dataset, "source">): string =>
  source.name === DANE_SURVEY.name || source.name === OWN_SURVEY.name
    ? "The survey sees the names it has a source for: zone data of gTLDs and some ccTLDs, and other lists. Real numbers are larger, most of all in ccTLDs without zone access, and part of every rise is better visibility."
    : `As published by its source, ${source.name}.`;
