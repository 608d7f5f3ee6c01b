import type { DataLink } from "@/components/data-menu";
import { FILE_FORMAT_NAMES, FILE_FORMATS, fileAddress } from "@/lib/model/page-files";
import type { PageFigure } from "./page-figure";

/** A page in its present state, as its files are asked for. */
export interface FilePlace {
  /** Origin of this site, without a slash at its end. */
  publicUrl: string;
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

/** Addresses of everything the figure can be had as, the drawings only where there is a chart. */
export function figureFiles(figure: PageFigure, place: FilePlace): DataLink[] {
  const parameters = parametersOf(place, figure);
  const files = FILE_FORMAT_NAMES.filter(
    (name) => figure.chart !== null || (name !== "svg" && name !== "png"),
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
  const api = `/api/v1/${figure.dataset.id}${figure.query === null || figure.query === "" ? "" : `?${figure.query}`}`;
  return [
    ...files,
    ...shapes,
    {
      title: "API",
      href: api,
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
  const url = place.publicUrl + fileAddress(place.page, "csv", parametersOf(place, figure));
  return [
    { program: "curl", line: `curl -s '${url}'` },
    {
      program: "Python",
      line: `python3 -c "import csv, urllib.request as u; print(*csv.DictReader(map(bytes.decode, u.urlopen('${url}'))), sep='\\n')"`,
    },
    { program: "R", line: `read.csv("${url}")` },
  ];
}
