import { formatDate, formatFigure, formatNumber } from "@/components/format";
import type { Columns } from "@/lib/model/column";
import type { Dataset } from "@/lib/model/dataset";
import { FLAG_MEANINGS } from "@/lib/model/flags";
import { isLabRelease } from "@/lib/model/release";
import { DANE_SURVEY, OWN_SURVEY } from "@/lib/model/sources";
import { DIMENSION_WORDS } from "./dimension-words";
import type { FigureRow, PageFigure } from "./page-figure";

/** The dated row of a figure that says most: the newest, and of several the largest. */
export function headlineRow(figure: PageFigure): FigureRow | null {
  const { mainMeasure } = figure.dataset;
  const newest = figure.rows.filter(({ asOf }) => asOf === figure.asOf);
  // A row of columns is read from its start, which says nothing, to its end.
  if (figure.chart?.kind === "columns") return figure.rows.at(-1) ?? null;
  const of = (row: FigureRow) => Number(row[mainMeasure] ?? -1);
  const [first, ...others] = newest.length > 0 ? newest : figure.rows;
  if (first === undefined) return null;
  return others.reduce((most, row) => (of(row) > of(most) ? row : most), first);
}

function inWords(row: FigureRow, name: string, columns: Columns, isMain: boolean): string | null {
  const value = row[name];
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return DIMENSION_WORDS[name]?.(value) ?? value;
  if (typeof value !== "number") return String(value);
  const kind = columns[name]?.kind;
  if (DIMENSION_WORDS[name] !== undefined) return DIMENSION_WORDS[name](String(value));
  if (kind !== "count" && kind !== "share") return formatNumber(value);
  return withoutNoughts(
    isMain ? formatFigure(value, kind, row.flags) : formatFigure(value, kind),
    kind,
  );
}

/** A share with no more digits than it has: a source's 51 % is not 51.00 %. */
const withoutNoughts = (text: string, kind: "count" | "share"): string =>
  kind === "share" ? text.replace(/\.(\d*?)0+(?=\D)/, (_, digits) => digits && `.${digits}`) : text;

function when({ asOf, asOfPrecision, asOfNotBefore }: FigureRow): string {
  const date = formatDate(asOf, asOfPrecision, asOfNotBefore);
  if (asOf === null || asOfPrecision === "unknown") return `In an ${date} report`;
  return asOfPrecision === "month" ? `In ${date}` : `On ${date}`;
}

/** Things of which the survey sees only a part; it sees every TLD. */
const SEEN_IN_PART = new Set(["domains", "MX hosts", "addresses", "zones", "certificates"]);

/** What the survey's counts leave out, short enough for an article. */
function surveyCaveat({ source, measures, mainMeasure }: Dataset): string[] {
  const { kind, unit } = measures[mainMeasure] ?? {};
  if (source.name !== DANE_SURVEY.name && source.name !== OWN_SURVEY.name) return [];
  if (kind === "share") return ["The survey sees only names that it has a source for."];
  return SEEN_IN_PART.has(unit ?? "")
    ? ["The survey sees only names that it has a source for, so real numbers are larger."]
    : [];
}

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/**
 * A sentence that can be printed as it is: number, date as precise as it is known, whose figure it
 * is, denominator and caveat, all from the dataset's definition and the row's flags.
 *
 * @returns null for a figure without a row, or one whose rows the definition cannot put in words.
 */
export function sentenceOf(figure: PageFigure): string | null {
  const row = headlineRow(figure);
  if (row === null) return null;
  const { dataset } = figure;
  if (figure.said !== undefined) return [figure.said, ...surveyCaveat(dataset)].join(" ");
  const columns = { ...dataset.dimensions, ...dataset.measures };
  let isWhole = true;
  const said = dataset.sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const words = inWords(row, name, columns, name === dataset.mainMeasure);
    if (words === null) isWhole = false;
    return words ?? "";
  });
  if (!isWhole) return null;
  const flags = row.flags.filter((flag) => flag !== "e" && flag !== "l");
  return [
    ended(`${when(row)}, ${said}, according to ${sourceInSentence(figure, row)}`),
    ...(dataset.denominator === null || dataset.measures[dataset.mainMeasure]?.kind !== "share"
      ? []
      : [ended(`The share is of: ${dataset.denominator}`)]),
    ...flags.map((flag) => ended(FLAG_MEANINGS[flag].meaning)),
    ...surveyCaveat(dataset),
  ].join(" ");
}

function sourceInSentence({ source, dataset }: PageFigure, { kind, release }: FigureRow): string {
  if (isLabRelease(release)) return "made-up data of a lab, in which nothing was measured";
  if (kind === "survey_run") return `the ${OWN_SURVEY.name}`;
  if (source.name !== dataset.source.name && !source.name.startsWith(`${dataset.source.name},`))
    return `“${source.name}”`;
  const { name, authors } = dataset.source;
  return authors === null ? name : `the ${name} by ${authors}`;
}
