import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { TimeChart } from "@/components/charts/time-chart";
import { DatasetFigure } from "@/components/dataset-figure";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { SeriesTable } from "@/components/series-table";
import { DataTable } from "@/components/tables/data-table";
import {
  almostDaneProviders,
  dnsProblemProviders,
  topProviders,
} from "@/lib/model/datasets/providers";
import { annotationsOf } from "@/lib/stats/annotations";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { hasProviderFacts, providerFacts } from "@/lib/stats/provider-facts";
import { db } from "../../_server/db";
import { today } from "../../_server/today";

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
  return {
    title: zone,
    description: `DANE domains at ${zone}, by published report.`,
    alternates: { canonical: `/providers/${zone}` },
  };
}

export default async function ProviderPage(props: Props) {
  const zone = await zoneOf(props);
  const facts = await providerFacts(db(), zone);
  if (!hasProviderFacts(facts)) return notFound();
  const now = today();
  const points = pointsOf(facts.listed, (row) => row.domains);
  const last = points.at(-1);
  const almost = facts.almost.at(-1);
  const { events } = annotationsOf([topProviders.id, "dane-domains"], [zone]);
  const series = [
    { id: zone, name: zone, tone: "dane" as const, points: chartPoints(points) },
    ...facts.otherNames.map(({ provider, listed }) => ({
      id: provider,
      name: provider,
      tone: "neutral" as const,
      points: chartPoints(pointsOf(listed, (row) => row.domains)),
    })),
  ].filter((one) => one.points.length > 0);
  return (
    <Page section="/providers">
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
            {almost?.domains != null &&
              `In ${formatDate(almost.asOf, "month")} it hosted mail for about ${formatCount(almost.domains)} DNSSEC-signed domains without TLSA records. `}
            {last === undefined &&
              "The lists name only the largest providers: absence says nothing about the number."}
          </>
        }
      />
      {facts.listed.length > 0 && (
        <DatasetFigure
          dataset={topProviders}
          title={`DANE domains at ${zone}`}
          subtitle="By report; only lists that name the provider"
          asOf={last?.date ?? null}
          asOfPrecision={last?.row.asOfPrecision ?? "unknown"}
          now={now}
          query={`provider=${zone}`}
          tableOpen
          table={
            <DataTable
              caption={`DANE domains at ${zone} by report`}
              hideCaption
              rows={facts.listed.toReversed()}
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
          }
        >
          <TimeChart
            title={`DANE domains at ${zone}`}
            series={series}
            events={events}
            format="count"
          />
        </DatasetFigure>
      )}
      {facts.almost.length > 0 && (
        <DatasetFigure
          dataset={almostDaneProviders}
          title="Almost DANE"
          subtitle={almostDaneProviders.definition}
          asOf={almost?.asOf ?? null}
          asOfPrecision={almost?.asOfPrecision ?? "unknown"}
          now={now}
          query={`provider=${zone}`}
        >
          <SeriesTable
            caption="Signed domains without TLSA records"
            valueTitle="Signed domains"
            rows={facts.almost.map((row) => ({ ...row, value: row.domains }))}
          />
        </DatasetFigure>
      )}
      {facts.dnsProblems.length > 0 && (
        <DatasetFigure
          dataset={dnsProblemProviders}
          title="DNS problems at its name servers"
          subtitle={dnsProblemProviders.definition}
          asOf={facts.dnsProblems.at(-1)?.asOf ?? null}
          asOfPrecision={facts.dnsProblems.at(-1)?.asOfPrecision ?? "unknown"}
          now={now}
          query={`provider=${zone}`}
        >
          <SeriesTable
            caption="Domains with DNS problems"
            valueTitle="Domains"
            rows={facts.dnsProblems.map((row) => ({ ...row, value: row.domains }))}
          />
        </DatasetFigure>
      )}
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
        <a href="/providers">All providers</a>
      </p>
    </Page>
  );
}
