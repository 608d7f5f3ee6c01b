import type { Db } from "@/db/client";
import {
  type ApiAnswer,
  type ApiRequest,
  lastModified,
  linkHeader,
  REVALIDATE,
} from "@/lib/api/answer";
import { invalidParameters, problemAnswer } from "@/lib/api/problem";
import type { IsoDate } from "@/lib/model/calendar";
import { datedAddress } from "@/lib/model/dated-address";
import { nearest, suggestion } from "@/lib/model/nearest";
import {
  FILE_FORMAT_NAMES,
  FILE_FORMATS,
  type FileFormat,
  fileAddress,
} from "@/lib/model/page-files";
import { publicationState } from "@/lib/stats/coverage";
import { knownTlds, tldForPeople } from "@/lib/stats/tlds";
import { unknownSeriesWords } from "./compare";
import {
  type FileContext,
  figureCsv,
  pageCitations,
  pageCsv,
  pageJson,
  pageMetadata,
} from "./figure-data";
import { inputsOf } from "./figure-inputs";
import { figuresZip } from "./figure-zip";
import { figuresOfPage, type NoFigures } from "./figures-of-page";
import { type FileQuery, readFileQuery } from "./file-query";
import { pageFeed } from "./page-feed";
import type { PageFigure } from "./page-figure";

/** A file as it is sent. */
export interface FileAnswer extends Omit<ApiAnswer, "body"> {
  body: string | Uint8Array<ArrayBuffer>;
}

/** Makes drawings; the route hands it in, so that data needs no drawing program. */
export interface Drawings {
  svg: (figure: PageFigure, query: FileQuery, address: string) => string;
  /** Null when too many are being made. */
  png: (svg: string) => Promise<Uint8Array<ArrayBuffer> | null>;
}

const listed = (words: readonly string[]): string => words.join(", ");

/** The answer to a format that no page has. */
export function unknownFormat(request: ApiRequest, page: string): FileAnswer {
  const all = FILE_FORMAT_NAMES.map((name) => fileAddress(page, name));
  return problemAnswer(
    request,
    "unknown-format",
    `Formats are ${listed(FILE_FORMAT_NAMES)}, each once: ${listed(all)}.`,
  );
}

function absent(request: ApiRequest, reason: NoFigures): FileAnswer {
  switch (reason.code) {
    case "bad_query":
      return invalidParameters(
        request,
        reason.problems.map(({ parameter, detail }) => ({ parameter, detail: `${detail}.` })),
      );
    case "unknown_tld": {
      const near = nearest(reason.name.toLowerCase(), knownTlds()).map(tldForPeople);
      const hint = near.length === 0 ? "" : ` The nearest are ${listed(near)}.`;
      return problemAnswer(request, "unknown-tld", `There is no such top-level domain.${hint}`);
    }
    case "unknown_series":
      return problemAnswer(request, "unknown-series", unknownSeriesWords(reason));
    case "unknown_release":
      return problemAnswer(
        request,
        "unknown-release",
        `No release of that id has ${reason.of}.${suggestion(reason.id, reason.ids)} There are ${listed(reason.ids)}.`,
      );
    case "unknown_provider":
      return problemAnswer(
        request,
        "unknown-provider",
        "No published list names that zone; /providers.csv?figure=all-providers lists all that are named.",
      );
  }
}

/** Formats that say of which files the figures are made. */
const TELL_INPUTS: ReadonlySet<FileFormat> = new Set(["json", "metadata", "zip"]);

/** The figures asked for: one, or all where none is named. */
function chosen(
  request: ApiRequest,
  figures: readonly PageFigure[],
  { figure }: FileQuery,
  format: FileFormat,
): { ok: true; value: PageFigure[] } | { ok: false; answer: FileAnswer } {
  const isDrawing = format === "svg" || format === "png";
  const drawn = isDrawing ? figures.filter(({ chart }) => chart !== null) : figures;
  const ids = drawn.map(({ id }) => id);
  const having = isDrawing ? "Figures with a chart" : "Figures";
  const all =
    ids.length === 0 ? "The page has no chart in this state." : `${having}: ${listed(ids)}.`;
  const found = figure === null ? drawn : drawn.filter(({ id }) => id === figure);
  const isKnown = figures.some(({ id }) => id === figure);
  if (found.length > 0 || (figure === null && !isDrawing))
    return { ok: true, value: isDrawing ? found.slice(0, 1) : [...found] };
  const answer =
    isKnown || figure === null
      ? problemAnswer(request, "unknown-format", `A table alone cannot be drawn. ${all}`)
      : problemAnswer(request, "unknown-figure", `The page shows no figure of that name. ${all}`);
  return { ok: false, answer };
}

