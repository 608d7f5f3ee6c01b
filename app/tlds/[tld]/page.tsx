import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { DatasetTable } from "@/components/dataset-table";
import { EmptyState } from "@/components/empty-state";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { SeriesTable } from "@/components/series-table";
import { dnssecAlgorithms } from "@/lib/model/datasets/parameters";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import { hasTldFacts } from "@/lib/stats/tld-facts";
import { isKnownTld, tldAsciiOf, tldForPeople } from "@/lib/stats/tlds";
import { FigureFrame } from "../../_figures/figure-frame";
import type { PageFigure } from "../../_figures/page-figure";
import { oneTldFigures } from "../../_figures/tld";
import { datedNote } from "../../_server/dated-note";
import { db } from "../../_server/db";
import { filePlace } from "../../_server/file-place";
import { today } from "../../_server/today";

interface Props {
  params: Promise<{ tld: string }>;
}

/** The A-label in the address; another spelling of it is sent there, anything else is not found. */
async function tldOf({ params }: Props): Promise<string> {
  const { tld: given } = await params;
  const written = decodeURIComponent(given);
  const tld = tldAsciiOf(written);
  if (tld === null || !isKnownTld(tld)) return notFound();
  if (tld !== written) permanentRedirect(`/tlds/${tld}`);
  return tld;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const tld = await tldOf(props);
  return {
    title: tldForPeople(tld),
    description: `What was published about DNSSEC and DANE under ${tldForPeople(tld)}.`,
    alternates: {
      canonical: `/tlds/${tld}`,
      types: { "application/atom+xml": `/tlds/${tld}?format=atom` },
    },
  };
}

/** The figures that are shares; all others are counts. */
const isShare = ({ dataset }: PageFigure): boolean =>
  dataset.measures[dataset.mainMeasure]?.kind === "share";

function Rows({ figure, tld }: { figure: PageFigure; tld: string }) {
  const { dataset, rows } = figure;
  if (dataset.id === dnssecAlgorithms.id)
    return (
      <DatasetTable
        dataset={dataset}
        caption={figure.title}
        rows={rows}
        words={{
          tld: (value) => tldForPeople(String(value)),
          algorithm: (value) => `${value} ${algorithmMnemonic(Number(value))}`,
        }}
      />
    );
  return (
    <SeriesTable
      caption={`${dataset.title}: ${tldForPeople(tld)}`}
      valueTitle={dataset.measures[dataset.mainMeasure]?.title ?? dataset.title}
      format={isShare(figure) ? "share" : "count"}
      rows={rows.map((row) => ({ ...row, value: mainValue(row[dataset.mainMeasure]) }))}
    />
  );
}

const mainValue = (value: unknown): number | null => (typeof value === "number" ? value : null);

export default async function TldPage(props: Props) {
  const note = await datedNote();
  const tld = await tldOf(props);
  const { facts, figures } = await oneTldFigures(db(), tld);
  const now = today();
  const place = filePlace(`/tlds/${tld}`);
  const name = tldForPeople(tld);
  const newest = facts.dnssec.filter(({ asOf }) => asOf !== null).at(-1);
  const exact = facts.dane.filter(({ asOf }) => asOf !== null).at(-1);
  // An exact count says more than the band of an older report.
  const band = exact === undefined ? facts.bands.at(-1) : undefined;
  const about = newest?.flags.includes("e")
    ? "about "
    : newest?.flags.includes("l")
      ? "at least "
      : "";
  const breakage = facts.breakage.at(-1);
  return (
    <Page section="/tlds" {...note}>
      <PageHead
        title={
          newest?.domains == null
            ? `${name}: ${hasTldFacts(facts) ? "what was published" : "no figures published"}`
            : `${name} had ${about}${formatCount(newest.domains)} signed domains in ${formatDate(newest.asOf, "month")}`
        }
        dek={
          <>
            {tld.startsWith("xn--") && <>In the DNS this name is written {tld}. </>}
            {exact?.domains != null &&
              `${formatCount(exact.domains)} DANE domains on ${formatDate(exact.asOf, exact.asOfPrecision)}. `}
            {band?.atLeastDomains != null &&
              `At least ${formatCount(band.atLeastDomains)} DANE domains on ${formatDate(band.asOf, band.asOfPrecision)}. `}
            {breakage?.share != null &&
              `${formatShare(breakage.share)} of signed delegations broke on ${formatDate(breakage.asOf, breakage.asOfPrecision)}.`}
            {!hasTldFacts(facts) &&
              "It is a delegated top-level domain, but no report that was read lists it."}
          </>
        }
      />
      {figures.map((figure) => (
        <FigureFrame key={figure.id} figure={figure} place={place} now={now}>
          <Rows figure={figure} tld={tld} />
        </FigureFrame>
      ))}
      {(facts.dane.length === 0 || !hasTldFacts(facts)) && (
        <EmptyState
          title={`Exact DANE and DNSSEC counts for ${name}`}
          what={
            band === undefined && facts.dnssec.length === 0
              ? "The published tables list only the largest TLDs; this one is not among them, which says nothing about its number."
              : "No report gives an exact number of DANE domains for this TLD."
          }
          who="Our own survey, once its releases are published here."
          instead={
            <>
              <a href="/tlds">All TLDs with figures</a> ·{" "}
              <a href={`/compare?tld=${tld}`}>Compare it with others</a>
            </>
          }
          headingLevel={2}
        />
      )}
    </Page>
  );
}
