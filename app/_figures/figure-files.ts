import type { DataLink } from "@/components/data-menu";
import type { IsoDate } from "@/lib/model/calendar";
import { datedAddress } from "@/lib/model/dated-address";
import {
  CITATION_FORMATS,
  FILE_FORMAT_NAMES,
  FILE_FORMATS,
  fileAddress,
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
  /** Its state; empty values count as absent. */
  state: Readonly<Record<string, string | undefined>>;
}

const parametersOf = ({ state }: FilePlace, figure: PageFigure): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(state).filter((entry): entry is [string, string] => Boolean(entry[1])),
  ),
  figure: figure.id,
});

/** The figure on the live page, in the same state. */
export function livePageAddress(figure: PageFigure, place: FilePlace): string {
  const { figure: _, ...state } = parametersOf(place, figure);
  const query = new URLSearchParams(state);
  return `${place.page}${query.size === 0 ? "" : `?${query}`}#${figure.id}`;
}

/** The figure on the page as of a day, in the same state. */
export const datedPageAddress = (figure: PageFigure, place: FilePlace, day: IsoDate): string =>
  datedAddress(day, livePageAddress(figure, place));

/** Addresses of the figure's citation for programs. */
export const citationFiles = (figure: PageFigure, place: FilePlace) =>
  CITATION_FORMATS.map((name) => ({
    title: FILE_FORMATS[name].name,
    href: fileAddress(place.page, name, parametersOf(place, figure)),
  }));

/** Addresses of everything the figure can be had as, the drawings only where there is a chart. */
export function figureFiles(figure: PageFigure, place: FilePlace): DataLink[] {
  const parameters = parametersOf(place, figure);
  const files = FILE_FORMAT_NAMES.filter(
    (name) =>
      !CITATION_FORMATS.some((format) => format === name) &&
      (figure.chart !== null || (name !== "svg" && name !== "png")),
  ).map((name) => ({
    title: FILE_FORMATS[name].name,
    href: fileAddress(place.page, name, parameters),
    about: FILE_FORMATS[name].about,
  }));
  const shapes =
    figure.chart === null
      ? []
      : (["wide", "square"] as const).map((shape) => ({
          title: shape === "wide" ? "PNG 16:9" : "PNG square",
          href: fileAddress(place.page, "png", { ...parameters, shape }),
          about: "For slides and posts; theme=dark turns it dark.",
        }));
  const query = new URLSearchParams(figure.query ?? "");
  if (place.asOf !== null && !query.has("release") && !query.has("end"))
    query.set("end", place.asOf);
  const api = `/api/v1/${figure.dataset.id}${query.size === 0 ? "" : `?${query}`}`;
  return [
    ...files,
    ...shapes,
    {
      title: "API",
      href: api,
      about:
        figure.query === null ? "The dataset behind it, all rows." : "The same rows from the API.",
    },
    ...(figure.asOf === null || place.asOf !== null
      ? []
      : [
          {
            title: "Dated page",
            href: datedPageAddress(figure, place, figure.asOf),
            about: "This page as of the figure’s date; later releases do not change it.",
          },
        ]),
  ];
}

/** A line for each program that reads the figure's CSV; none needs a package. */
export function figureExamples(
  figure: PageFigure,
  place: FilePlace,
): { program: string; line: string }[] {
  const url =
    place.publicUrl + place.prefix + fileAddress(place.page, "csv", parametersOf(place, figure));
  return [
    { program: "curl", line: `curl -s '${url}'` },
    {
      program: "Python",
      line: `python3 -c "import csv, urllib.request as u; print(*csv.DictReader(map(bytes.decode, u.urlopen('${url}'))), sep='\\n')"`,
    },
    { program: "R", line: `read.csv("${url}")` },
  ];
}
