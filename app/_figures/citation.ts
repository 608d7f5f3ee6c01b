import { formatDate, formatDay } from "@/components/format";
import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import { revisionPath } from "@/lib/model/release-file";
import { sourceOfKind } from "@/lib/model/sources";
import { datedPageAddress, type FilePlace } from "./figure-files";
import type { PageFigure } from "./page-figure";
import { headlineRow } from "./sentence";

/** Everything that the forms of a citation say. */
export interface FigureCitation {
  /** Starts with the dataset, names release and revision. */
  id: string;
  /** Who counted; empty where the source names nobody. */
  authors: readonly string[];
  /** What they call it, and where it is theirs. */
  sourceName: string;
  sourceUrl: string | null;
  title: string;
  asOf: IsoDate | null;
  asOfPrecision: DatePrecision;
  asOfNotBefore: IsoDate | null;
  release: string;
  revision: number;
  /** The page as of the figure's date; of an undated one the revision that has it. */
  url: string;
  /** The day on which it was read; null where that is left to the reader. */
  accessed: IsoDate | null;
}

const SITE = "DANE & DNSSEC statistics";

/** A figure's citation; null where it has no row. @param accessed today */
export function figureCitation(
  figure: PageFigure,
  place: FilePlace,
  accessed: IsoDate | null,
): FigureCitation | null {
  const row = headlineRow(figure);
  if (row === null) return null;
  const { dataset } = figure;
  const whose = sourceOfKind(dataset.source, row.kind, row.release);
  const isDatasets = row.kind === "survey_run" || figure.source.name.startsWith(whose.name);
  const day = place.asOf ?? figure.asOf;
  return {
    id: `${figure.id}-${row.release}-r${row.revision}`,
    authors: isDatasets ? (whose.authors?.split(" and ") ?? []) : [],
    sourceName: isDatasets ? whose.name : figure.source.name,
    sourceUrl: row.kind === "survey_run" ? whose.url : figure.source.url,
    title: figure.title,
    asOf: figure.asOf,
    asOfPrecision: figure.asOfPrecision,
    asOfNotBefore: figure.asOfNotBefore,
    release: row.release,
    revision: row.revision,
    url:
      place.publicUrl +
      (day === null
        ? `${revisionPath(row.release, row.revision)}#${dataset.id}-${row.edition}`
        : datedPageAddress(figure, place, day)),
    accessed,
  };
}

const dateOf = ({ asOf, asOfPrecision, asOfNotBefore }: FigureCitation): string =>
  formatDate(asOf, asOfPrecision, asOfNotBefore);

const note = ({ release, revision }: FigureCitation): string =>
  `Quoted by ${SITE}, release ${release}, revision ${revision}`;

/** As a line of text. */
export function citationText(citation: FigureCitation): string {
  const by = citation.authors.length === 0 ? "" : `${citation.authors.join(" and ")}: `;
  return `${by}${citation.sourceName}, “${citation.title}”, ${dateOf(citation)}. ${note(citation)}, ${citation.url}${citation.accessed === null ? "" : ` (read on ${formatDay(citation.accessed)})`}.`;
}

const TEX_SIGNS: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};
const tex = (text: string): string =>
  text.replace(/[\\~^&%$#_{}]/g, (sign) => TEX_SIGNS[sign] ?? `\\${sign}`);

/** Parts of a date that are known: year and month, or the day too. */
function datePartsOf({ asOf, asOfPrecision }: FigureCitation): number[] {
  if (asOf === null || asOfPrecision === "unknown") return [];
  return asOf
    .split("-")
    .slice(0, asOfPrecision === "month" ? 2 : 3)
    .map(Number);
}

/** Months as every style of BibTeX knows them: a number is printed as it is. */
const MONTH_MACROS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** As a BibTeX entry. */
export function citationBibtex(citation: FigureCitation): string {
  const [year, month] = datePartsOf(citation);
  const fields: [name: string, text: string | null, isMacro?: boolean][] = [
    ["author", citation.authors.length === 0 ? null : tex(citation.authors.join(" and "))],
    ["title", `{${tex(citation.title)}}, ${tex(dateOf(citation))}`],
    ["howpublished", tex(citation.sourceName)],
    ["year", year === undefined ? null : String(year)],
    ["month", month === undefined ? null : (MONTH_MACROS[month - 1] ?? null), true],
    // An address is taken as it is; a brace in it would end the field.
    ["url", citation.url.replace(/[{}\\]/g, encodeURIComponent)],
    ["urldate", citation.accessed],
    ["note", tex(note(citation))],
  ];
  const lines = fields.flatMap(([name, text, isMacro = false]) =>
    text === null ? [] : [`  ${name} = ${isMacro ? text : `{${text}}`}`],
  );
  return `@misc{${citation.id},\n${lines.join(",\n")}\n}\n`;
}

const slashed = (parts: readonly number[]): string =>
  [0, 1, 2]
    .map((i) => (parts[i] === undefined ? "" : String(parts[i]).padStart(i === 0 ? 4 : 2, "0")))
    .join("/");

/** `Viktor Dukhovni` as family and given name; a name of one word is literal. */
function nameOf(author: string): { family: string; given: string } | { literal: string } {
  const at = author.lastIndexOf(" ");
  return at === -1
    ? { literal: author }
    : { family: author.slice(at + 1), given: author.slice(0, at) };
}

/** As a RIS record, with CRLF. */
export function citationRis(citation: FigureCitation): string {
  const parts = datePartsOf(citation);
  const lines: [string, string | null][] = [
    ["TY", "DATA"],
    ...citation.authors.map((author): [string, string] => {
      const name = nameOf(author);
      return ["AU", "literal" in name ? name.literal : `${name.family}, ${name.given}`];
    }),
    ["TI", `${citation.title}, ${dateOf(citation)}`],
    ["T2", citation.sourceName],
    ["PY", parts[0] === undefined ? null : String(parts[0])],
    ["DA", parts.length === 0 ? null : slashed(parts)],
    ["PB", SITE],
    ["UR", citation.url],
    ["Y2", citation.accessed?.replaceAll("-", "/") ?? null],
    ["N1", note(citation)],
    ["ER", ""],
  ];
  return lines
    .filter((line): line is [string, string] => line[1] !== null)
    .map(([tag, text]) => `${tag}  - ${text.replace(/\s+/g, " ")}\r\n`)
    .join("");
}

/** As CSL-JSON: a list of one item. @see https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html */
export function citationCsl(citation: FigureCitation) {
  const parts = datePartsOf(citation);
  return [
    {
      id: citation.id,
      type: "dataset",
      title: citation.title,
      ...(citation.authors.length === 0 ? {} : { author: citation.authors.map(nameOf) }),
      "container-title": citation.sourceName,
      publisher: SITE,
      ...(parts.length === 0 ? {} : { issued: { "date-parts": [parts] } }),
      ...(citation.accessed === null
        ? {}
        : { accessed: { "date-parts": [citation.accessed.split("-").map(Number)] } }),
      URL: citation.url,
      ...(citation.sourceUrl === null ? {} : { source: citation.sourceUrl }),
      version: `${citation.release}, revision ${citation.revision}`,
      note: `${note(citation)}; as of ${dateOf(citation)}`,
    },
  ];
}
