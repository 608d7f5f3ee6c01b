import { formatCount, formatDate } from "@/components/format";
import type { Dataset } from "@/lib/model/dataset";
import type { Release } from "@/lib/model/release";
import { sourceOfKind } from "@/lib/model/sources";

/** A figure to cite, and the release that holds it. */
export interface CitedFigure {
  dataset: Dataset;
  release: Release;
  value: number;
  /** Origin of this site, without a slash at its end. */
  publicUrl: string;
}

const addressOf = ({ release, publicUrl }: CitedFigure) => `${publicUrl}/releases/${release.id}`;
const sourceOf = ({ dataset, release }: CitedFigure) =>
  sourceOfKind(dataset.source, release.kind, release.id);
const authorsOf = (figure: CitedFigure) =>
  figure.release.authors.length > 0
    ? figure.release.authors.join(" and ")
    : (sourceOf(figure).authors ?? "");

/** A citation as text: who counted what, when, and where it is quoted. */
export function citation(figure: CitedFigure): string {
  const { dataset, release, value } = figure;
  const date = formatDate(release.asOf, release.asOfPrecision, release.asOfNotBefore);
  const original = release.sourceUrl === null ? "" : ` Original: ${release.sourceUrl}.`;
  const by = authorsOf(figure) === "" ? "" : `${authorsOf(figure)}: `;
  return `${by}${sourceOf(figure).name}, ${dataset.title}, ${date}: ${formatCount(value)} ${dataset.unit}.${original} Quoted from DANE & DNSSEC statistics, release ${release.id}, revision ${release.revision}, ${addressOf(figure)}`;
}

/** The same for BibTeX. */
export function bibtex(figure: CitedFigure): string {
  const { dataset, release, value } = figure;
  const date = formatDate(release.asOf, release.asOfPrecision, release.asOfNotBefore);
  const fields: [string, string][] = [
    ...(authorsOf(figure) === "" ? [] : [["author", authorsOf(figure)] as [string, string]]),
    ["title", `{${dataset.title}}, ${date}: ${formatCount(value)} ${dataset.unit}`],
    ["howpublished", `${sourceOf(figure).name}, quoted in {DANE \\& DNSSEC statistics}`],
    ...(release.asOf === null ? [] : [["year", release.asOf.slice(0, 4)] as [string, string]]),
    ["url", addressOf(figure)],
    [
      "note",
      `Release ${release.id}, revision ${release.revision}${release.sourceUrl === null ? "" : `; original: \\url{${release.sourceUrl}}`}`,
    ],
  ];
  const lines = fields.map(([name, text]) => `  ${name} = {${text}}`);
  return `@misc{${dataset.id}-${release.id},\n${lines.join(",\n")}\n}`;
}
