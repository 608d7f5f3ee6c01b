import { csvOf } from "@/lib/api/csv";
import { coverageStatement } from "@/lib/api/dataset-envelope";
import { LICENSE_STATEMENT } from "@/lib/api/version";
import type { IsoDate } from "@/lib/model/calendar";
import { SERIES_EVENTS } from "@/lib/model/events";
import { FIGURE_FLAGS, FLAG_MEANINGS } from "@/lib/model/flags";
import {
  type CITATION_FORMATS,
  FILE_FORMAT_NAMES,
  fileAddress,
  type PageState,
  stateQuery,
  withQuery,
} from "@/lib/model/page-files";
import type { FigureInput } from "@/lib/model/release-file";
import { citationBibtex, citationCsl, citationRis, citationText, figureCitation } from "./citation";
import { apiQueryOf, type FilePlace } from "./figure-files";
import { caveatsOf, type FigureRow, type PageFigure } from "./page-figure";
import { sentenceOf } from "./sentence";

/** What was asked for, as its files' links repeat it. */
export interface FileContext {
  publicUrl: string;
  /** What stands before the paths of a dated page, and its day. */
  prefix: string;
  asOf: IsoDate | null;
  /** The day of the answer, for what says when it was read; null where that shall not be said. */
  today: IsoDate | null;
  page: string;
  /** The page's state and `figure`, where they were given. */
  parameters: PageState;
  /** The files that each figure is made of, by figure; absent where nobody asked for them. */
  inputs?: ReadonlyMap<string, readonly FigureInput[]>;
  /** When figures were last published here, ISO 8601; null before the first time. */
  lastUpdated: string | null;
}

const shownRow = ({ columns }: PageFigure, row: FigureRow): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));

/** The columns of a whole page's CSV: one row a value, the same for every page. */
export const LONG_COLUMNS = [
  ...["figure", "dataset", "release", "revision", "edition", "asOf", "asOfPrecision"],
  ...["asOfNotBefore", "flags", "of", "measure", "value"],
] as const;

const longRows = (figure: PageFigure) =>
  figure.rows.flatMap((row) =>
    figure.measures.map((measure) => ({
      ...row,
      figure: figure.id,
      dataset: figure.dataset.id,
      of: figure.dimensions.map((name) => `${name}=${row[name]}`).join("; "),
      measure,
      value: row[measure] ?? null,
    })),
  );

/** One figure's rows in its own columns. */
export const figureCsv = (figure: PageFigure): string =>
  csvOf(
    figure.columns.map(({ name }) => name),
    figure.rows,
  );

/** All figures of a page as long rows: `of` names what a value is of, such as `tld=nl`. */
export const pageCsv = (figures: readonly PageFigure[]): string =>
  csvOf(LONG_COLUMNS, figures.flatMap(longRows));

const dateOf = ({ asOf, asOfPrecision, asOfNotBefore }: PageFigure) => ({
  asOf,
  asOfPrecision,
  asOfNotBefore,
});

/** Where a figure stands, for its citation. */
export const placeOf = ({ publicUrl, prefix, asOf, page, parameters }: FileContext): FilePlace => {
  const { figure: _, ...state } = parameters;
  return { publicUrl, prefix, asOf, page, query: stateQuery(state) };
};

/** What stands beside a figure's rows. */
function figureMeta(figure: PageFigure, context: FileContext) {
  const { dataset } = figure;
  const citation = figureCitation(figure, placeOf(context), context.today);
  const flagged = new Set(figure.rows.flatMap(({ flags }) => flags));
  return {
    figure: figure.id,
    title: figure.title,
    subtitle: figure.subtitle,
    ...dateOf(figure),
    dataset: dataset.id,
    definition: dataset.definition,
    definitionVersion: dataset.definitionVersion,
    unit: dataset.unit,
    denominator: dataset.denominator,
    coverage: coverageStatement(dataset),
    gap: dataset.gap,
    source: figure.source,
    sentence: sentenceOf(figure),
    citation: citation === null ? null : citationText(citation),
    caveats: caveatsOf(figure),
    flags: FIGURE_FLAGS.filter((flag) => flagged.has(flag)).map((flag) => ({
      flag,
      ...FLAG_MEANINGS[flag],
    })),
    events: SERIES_EVENTS.filter(({ datasets }) => datasets.includes(dataset.id)).map(
      ({ kind, date, when, title, detail, sourceUrl }) => ({
        ...{ kind, date, when, title, detail, sourceUrl },
      }),
    ),
    columns: figure.columns,
    dimensions: figure.dimensions,
    measures: figure.measures,
    rows: figure.rows.length,
    hasChart: figure.chart !== null,
    reproduce: {
      query: apiQueryOf(figure, context.asOf),
      inputs: context.inputs?.get(figure.id) ?? [],
    },
  };
}

const linksOf = ({ publicUrl, prefix, page, parameters }: FileContext) => {
  const { figure: _, ...state } = parameters;
  return {
    page: publicUrl + prefix + withQuery(page, stateQuery(state)),
    ...Object.fromEntries(
      FILE_FORMAT_NAMES.map((name) => [
        name,
        publicUrl + prefix + fileAddress(page, name, parameters),
      ]),
    ),
  };
};

const metaOf = (figures: readonly PageFigure[], context: FileContext) => ({
  page: context.page,
  parameters: context.parameters,
  figures: figures.map((figure) => figureMeta(figure, context)),
  lastUpdated: context.lastUpdated,
  license: null,
  licenseStatement: LICENSE_STATEMENT,
});

/** The figures' rows, in the order of the page. */
export const pageRows = (figures: readonly PageFigure[]) =>
  figures.map((figure) => ({
    figure: figure.id,
    title: figure.title,
    dataset: figure.dataset.id,
    ...dateOf(figure),
    rows: figure.rows.map((row) => shownRow(figure, row)),
  }));

/** What stands beside the rows, and where else they can be had. */
export const pageMetadata = (figures: readonly PageFigure[], context: FileContext) => ({
  meta: metaOf(figures, context),
  links: linksOf(context),
});

/** Both. */
export const pageJson = (figures: readonly PageFigure[], context: FileContext) => ({
  data: pageRows(figures),
  ...pageMetadata(figures, context),
});

/** The citations of the figures that have a row, in one of the formats for programs. */
export function pageCitations(
  figures: readonly PageFigure[],
  context: FileContext,
  format: (typeof CITATION_FORMATS)[number],
): string {
  const citations = figures.flatMap((figure) => {
    const citation = figureCitation(figure, placeOf(context), context.today);
    return citation === null ? [] : [citation];
  });
  switch (format) {
    case "bibtex":
      return citations.map(citationBibtex).join("\n");
    case "ris":
      return citations.map(citationRis).join("\r\n");
    case "csl":
      return `${JSON.stringify(citations.flatMap(citationCsl), null, 2)}\n`;
  }
}
