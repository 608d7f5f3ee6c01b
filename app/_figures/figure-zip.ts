import { strToU8, zipSync } from "fflate";
import { formatDate } from "@/components/format";
import { snakeCase } from "@/lib/api/csv";
import { COMMON_COLUMNS } from "@/lib/model/dataset";
import { FILE_FORMATS } from "@/lib/model/page-files";
import { citationText, figureCitation } from "./citation";
import {
  type FileContext,
  figureCsv,
  pageCitations,
  pageCsv,
  pageMetadata,
  pageRows,
  placeOf,
} from "./figure-data";
import { caveatsOf, type FigureColumn, type PageFigure } from "./page-figure";
import { sentenceOf } from "./sentence";

/** The earliest time that a ZIP can hold: equal figures make equal bytes, whenever they are asked for. */
const NO_TIME = new Date(1980, 0, 1);

/** In every file, so they are told once. */
const COMMON = Object.keys(COMMON_COLUMNS);

const told = ({ name, unit, description }: FigureColumn): string =>
  `  ${snakeCase(name)}${unit === null ? "" : ` (${unit})`}: ${description}`;

const columnsOf = ({ columns }: PageFigure): string[] =>
  columns.filter(({ name }) => !COMMON.includes(name)).map(told);

const commonOf = ([figure]: readonly PageFigure[]): string[] =>
  figure?.columns.filter(({ name }) => COMMON.includes(name)).map(told) ?? [];

function aboutFigure(figure: PageFigure, context: FileContext): string {
  const citation = figureCitation(figure, placeOf(context), null);
  const said = sentenceOf(figure);
  return [
    `${figure.title}`,
    `  ${figure.id}.csv, ${figure.rows.length} rows; ${formatDate(figure.asOf, figure.asOfPrecision, figure.asOfNotBefore)}`,
    `  ${figure.dataset.definition}`,
    ...(said === null ? [] : [`  ${said}`]),
    ...(citation === null ? [] : [`  Cite as: ${citationText(citation)}`]),
    ...caveatsOf(figure).map((caveat) => `  Note: ${caveat}`),
    ...columnsOf(figure),
  ].join("\n");
}

function readme(
  figures: readonly PageFigure[],
  context: FileContext,
  { meta, links }: ReturnType<typeof pageMetadata>,
): string {
  return `${[
    "DANE & DNSSEC statistics",
    `${links.page}`,
    "",
    "One .csv for each figure; all.csv has all of them, one row a value. data.json has the rows with",
    "what stands beside them, metadata.json that alone, citations.bib how to cite each.",
    "An empty cell was not measured, 0 is a measured zero. Every .csv has these columns before its own:",
    ...commonOf(figures),
    meta.licenseStatement,
    "",
    ...figures.map((figure) => `${aboutFigure(figure, context)}\n`),
  ].join("\n")}`;
}

/**
 * The figures with all that stands beside them, in one file. It does not say when it was read, so that
 * the same figures have the same bytes.
 */
export function figuresZip(
  figures: readonly PageFigure[],
  asked: FileContext,
): Uint8Array<ArrayBuffer> {
  const context = { ...asked, today: null };
  const told = pageMetadata(figures, context);
  const files: Record<string, string> = {
    "README.txt": readme(figures, context, told),
    ...Object.fromEntries(figures.map((figure) => [`${figure.id}.csv`, figureCsv(figure)])),
    "all.csv": pageCsv(figures),
    "data.json": `${JSON.stringify({ data: pageRows(figures), ...told })}\n`,
    "metadata.json": `${JSON.stringify(told, null, 2)}\n`,
    [`citations${FILE_FORMATS.bibtex.suffix}`]: pageCitations(figures, context, "bibtex"),
  };
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)]);
  return new Uint8Array(zipSync(Object.fromEntries(entries), { level: 6, mtime: NO_TIME }));
}