/** `dane-stats_trends_dane-domains.csv` */
const fileName = (page: string, figure: string | null, format: FileFormat): string =>
  ["dane-stats", ...page.split("/").slice(1), ...(figure === null ? [] : [figure])]
    .map((part) => part.replace(/[^A-Za-z0-9.-]/g, "-"))
    .join("_") + FILE_FORMATS[format].suffix;

/** Which file of which page. */
export interface AskedPage {
  /** Path of the page, names in it decoded, without the day of a dated one. */
  page: string;
  format: FileFormat;
  /** The day that it is read on: citations name it. */
  today: IsoDate;
  /** The day of a dated page. */
  asOf?: IsoDate | null;
}

/**
 * Answers a page's file, `/trends.csv?…` and the like.
 *
 * @param request the address as it was asked for; its query has the page's state and the file's own.
 */
export async function answerFile(
  db: Db,
  request: ApiRequest,
  { page, format, today, asOf = null }: AskedPage,
  drawings: Drawings,
): Promise<FileAnswer> {
  const read = readFileQuery(request.url.searchParams, format);
  if (!read.ok)
    return invalidParameters(
      request,
      read.faults.map(({ parameter, detail }) => ({ parameter, detail: `${detail}.` })),
    );
  const query = read.value;
  const prefix = asOf === null ? "" : datedAddress(asOf, "");
  const figures = await figuresOfPage(db, page, query.state);
  if (!figures.ok) return absent(request, figures.error);
  const wanted = chosen(request, figures.value, query, format);
  if (!wanted.ok) return wanted.answer;
  const state = await publicationState(db);
  const context: FileContext = {
    publicUrl: request.publicUrl,
    prefix,
    asOf,
    today,
    page,
    parameters: {
      ...query.state,
      ...(query.figure === null ? {} : { figure: query.figure }),
    },
    lastUpdated: state.lastPublished,
    ...(TELL_INPUTS.has(format)
      ? { inputs: await inputsOf(db, wanted.value, request.publicUrl) }
      : {}),
  };
  const body = await bodyOf(wanted.value, query, format, context, drawings);
  if (body === null)
    return problemAnswer(request, "busy", "Too many images are being drawn right now.");
  const { metadata, page: address } = pageMetadata([], context).links as Record<string, string>;
  const named = format === "svg" || format === "png" ? (wanted.value[0]?.id ?? null) : query.figure;
  return {
    status: 200,
    headers: {
      "content-type": FILE_FORMATS[format].mediaType,
      "cache-control": REVALIDATE,
      "content-disposition": `${format === "csv" || format === "zip" ? "attachment" : "inline"}; filename="${fileName(prefix + page, named, format)}"`,
      link: linkHeader({ describedby: metadata ?? null, alternate: address ?? null }),
      ...lastModified(state.lastPublished),
    },
    body,
  };
}

function bodyOf(
  figures: readonly PageFigure[],
  query: FileQuery,
  format: FileFormat,
  context: FileContext,
  drawings: Drawings,
): FileAnswer["body"] | Promise<Uint8Array<ArrayBuffer> | null> {
  const [first] = figures;
  const address = () => (pageMetadata([], context).links as { page: string }).page;
  switch (format) {
    case "csv":
      return query.figure === null || first === undefined ? pageCsv(figures) : figureCsv(first);
    case "json":
      return `${JSON.stringify(pageJson(figures, context))}\n`;
    case "metadata":
      return `${JSON.stringify(pageMetadata(figures, context), null, 2)}\n`;
    case "bibtex":
    case "ris":
    case "csl":
      return pageCitations(figures, context, format);
    case "atom":
      return pageFeed(figures, context);
    case "zip":
      return figuresZip(figures, context);
    case "svg":
      return first === undefined ? "" : drawings.svg(first, query, address());
    case "png":
      return first === undefined
        ? Promise.resolve(null)
        : drawings.png(drawings.svg(first, query, address()));
  }
}
