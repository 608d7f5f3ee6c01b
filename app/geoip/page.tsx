import { countryName } from "@/components/charts/country-name";
import { ChartOnPage } from "@/components/charts/figure-chart";
import { EmptyState } from "@/components/empty-state";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { DataTable } from "@/components/tables/data-table";
import type { QueryParameters } from "@/lib/model/page-query";
import { sentenceStart } from "@/lib/stats/words";
import { FigureFrame } from "../_figures/figure-frame";
import { addressesOf, countryInSentence, type GeoipFigures, geoipFigures } from "../_figures/geoip";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { pageHref, pageQuery } from "../_server/page-query";
import { today } from "../_server/today";

const ABOUT = "Addresses of DANE mail servers by country, IPv4 and IPv6 apart.";

export const generateMetadata = figureMetadata(
  "/geoip",
  "Hosts by country",
  ABOUT,
  "/geoip.png?shape=wide",
);

const FAMILY_NAMES = { ipv4: "IPv4", ipv6: "IPv6" } as const;

function FamilyTable({ family, filled, figure }: GeoipFigures["families"][number]) {
  const { table, rows } = filled;
  const total = addressesOf(filled);
  const [first] = rows;
  const whole = table.other !== null;
  return (
    <>
      {figure.chart !== null && <ChartOnPage chart={figure.chart} />}
      <DataTable
        caption={`${FAMILY_NAMES[family]} addresses by country`}
        hideCaption
        rows={rows}
        rowKey={({ country }) => country}
        columns={[
          {
            key: "country",
            title: "Country",
            kind: "text",
            value: ({ country }) => countryName(country),
            detail: ({ country }) => country,
          },
          {
            key: "addresses",
            title: "Addresses",
            kind: "count",
            value: ({ addresses }) => addresses,
            flags: ({ flags }) => flags,
          },
          {
            key: "bar",
            title: "",
            kind: "bar",
            priority: 2,
            value: ({ addresses }) => (addresses ?? 0) / (first?.addresses || 1),
          },
          ...(whole
            ? [
                {
                  key: "share",
                  title: "Share of all",
                  kind: "share" as const,
                  digits: 1,
                  priority: 2 as const,
                  value: ({ addresses }: (typeof rows)[number]) => (addresses ?? 0) / total,
                },
              ]
            : []),
        ]}
      />
    </>
  );
}

/** The tables that the page leads to: one a day would be a long line. */
const MOST_TABLES = 8;

/** The newest tables, and the one that is shown. */
const near = <T extends { release: string }>(
  tables: readonly T[],
  shown: string | undefined,
): T[] => tables.filter(({ release }, at) => at < MOST_TABLES || release === shown);

export default async function GeoipPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const { release } = await pageQuery("/geoip", searchParams);
  const { tables, families } = await geoipFigures(db(), { release });
  const now = today();
  const place = filePlace("/geoip", { release });
  const v4 = families.find(({ family }) => family === "ipv4")?.filled;
  const [first] = v4?.rows ?? [];
  const shownRelease = families[0]?.filled.table.release;
  const releases = [...new Map(tables.map((table) => [table.release, table])).values()];
  return (
    <Page section="/geoip" {...note}>
      <PageHead
        title={
          v4 === undefined || first === undefined
            ? "Where the DANE mail servers were"
            : `${sentenceStart(countryInSentence(first.country))} had the most DANE mail servers${v4.table.asOf === null ? "" : ` in ${formatDate(v4.table.asOf, "month")}`}: ${formatCount(first.addresses ?? 0)} IPv4 addresses${v4.table.other === null ? "" : `, ${formatShare((first.addresses ?? 0) / addressesOf(v4), 0)} of all`}`
        }
        dek="Each unique address of a DANE MX host counts once, IPv4 and IPv6 apart, in the country that a GeoIP database gives it; hosts with several addresses weigh more."
        facts={near(releases, shownRelease).map((table) => ({
          name: table.release === shownRelease ? "Shown" : "Also published",
          value: (
            <a
              href={pageHref("/geoip", { release: table.release })}
              aria-current={table.release === shownRelease ? "true" : undefined}
            >
              {table.asOf === null
                ? `undated (slides of ${table.release})`
                : formatDate(table.asOf, table.asOfPrecision)}
            </a>
          ),
        }))}
      />
      {families.length === 0 && (
        <EmptyState
          title="No such table of countries"
          what={`No release${release === undefined ? "" : ` “${release}”`} with addresses by country has been published.`}
          instead={<a href="/geoip">The latest table</a>}
          headingLevel={2}
        />
      )}
      {families.map((one) => (
        <FigureFrame key={one.family} figure={one.figure} place={place} now={now}>
          <FamilyTable {...one} />
        </FigureFrame>
      ))}
    </Page>
  );
}
