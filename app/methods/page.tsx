import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Contents, Prose, Section } from "@/components/prose";
import { DATASETS } from "@/lib/model/datasets";
import { daneDomains, daneShare } from "@/lib/model/datasets/dane";
import { coverage } from "@/lib/stats/coverage";
import { figuresOf } from "@/lib/stats/figures";
import { pointsOf } from "@/lib/stats/points";
import { listReleases } from "@/lib/stats/releases";
import { figureCitation } from "../_figures/citation";
import { figureOf } from "../_figures/page-figure";
import { db } from "../_server/db";
import { filePlace } from "../_server/file-place";
import { Dates, Denominators, Sources } from "./counted-sections";
import { DatasetDefinition } from "./dataset-definition";
import { Breaks, Flags, ProviderNames } from "./mark-sections";
import styles from "./page.module.css";
import { Corrections, HowToCite, Licence, MethodChanges } from "./quoting-sections";
import { Terms } from "./terms";
import { Unknown } from "./unknown-section";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Methods",
  description:
    "How every number on this site is made: terms, dates, flags, breaks, definitions of all datasets, how to cite, corrections.",
  alternates: { canonical: "/methods" },
};

const PARTS = [
  { id: "sources", title: "Sources" },
  { id: "terms", title: "Terms" },
  { id: "denominators", title: "Two denominators" },
  { id: "dates", title: "Dates and gaps" },
  { id: "flags", title: "Flags" },
  { id: "breaks", title: "Breaks and causes" },
  { id: "provider-names", title: "Names of providers" },
  { id: "unknown", title: "What is not known" },
  { id: "cite", title: "How to cite" },
  { id: "licence", title: "Licence" },
  { id: "corrections", title: "Corrections" },
  { id: "changes", title: "Changes of method" },
  { id: "datasets", title: "All datasets" },
];

export default async function MethodsPage() {
  const [covered, releases, rows, shares] = await Promise.all([
    coverage(db()),
    listReleases(db()),
    figuresOf(db(), daneDomains),
    figuresOf(db(), daneShare, { dated: true }),
  ]);
  const coverageById = new Map(covered.map((one) => [one.dataset, one]));
  const points = pointsOf(rows, ({ domains }) => domains);
  const figure = figureOf(daneDomains, rows, { title: daneDomains.title, subtitle: "" });
  const cited = figureCitation(figure, filePlace("/trends"), null);
  return (
    <Page section="/methods">
      <PageHead
        title="How every number here is made"
        dek="Figures are quoted from published reports as they stand there, with date and source. Nothing is estimated, smoothed or filled in by us."
      />
      <Contents parts={PARTS} />
      <Prose>
        <Sources releases={releases} shares={shares} />

        <Section id="terms" title="Terms">
          <Terms />
        </Section>

        <Denominators />

        <Dates releases={releases} points={points} />

        <Flags />

        <Breaks />

        <ProviderNames />

        <Unknown releases={releases} first={points[0]} />

        <HowToCite cited={cited} />

        <Licence />

        <Corrections releases={releases} />

        <MethodChanges />

        <Section id="datasets" title="All datasets">
          <p>
            Pages, charts, tables, downloads and API are made from these definitions. Columns that
            every dataset has (release, revision, edition, date and its precision, flags) are
            described in the <a href="/api">API reference</a>.
          </p>
          <ul className={styles.index}>
            {DATASETS.map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
          {DATASETS.map((dataset) => (
            <DatasetDefinition
              key={dataset.id}
              dataset={dataset}
              coverage={coverageById.get(dataset.id)}
            />
          ))}
        </Section>
      </Prose>
    </Page>
  );
}
