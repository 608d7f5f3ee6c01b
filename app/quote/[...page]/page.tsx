import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CheckLeaves } from "@/components/check/check-leaves";
import { CopyBlock } from "@/components/check/copy-block";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Prose, Section } from "@/components/prose";
import type { QueryParameters } from "@/lib/model/page-query";
import { type FigureInput, revisionFilePath } from "@/lib/model/release-file";
import { citationText, figureCitation } from "../../_figures/citation";
import { dateWords } from "../../_figures/drawings";
import { embedCode, embedPath } from "../../_figures/embed-code";
import {
  citationFiles,
  datedPageAddress,
  figureExamples,
  figureFiles,
  livePageAddress,
} from "../../_figures/figure-files";
import { inputsOf } from "../../_figures/figure-inputs";
import { sentenceOf } from "../../_figures/sentence";
import { type ViewedFigure, viewedFigure } from "../../_figures/viewed-figure";
import { datedNote } from "../../_server/dated-note";
import { db } from "../../_server/db";
import { filePlace } from "../../_server/file-place";
import { today } from "../../_server/today";

interface Props {
  params: Promise<{ page: string[] }>;
  searchParams: Promise<QueryParameters>;
}

/** Its figures stand on pages of their own; this one only tells how to take one along. */
export const metadata: Metadata = { title: "Quote a figure", robots: { index: false } };

function Embeds({ figure, place }: ViewedFigure) {
  const pinned = embedPath(figure, place, false);
  const live = embedPath(figure, place, true);
  const code = (path: string) => embedCode(figure, place, path);
  return (
    <Section id="embed" title="Embed">
      <p>
        A frame for a page of yours. It holds the chart with its source and date, sets no cookies,
        loads nothing from others, and grows to the height that it needs; without the last line it
        keeps the height given. <a href={pinned}>See it alone</a>.
      </p>
      <CopyBlock text={code(pinned)} label="Code of the embed" />
      <p>
        It follows the reader’s light or dark; <code>&amp;theme=light</code> or{" "}
        <code>&amp;theme=dark</code> at the end of its address settle that.
        {pinned !== live && place.asOf === null && (
          <>
            {" "}
            It stays as the figure is today. One that changes with later releases is{" "}
            <a href={live}>the live one</a>:
          </>
        )}
      </p>
      {pinned !== live && place.asOf === null && (
        <CopyBlock text={code(live)} label="Code of the live embed" />
      )}
    </Section>
  );
}

function Reproduce({ figure, place, inputs }: ViewedFigure & { inputs: readonly FigureInput[] }) {
  const address = place.publicUrl + place.prefix + livePageAddress(figure, place);
  return (
    <Section id="reproduce" title="Reproduce this number">
      <p>
        With a copy of this site’s code, this line gets the files below, compares their hashes,
        makes the figure again of them alone and says whether it is equal:
      </p>
      <CopyBlock
        text={`npm run reproduce -- '${address}'`}
        label="Line that reproduces the figure"
      />
      <p>
        {figure.query === null
          ? "No one question to the API gives these rows; the program knows how they are put together."
          : "The rows are what the API answers to the question above; no number is changed on the way."}{" "}
        It is made of {inputs.length} {inputs.length === 1 ? "release" : "releases"}:
      </p>
      <ul>
        {inputs.map(({ release, revision, sha256 }) => (
          <li key={release}>
            <a href={revisionFilePath(release, revision)}>
              {release}, r{revision}
            </a>{" "}
            SHA-256 <code title={sha256}>{sha256.slice(0, 16)}…</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export default async function QuotePage({ params, searchParams }: Props) {
  const page = `/${(await params).page.map(decodeURIComponent).join("/")}`;
  const note = await datedNote();
  const viewed = await viewedFigure(db(), filePlace(page), await searchParams);
  if (viewed === null) return notFound();
  const { figure, place } = viewed;
  const citation = figureCitation(figure, place, today());
  const sentence = sentenceOf(figure);
  const inputs = (await inputsOf(db(), [figure], place.publicUrl)).get(figure.id) ?? [];
  return (
    <Page section="/quote" {...note} leaves={<CheckLeaves running={null} />}>
      <PageHead
        title={figure.title}
        dek={`How to quote this figure, take it along and show it elsewhere. ${figure.subtitle}`}
        facts={[
          { name: "Figure", value: <a href={livePageAddress(figure, place)}>on its page</a> },
          { name: "Date", value: dateWords(figure) },
          ...(figure.asOf === null || place.asOf !== null
            ? []
            : [
                {
                  name: "Dated page",
                  value: <a href={datedPageAddress(figure, place, figure.asOf)}>{figure.asOf}</a>,
                },
              ]),
          { name: "Source", value: figure.source.name },
        ]}
      />
      <Prose>
        {sentence !== null && (
          <Section id="sentence" title="A sentence to print">
            <CopyBlock text={sentence} label="A sentence to print" />
          </Section>
        )}
        {citation !== null && (
          <Section id="citation" title="Citation">
            <CopyBlock text={citationText(citation)} label="Citation" />
            <p>
              For programs:{" "}
              {citationFiles(figure, place).map(({ title, href }, i) => (
                <span key={title}>
                  {i > 0 && ", "}
                  <a href={href}>{title}</a>
                </span>
              ))}
              .
            </p>
          </Section>
        )}
        <Section id="files" title="Files">
          <ul>
            {figureFiles(figure, place).map(({ title, href, about }) => (
              <li key={title}>
                <a href={href}>{title}</a>: {about}
              </li>
            ))}
          </ul>
        </Section>
        <Section id="programs" title="In a program">
          {figureExamples(figure, place).map(({ program, line }) => (
            <div key={program} data-example={program}>
              <h3>{program}</h3>
              <CopyBlock text={line} label={`Line for ${program}`} />
            </div>
          ))}
        </Section>
        {figure.chart !== null && <Embeds {...viewed} />}
        <Reproduce {...viewed} inputs={inputs} />
      </Prose>
    </Page>
  );
}
