import { AwaitedDatasets } from "@/components/awaited-datasets";
import { DatasetTable } from "@/components/dataset-table";
import { formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import { tldForPeople } from "@/lib/stats/tlds";
import { dnssecFigures } from "../_figures/dnssec";
import { FigureFrame } from "../_figures/figure-frame";
import { BarFrames } from "../_figures/own-frames";
import type { PageFigure } from "../_figures/page-figure";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { today } from "../_server/today";

const ABOUT =
  "DNSSEC algorithms, key sizes, NSEC3 and DS parameters, TLSA issuers: the published tables.";

export const generateMetadata = figureMetadata(
  "/dnssec",
  "DNSSEC parameters",
  ABOUT,
  "/dnssec.png?shape=wide",
);

const tldWords = { tld: (value: string | number) => tldForPeople(String(value)) };
const tldLinks = { tld: (value: string | number) => `/tlds/${value}` };

/** What stands in a figure's frame where it has no chart: its rows. */
function Rows({ figure }: { figure: PageFigure }) {
  return (
    <DatasetTable
      dataset={figure.dataset}
      caption={figure.title}
      rows={figure.rows}
      words={{
        ...tldWords,
        algorithm: (value) => `${value} ${algorithmMnemonic(Number(value))}`,
      }}
      links={tldLinks}
    />
  );
}

export default async function DnssecPage() {
  const note = await datedNote();
  const { oldZsks, ours, figures, awaited } = await dnssecFigures(db());
  const place = filePlace("/dnssec");
  const own = [ours, ...awaited.map(({ figure }) => figure)].filter((figure) => figure !== null);
  const count = oldZsks?.rows[0]?.tlds;
  const frame = (figure: PageFigure) => (
    <FigureFrame key={figure.id} figure={figure} place={place} now={today()}>
      {figure.chart === null ? <Rows figure={figure} /> : undefined}
    </FigureFrame>
  );
  return (
    <Page section="/dnssec" {...note}>
      <PageHead
        title={
          count == null || oldZsks === undefined
            ? "DNSSEC parameters"
            : `${count} top-level domains had a 1,024-bit signing key older than a year in ${formatDate(oldZsks.table.asOf, "month")}`
        }
        dek={
          own.length === 0
            ? "Algorithms, key sizes, NSEC3 and DS parameters. Of the survey’s own statistics only these small tables were published as text; for the rest this page says what is missing."
            : "Algorithms, key sizes, NSEC3 and DS parameters of signed domains, and what their mail servers publish and show; below, the small tables that reports published."
        }
      />
      <BarFrames figures={own} place={place} now={today()} />
      {figures.map(frame)}
      <AwaitedDatasets
        datasets={awaited.flatMap(({ dataset, figure }) => (figure === null ? [dataset] : []))}
      />
    </Page>
  );
}
