import type { DataLink } from "@/components/data-menu";
import type { IsoDate } from "@/lib/model/calendar";
import { datedAddress } from "@/lib/model/dated-address";
import {
  CITATION_FORMATS,
  FILE_FORMAT_NAMES,
  FILE_FORMATS,
  fileAddressOf,
  viewAddress,
  withQuery,
} from "@/lib/model/page-files";
import type { PageFigure } from "./page-figure";

/** A page in its present state, as its files are asked for. */
export interface FilePlace {
  /** Origin of this site, without a slash at its end. */
  publicUrl: string;
  /** What stands before the paths of dated pages; links in the page get it by themselves. */
  prefix: string;
  /** The day that a dated page is seen on. */
  asOf: IsoDate | null;
  /** Path of the page. */
  page: string;
  /** Its state as its address has it, without a question mark. */
  query: string;
}

/** The query of a figure's files: the page's state, and which figure. */
export const figureQuery = ({ id }: PageFigure, { query }: FilePlace): string =>
  `${query === "" ? "" : `${query}&`}figure=${id}`;

/** The figure on the live page, in the same state. */
export const livePageAddress = ({ id }: PageFigure, { page, query }: FilePlace): string =>
  `${withQuery(page, query)}#${id}`;

/** The figure on the page as of a day, in the same state. */
export const datedPageAddress = (figure: PageFigure, place: FilePlace, day: IsoDate): string =>
  datedAddress(day, livePageAddress(figure, place));

/** Addresses of the figure's citation for programs. */
export function citationFiles(figure: PageFigure, place: FilePlace) {
  const query = figureQuery(figure, place);
  return CITATION_FORMATS.map((name) => ({
    title: FILE_FORMATS[name].name,
    href: fileAddressOf(place.page, name, query),
  }));
}

/** Formats that need a drawing. */
const isDrawing = (format: string): boolean => format === "svg" || format === "png";

/** The formats that a menu offers; all others are a click away. */
const MENU_FORMATS = ["csv", "json", "zip", "svg", "png"] as const;

/** What a figure's menu offers; where it can be had in all ways, each with a line about it, comes last. */
export function menuLinks(figure: PageFigure, place: FilePlace): DataLink[] {
  const query = figureQuery(figure, place);
  const { chart, asOf } = figure;
  const quote = viewAddress("/quote", place.page, query);
  const formats = chart === null ? MENU_FORMATS.slice(0, 3) : MENU_FORMATS;
  return [
    ...formats.map((name) => ({
      title: FILE_FORMATS[name].name,
      href: fileAddressOf(place.page, name, query),
    })),
    ...(chart === null ? [] : [{ title: "Embed", href: `${quote}#embed` }]),
    ...(asOf === null || place.asOf !== null
      ? []
      : [{ title: "Dated page", href: datedPageAddress(figure, place, asOf) }]),
    { title: "All ways", href: quote },
  ];
}

/** A file with a line about it. */
export interface FigureFile extends DataLink {
  about: string;
}

/** The question to the API that gives the same rows; null where no single one does. */
export function apiQueryOf({ query }: PageFigure, asOf: IsoDate | null): string | null {
  if (query === null) return null;
  const asked = new URLSearchParams(query);
  if (asOf !== null && !asked.has("release") && !asked.has("end")) asked.set("end", asOf);
  return asked.toString();
}

/** Addresses of everything the figure can be had as, the drawings only where there is a chart. */
export function figureFiles(figure: PageFigure, place: FilePlace): FigureFile[] {
  const query = figureQuery(figure, place);
  const files = FILE_FORMAT_NAMES.filter(
    (name) =>
      !CITATION_FORMATS.some((format) => format === name) &&
      (figure.chart !== null || !isDrawing(name)),
  ).map((name) => ({
    title: FILE_FORMATS[name].name,
    href: fileAddressOf(place.page, name, query),
    about: FILE_FORMATS[name].about,
  }));
  const shapes =
    figure.chart === null
      ? []
      : (["wide", "square"] as const).map((shape) => ({
          title: shape === "wide" ? "PNG 16:9" : "PNG square",
          href: fileAddressOf(place.page, "png", `${query}&shape=${shape}`),
          about: "For slides and posts; theme=dark turns it dark.",
        }));
  return [
    ...files,
    ...shapes,
    {
      title: "API",
      href: withQuery(`/api/v1/${figure.dataset.id}`, apiQueryOf(figure, place.asOf) ?? ""),
      about:
        figure.query === null ? "The dataset behind it, all rows." : "The same rows from the API.",
    },
  ];
}

/** A line for each program that reads the figure's CSV; none needs a package. */
export function figureExamples(
  figure: PageFigure,
  place: FilePlace,
): { program: string; line: string }[] {
  const url =
    place.publicUrl + place.prefix + fileAddressOf(place.page, "csv", figureQuery(figure, place));
  return [
    { program: "curl", line: `curl -s '${url}'` },
    {
      program: "Python",
      line: `python3 -c "import csv, urllib.request as u; print(*csv.DictReader(map(bytes.decode, u.urlopen('${url}'))), sep='\\n')"`,
    },
    { program: "R", line: `read.csv("${url}")` },
  ];
}
