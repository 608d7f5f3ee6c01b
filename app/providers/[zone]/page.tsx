import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { SeriesTable } from "@/components/series-table";
import { DataTable } from "@/components/tables/data-table";
import { almostDaneProviders, topProviders } from "@/lib/model/datasets/providers";
import { problemOperators, providerPractice } from "@/lib/model/datasets/survey";
import { pointsOf } from "@/lib/stats/points";
import { hasProviderFacts, type ProviderFacts, providerFacts } from "@/lib/stats/provider-facts";
import { FigureFrame } from "../../_figures/figure-frame";
import { preview } from "../../_figures/preview";
import { oneProviderFigures } from "../../_figures/provider";
import { datedNote } from "../../_server/dated-note";
import { db } from "../../_server/db";
import { oembedLink } from "../../_server/figure-metadata";
import { filePlace } from "../../_server/file-place";
import { today } from "../../_server/today";
import { ProviderHosts } from "./provider-hosts";

interface Props {
  params: Promise<{ zone: string }>;
}

const ZONE = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,10}$/;

async function zoneOf({ params }: Props): Promise<string> {
  const { zone: given } = await params;
  const zone = decodeURIComponent(given).toLowerCase().replace(/\.$/, "");
  if (!ZONE.test(zone)) return notFound();
  if (zone !== given) permanentRedirect(`/providers/${zone}`);
  return zone;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const zone = await zoneOf(props);
  const about = `DANE domains at ${zone}, by published report.`;
  const { listed } = await providerFacts(db(), zone);
  return {
    title: zone,
    description: about,
    alternates: {
      canonical: `/providers/${zone}`,
      types: {
        "application/atom+xml": `/providers/${zone}?format=atom`,
        ...(listed.length === 0 ? {} : oembedLink(`/providers/${zone}`)),
      },
    },
    ...(listed.length === 0
      ? {}
      : preview(zone, about, `/providers/${zone}?format=png&shape=wide`)),
  };
}

/** Lists that the table shows. */
const MOST_LISTINGS = 60;

/** The newest lists that name the provider. */
function Listings({ facts, zone }: { facts: ProviderFacts; zone: string }) {
  return (
    <DataTable
      caption={`DANE domains at ${zone} by report`}
      hideCaption
      rows={facts.listed.toReversed().slice(0, MOST_LISTINGS)}
      rowKey={({ release, edition }) => `${release} ${edition}`}
      columns={[
        {
          key: "date",
          title: "Date",
          kind: "text",
          value: (row) => formatDate(row.asOf, row.asOfPrecision, row.asOfNotBefore),
          href: ({ release }) => `/releases/${release}`,
        },
        {
          key: "domains",
          title: "DANE domains",
          kind: "count",
          value: ({ domains }) => domains,
          flags: ({ flags }) => flags,
        },
        {
          key: "rank",
          title: "Place",
          kind: "count",
          priority: 2,
          value: ({ rank }) => rank,
        },
        {
          key: "share",
          title: "Share of all",
          kind: "share",
          priority: 2,
          value: ({ share }) => share,
        },
      ]}
    />
  );
}

export default async function ProviderPage(props: Props) {
  const note = await datedNote();
  const zone = await zoneOf(props);
  const { facts, figures } = await oneProviderFigures(db(), zone);
  if (!hasProviderFacts(facts)) return notFound();
  const now = today();
  const place = filePlace(`/providers/${zone}`);
  const last = pointsOf(facts.listed, (row) => row.domains).at(-1);
  const almost = facts.almost.at(-1);
  const ofHosts: readonly string[] = [problemOperators.id, providerPractice.id];
  const figureFor = (id: string) => figures.find(({ dataset }) => dataset.id === id);
  const hosts = {
    problems: figureFor(problemOperators.id),
    practice: figureFor(providerPractice.id),
  };
  const listings = figures.filter(({ dataset }) => !ofHosts.includes(dataset.id));
  return (
    <Page section="/providers" {...note}>
      <PageHead
        title={
          last === undefined
            ? `${zone}: never among the listed DANE providers`
            : `${zone} hosted ${formatCount(last.value)} DANE domains in ${formatDate(last.date, "month")}`
        }
        dek={
          <>
            {last !== undefined &&
              `When it was last listed it stood in place ${last.row.rank}${last.row.share === null ? "" : `, with ${formatShare(last.row.share, 1)} of all DANE domains`}. `}
            {hosts.problems !== undefined && "Some of its mail servers have a problem now. "}
            {almost?.domains != null &&
              `In ${formatDate(almost.asOf, "month")} it hosted mail for about ${formatCount(almost.domains)} DNSSEC-signed domains without TLSA records. `}
            {last === undefined &&
              "The lists name only the largest providers: absence says nothing about the number."}
          </>
        }
      />
      {hosts.practice !== undefined && <ProviderHosts {...hosts} place={place} now={now} />}
      {listings.map((figure) =>
        figure.dataset.id === topProviders.id ? (
          <FigureFrame
            key={figure.id}
            figure={figure}
            place={place}
            now={now}
            tableOpen
            table={<Listings facts={facts} zone={zone} />}
          />
        ) : (
          <FigureFrame key={figure.id} figure={figure} place={place} now={now}>
            <SeriesTable
              caption={
                figure.dataset.id === almostDaneProviders.id
                  ? "Signed domains without TLSA records"
                  : "Domains with DNS problems"
              }
              valueTitle={
                figure.dataset.id === almostDaneProviders.id ? "Signed domains" : "Domains"
              }
              rows={(figure.dataset.id === almostDaneProviders.id
                ? facts.almost
                : facts.dnsProblems
              ).map((row) => ({ ...row, value: row.domains }))}
            />
          </FigureFrame>
        ),
      )}
      {hosts.practice === undefined && <ProviderHosts {...hosts} place={place} now={now} />}
      {facts.renames.length > 0 && (
        <section aria-labelledby="names">
          <h2 id="names">Names</h2>
          <ul>
            {facts.renames.map(({ earlier, later, note, sourceUrl }) => (
              <li key={earlier}>
                {[earlier, later]
                  .map((name) =>
                    name === zone ? (
                      name
                    ) : (
                      <a key={name} href={`/providers/${name}`}>
                        {name}
                      </a>
                    ),
                  )
                  .flatMap((part, index) => (index === 0 ? [part] : [" → ", part]))}
                : {note}{" "}
                <a href={sourceUrl} aria-label={`Source: ${note}`}>
                  source
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        <a href="/providers">All providers</a> ·{" "}
        <a href={`/compare?provider=${zone}`}>Compare it with others</a>
      </p>
    </Page>
  );
}
