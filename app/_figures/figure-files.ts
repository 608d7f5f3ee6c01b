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

/** The formats that a menu offers; those that cite have a menu of their own, the feed is the page's. */
const DATA_FORMATS = ["csv", "json", "metadata", "zip"] as const;
const DRAWING_FORMATS = ["svg", "png"] as const;
const SHAPES = [
  { name: "PNG 16:9", query: "shape=wide" },
  { name: "PNG square", query: "shape=square" },
] as const;

/** What a figure's menu offers; the page with a line about each, and lines for programs, comes last. */
export function menuLinks(figure: PageFigure, place: FilePlace): DataLink[] {
  const query = figureQuery(figure, place);
  const { chart, asOf } = figure;
  const quote = viewAddress("/quote", place.page, query);
  const formats = chart === null ? DATA_FORMATS : [...DATA_FORMATS, ...DRAWING_FORMATS];
  const shapes = chart === null ? [] : SHAPES;
  return [
    ...formats.map((name) => ({
      title: FILE_FORMATS[name].name,
      href: fileAddressOf(place.page, name, query),
    })),
    ...shapes.map((shape) => ({
      title: shape.name,
      href: fileAddressOf(place.page, "png", `${query}&${shape.query}`),
    })),
    ...(chart === null ? [] : [{ title: "Embed", href: `${quote}#embed` }]),
    ...(asOf === null || place.asOf !== null
      ? []
      : [{ title: "Dated page", href: datedPageAddress(figure, place, asOf) }]),
    { title: "All ways, with lines for curl, Python and R", href: quote },
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
      : SHAPES.map((shape) => ({
          title: shape.name,
          href: fileAddressOf(place.page, "png", `${query}&${shape.query}`),
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
