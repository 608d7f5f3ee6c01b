import { formatDate, formatDay } from "@/components/format";
import { CodeBlock, Section, TextTable } from "@/components/prose";
import { DATASETS } from "@/lib/model/datasets";
import { daneDomains } from "@/lib/model/datasets/dane";
import type { Release } from "@/lib/model/release";
import { citationBibtex, citationText, type FigureCitation } from "../_figures/citation";

/** How to cite, by the example of the latest dated figure. */
export function HowToCite({ cited }: { cited: FigureCitation | null }) {
  return (
    <Section id="cite" title="How to cite">
      <p>
        Name who counted, the date of the figure, and the release with its revision: a revision
        never changes, so your reader finds the same number. Every answer of the API carries a
        citation of its own.
      </p>
      {cited !== null && (
        <>
          <p>For the latest dated figure, {formatDate(cited.asOf, cited.asOfPrecision)}:</p>
          <blockquote>
            <p>{citationText(cited)}</p>
          </blockquote>
          <CodeBlock label="The same as BibTeX">{citationBibtex(cited)}</CodeBlock>
          <p>
            The rows behind it, fixed for good:{" "}
            <a
              href={`/api/v1/${daneDomains.id}?release=${cited.release}&revision=${cited.revision}`}
            >
              release {cited.release}, revision {cited.revision}
            </a>
            .
          </p>
        </>
      )}
    </Section>
  );
}

/** What may be done with figures and program. */
export function Licence() {
  return (
    <Section id="licence" title="Licence">
      <p>
        The figures are facts, quoted with their source. They are not ours, and we put no licence on
        them; ask their authors if you need one. The program is under the Apache License 2.0. The
        typeface Inter (SIL Open Font License 1.1) and the map outlines (Natural Earth, public
        domain) are the work of others.
      </p>
    </Section>
  );
}

/** What was corrected. */
export function Corrections({ releases }: { releases: readonly Release[] }) {
  const corrected = releases.filter(({ revision }) => revision > 1);
  return (
    <Section id="corrections" title="Corrections">
      <p>
        A published release is never edited; the database refuses it. If we misread a report, the
        corrected figures become a new revision, the old one stays readable under its number, and
        the correction is listed here and <a href="/corrections">on a page of its own</a>. If you
        find a mistake, <a href="/about#contact">tell us</a> with the release and what the source
        says.
      </p>
      {corrected.length === 0 ? (
        <p>So far no release has been corrected.</p>
      ) : (
        <TextTable
          caption="Corrected releases"
          columns={["Release", "Revision now", "Published"]}
          rows={corrected.map(({ id, title, revision, publishedAt }) => ({
            key: id,
            cells: [
              <a key="link" href={`/releases/${id}`}>
                {title}
              </a>,
              String(revision),
              formatDay(publishedAt.slice(0, 10)),
            ],
          }))}
        />
      )}
    </Section>
  );
}

/** What is counted otherwise than before. */
export function MethodChanges() {
  const redefined = DATASETS.filter(({ definitionVersion }) => definitionVersion !== "1.0.0");
  return (
    <Section id="changes" title="Changes of method">
      <p>
        The sources’ own changes are listed under <a href="#breaks">breaks and causes</a>. If we
        change what a dataset counts, its definition gets a new version, and the change is listed
        here.{" "}
        {redefined.length === 0
          ? "So far there was none."
          : `Changed so far: ${redefined.map(({ title, definitionVersion }) => `${title} (version ${definitionVersion})`).join(", ")}.`}
      </p>
    </Section>
  );
}
