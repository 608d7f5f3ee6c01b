import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { DatasetFigure } from "@/components/dataset-figure";
import { EmptyState } from "@/components/empty-state";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { SeriesTable } from "@/components/series-table";
import { DataTable } from "@/components/tables/data-table";
import type { Dataset } from "@/lib/model/dataset";
import { dnssecAlgorithms } from "@/lib/model/datasets/parameters";
import { breakageByTld, cctldDaneBands, dnssecByTld, tldKskSizes } from "@/lib/model/datasets/tlds";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import { hasTldFacts, tldFacts } from "@/lib/stats/tld-facts";
import { isKnownTld, tldAsciiOf, tldForPeople } from "@/lib/stats/tlds";
import { db } from "../../_server/db";
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
    alternates: { canonical: `/tlds/${tld}` },
  };
}

interface Row {
  asOf: string | null;
  asOfPrecision: "day" | "month" | "unknown";
  asOfNotBefore: string | null;
  release: string;
  flags: readonly ("b" | "p" | "e" | "u" | "l" | "i")[];
}

/** One dataset's rows about the TLD: newest dated figure in the foot, all of them in the table. */
function Rows<R extends Row>({
  dataset,
  tld,
  rows,
  now,
  format,
  value,
}: {
  dataset: Dataset;
  tld: string;
  rows: readonly R[];
  now: string;
  format?: "share" | "count";
  value: (row: R) => number | null;
}) {
  const newest = rows.filter(({ asOf }) => asOf !== null).at(-1) ?? rows.at(-1);
  if (newest === undefined) return null;
  return (
    <DatasetFigure
      dataset={dataset}
      title={dataset.title}
      subtitle={dataset.summary}
      asOf={newest.asOf}
      asOfPrecision={newest.asOfPrecision}
      asOfNotBefore={newest.asOfNotBefore}
      now={now}
      query={`tld=${tld}`}
    >
      <SeriesTable
        caption={`${dataset.title}: ${tldForPeople(tld)}`}
        valueTitle={dataset.measures[dataset.mainMeasure]?.title ?? dataset.title}
        format={format ?? "count"}
        rows={rows.map((row) => ({ ...row, value: value(row) }))}
      />
    </DatasetFigure>
  );
}

export default async function TldPage(props: Props) {
  const tld = await tldOf(props);
  const facts = await tldFacts(db(), tld);
  const now = today();
  const name = tldForPeople(tld);
  const newest = facts.dnssec.filter(({ asOf }) => asOf !== null).at(-1);
  const band = facts.bands.at(-1);
  const breakage = facts.breakage.at(-1);
  return (
    <Page section="/tlds">
      <PageHead
        title={
          newest?.domains == null
            ? `${name}: ${hasTldFacts(facts) ? "what was published" : "no figures published"}`
            : `${name} had about ${formatCount(newest.domains)} signed domains in ${formatDate(newest.asOf, "month")}`
        }
        dek={
          <>
            {tld.startsWith("xn--") && <>In the DNS this name is written {tld}. </>}
            {band?.atLeastDomains != null &&
              `At least ${formatCount(band.atLeastDomains)} DANE domains on ${formatDate(band.asOf, band.asOfPrecision)}. `}
            {breakage?.share != null &&
              `${formatShare(breakage.share)} of signed delegations broke on ${formatDate(breakage.asOf, breakage.asOfPrecision)}.`}
            {!hasTldFacts(facts) &&
              "It is a delegated top-level domain, but no report that was read lists it."}
          </>
        }
      />
      <Rows
        dataset={dnssecByTld}
        tld={tld}
        rows={facts.dnssec}
        now={now}
        value={(row) => row.domains}
      />
      <Rows
        dataset={cctldDaneBands}
        tld={tld}
        rows={facts.bands}
        now={now}
        value={(row) => row.atLeastDomains}
      />
      <Rows
        dataset={breakageByTld}
        tld={tld}
        rows={facts.breakage}
        now={now}
        format="share"
        value={(row) => row.share}
      />
      <Rows dataset={tldKskSizes} tld={tld} rows={facts.ksk} now={now} value={(row) => row.bits} />
      {facts.algorithms.length > 0 && (
        <DatasetFigure
          dataset={dnssecAlgorithms}
          title={`DNSSEC algorithms under ${name}`}
          subtitle={dnssecAlgorithms.definition}
          asOf={facts.algorithms[0]?.asOf ?? null}
          asOfPrecision={facts.algorithms[0]?.asOfPrecision ?? "unknown"}
          now={now}
          query={`tld=${tld}`}
        >
          <DataTable
            caption={`DNSSEC algorithms under ${name}`}
            hideCaption
            rows={facts.algorithms}
            rowKey={({ algorithm }) => String(algorithm)}
            columns={[
              {
                key: "algorithm",
                title: "Algorithm",
                kind: "text",
                value: ({ algorithm }) => `${algorithm} ${algorithmMnemonic(algorithm)}`,
              },
              { key: "entries", title: "Entries", kind: "count", value: ({ entries }) => entries },
            ]}
          />
        </DatasetFigure>
      )}
      {(facts.dane.length === 0 || !hasTldFacts(facts)) && (
        <EmptyState
          title={`Exact DANE and DNSSEC counts for ${name}`}
          what={
            band === undefined && facts.dnssec.length === 0
              ? "The published tables list only the largest TLDs; this one is not among them, which says nothing about its number."
              : "No report gives an exact number of DANE domains for this TLD."
          }
          who="Our own survey, once its releases are published here."
          instead={<a href="/tlds">All TLDs with figures</a>}
          headingLevel={2}
        />
      )}
    </Page>
  );
}
