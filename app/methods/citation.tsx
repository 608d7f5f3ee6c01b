import { formatCount, formatDate } from "@/components/format";
import { CodeBlock, Section } from "@/components/prose";
import type { IsoDate } from "@/lib/model/calendar";
import { daneDomains } from "@/lib/model/datasets/dane";
import type { Release } from "@/lib/model/release";
import type { KeyFigureView } from "@/lib/stats/key-figure";

export interface CitationProps {
  dane: KeyFigureView;
  /** The release that the figure is from. */
  release: Release;
  publicUrl: string;
  now: IsoDate;
}

const { authors, name } = daneDomains.source;

const addressOf = ({ release, publicUrl }: CitationProps) => `${publicUrl}/releases/${release.id}`;

function plainText(props: CitationProps): string {
  const { dane, release, now } = props;
  return [
    `${authors}, ${name}: ${formatCount(dane.value)} DANE domains, ${formatDate(dane.date, dane.precision)}.`,
    ...(release.sourceUrl === null ? [] : [`Report: ${release.sourceUrl}`]),
    `Read at ${addressOf(props)}, revision ${release.revision}, on ${formatDate(now)}.`,
  ].join("\n");
}

function bibTex(props: CitationProps): string {
  const { dane, release, now } = props;
  const report = release.sourceUrl === null ? "" : `;\n    report: \\url{${release.sourceUrl}}`;
  return [
    `@misc{dane-domains-${dane.date.slice(0, 7)},`,
    `  author       = {${authors}},`,
    `  title        = {${name}: ${formatCount(dane.value)} {DANE} domains, ${formatDate(dane.date, dane.precision)}},`,
    `  year         = {${dane.date.slice(0, 4)}},`,
    `  howpublished = {DANE and DNSSEC statistics, \\url{${addressOf(props)}}},`,
    `  note         = {Revision ${release.revision}, read ${now}${report}}`,
    "}",
  ].join("\n");
}

/** How to cite, generated for the latest dated figure. */
export function Citation(props: CitationProps) {
  return (
    <Section id="cite" title="How to cite">
      <p>
        Name the survey, the date of the figure and the release; a release with its revision never
        changes. For the latest dated figure:
      </p>
      <CodeBlock label="Citation as text">{plainText(props)}</CodeBlock>
      <CodeBlock label="Citation as BibTeX">{bibTex(props)}</CodeBlock>
      <p>
        Give the month with the number. “There are four million” is not what a report of{" "}
        {formatDate(props.dane.date, "month")} says.
      </p>
    </Section>
  );
}
