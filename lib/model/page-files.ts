/** Every file that a page's state can be had as: its suffix, its media type, and what is in it. */
export const FILE_FORMATS = {
  csv: {
    suffix: ".csv",
    mediaType: "text/csv; charset=utf-8; header=present",
    name: "CSV",
    about: "The rows shown, one line each.",
  },
  json: {
    suffix: ".json",
    mediaType: "application/json",
    name: "JSON",
    about: "The rows shown, with definition, dates, source and caveats.",
  },
  metadata: {
    suffix: ".metadata.json",
    mediaType: "application/json",
    name: "Metadata",
    about: "What JSON has beside the rows: columns, definition, dates, source and caveats.",
  },
  svg: {
    suffix: ".svg",
    mediaType: "image/svg+xml",
    name: "SVG",
    about: "The chart as a drawing with title, source and date.",
  },
  png: {
    suffix: ".png",
    mediaType: "image/png",
    name: "PNG",
    about: "The same drawing as an image.",
  },
  bibtex: {
    suffix: ".bib",
    mediaType: "application/x-bibtex; charset=utf-8",
    name: "BibTeX",
    about: "The figures’ citations for LaTeX.",
  },
  ris: {
    suffix: ".ris",
    mediaType: "application/x-research-info-systems; charset=utf-8",
    name: "RIS",
    about: "The figures’ citations for reference managers.",
  },
  csl: {
    suffix: ".csl.json",
    mediaType: "application/vnd.citationstyles.csl+json",
    name: "CSL-JSON",
    about: "The figures’ citations for citation processors.",
  },
  zip: {
    suffix: ".zip",
    mediaType: "application/zip",
    name: "ZIP",
    about: "CSV, JSON, metadata and a README in one file.",
  },
  atom: {
    suffix: ".atom",
    mediaType: "application/atom+xml; charset=utf-8",
    name: "Feed",
    about: "What each release said of it; new ones come on top.",
  },
} as const;
export type FileFormat = keyof typeof FILE_FORMATS;

/** Formats in the order in which menus and messages list them. */
export const FILE_FORMAT_NAMES = Object.keys(FILE_FORMATS) as FileFormat[];

/** Documents about the whole site that programs read. */
export const SITE_DOCUMENTS = [
  "/events.json",
  "/events.atom",
  "/releases.atom",
  "/corrections.atom",
  "/oembed",
] as const;

/** The formats that cite a figure; all others hold it. */
export const CITATION_FORMATS = ["bibtex", "ris", "csl"] as const satisfies FileFormat[];

/** Pages whose state can be had as files, by suffix. */
export const FILE_PAGES = [
  "/trends",
  "/tlds",
  "/providers",
  "/compare",
  "/why",
  "/geoip",
  "/dnssec",
  "/reliability",
  "/problems",
  "/well-known",
  "/starttls",
] as const;
export type FilePage = (typeof FILE_PAGES)[number];

/** Sections whose pages end in a name, which may hold a dot: the format is a parameter there. */
export const NAMED_FILE_SECTIONS = ["/tlds", "/providers"] as const;

/** Ways of showing one figure of a page: how to quote it, and in a frame of another site's page. */
export const FIGURE_VIEWS = ["/quote", "/embed"] as const;
export type FigureView = (typeof FIGURE_VIEWS)[number];

/** Reads `/quote/trends`; undefined for a path that is none, or of a page without figures. */
export function viewedPage(path: string): { view: FigureView; page: string } | undefined {
  const view = FIGURE_VIEWS.find((one) => path.startsWith(`${one}/`));
  if (view === undefined) return undefined;
  const page = path.slice(view.length);
  return hasFiles(page) ? { view, page } : undefined;
}

/** The address of a figure's view. @param query the page's state and the figure */
export const viewAddress = (view: FigureView, page: string, query: string): string =>
  withQuery(view + page, query);

const isFilePage = (path: string): path is FilePage => FILE_PAGES.some((page) => page === path);
const isFileFormat = (name: string): name is FileFormat => name in FILE_FORMATS;

/** Whether a page's address has files at all. */
export const hasFiles = (path: string): boolean =>
  isFilePage(path) ||
  NAMED_FILE_SECTIONS.some(
    (section) => path.startsWith(`${section}/`) && !path.slice(section.length + 1).includes("/"),
  );

/** A file that an address asks for: of which page, in which format. */
export interface AskedFile {
  page: string;
  format: FileFormat;
}

/**
 * Reads an address: `/trends.csv`, or `/tlds/nl` with the parameter `format`.
 *
 * @param format the parameter's value, null where it is not given.
 * @returns undefined for an address that asks for no file.
 */
export function askedFile(path: string, format: string | null): AskedFile | undefined {
  if (format !== null)
    return hasFiles(path) && isFileFormat(format) ? { page: path, format } : undefined;
  const dot = path.indexOf(".");
  if (dot === -1) return undefined;
  const page = path.slice(0, dot);
  const suffix = path.slice(dot);
  const found = FILE_FORMAT_NAMES.find((name) => FILE_FORMATS[name].suffix === suffix);
  return found === undefined || !isFilePage(page) ? undefined : { page, format: found };
}

/** A page's state by parameter; several values are one parameter each, empty ones are absent. */
export type PageState = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A state as an address has it, without the question mark; empty for none. */
export const stateQuery = (state: PageState): string =>
  new URLSearchParams(
    Object.entries(state).flatMap(([name, values = ""]) =>
      [values]
        .flat()
        .filter((value) => value !== "")
        .map((value) => [name, value]),
    ),
  ).toString();

/** A path with a query, which may be empty. */
export const withQuery = (path: string, query: string): string =>
  query === "" ? path : `${path}?${query}`;

/** The address of a page's file: a suffix, or the parameter where a name ends the path. */
export function fileAddressOf(page: string, format: FileFormat, query: string): string {
  if (isFilePage(page)) return withQuery(page + FILE_FORMATS[format].suffix, query);
  return `${page}?${query === "" ? "" : `${query}&`}format=${format}`;
}

/** The same, of a state by parameter. */
export const fileAddress = (page: string, format: FileFormat, state: PageState = {}): string =>
  fileAddressOf(page, format, stateQuery(state));
