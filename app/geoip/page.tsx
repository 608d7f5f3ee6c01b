import type { Metadata } from "next";
import { countryName } from "@/components/charts/country-name";
import { WorldMap } from "@/components/charts/world-map";
import { DatasetFigure } from "@/components/dataset-figure";
import { EmptyState } from "@/components/empty-state";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { DataTable } from "@/components/tables/data-table";
import { geoip, IP_FAMILIES } from "@/lib/model/datasets/hosts";
import type { QueryParameters } from "@/lib/model/page-query";
import { type FilledTable, fillTable } from "@/lib/stats/latest-table";
import { listTables, type PlacedTable } from "@/lib/stats/releases";
import { sentenceStart } from "@/lib/stats/words";
import { db } from "../_server/db";
import { pageHref, pageQuery } from "../_server/page-query";
import { today } from "../_server/today";

export const metadata: Metadata = {
  title: "Hosts by country",
  description: "Addresses of DANE mail servers by country, IPv4 and IPv6 apart.",
  alternates: { canonical: "/geoip" },
};

const FAMILY_NAMES = { ipv4: "IPv4", ipv6: "IPv6" } as const;
type Family = keyof typeof FAMILY_NAMES;
/** Countries that English names with an article. */
const WITH_ARTICLE = new Set(["US", "GB", "NL", "AE", "PH"]);
const inSentence = (code: string): string =>
  WITH_ARTICLE.has(code) ? `the ${countryName(code)}` : countryName(code);
type Table = FilledTable<typeof geoip>;

/** Addresses of a table, what its list leaves over included. */
const totalOf = ({ table, rows }: Table): number =>
  rows.reduce((sum, { addresses }) => sum + (addresses ?? 0), table.other ?? 0);

/** What the map's blank countries are, given how much of the list is known. */
const blankWords = ({ table }: Table): string =>
  table.complete === true ? "not among the largest" : "not listed";

function FamilyFigure({ filled, family, now }: { filled: Table; family: Family; now: string }) {
  const { table, rows } = filled;
  const total = totalOf(filled);
  const [first, second] = rows;
  const whole = table.other !== null;
  const leaders = [first, second].flatMap((row) => (row === undefined ? [] : [row.country]));
  return (
    <DatasetFigure
      dataset={geoip}
      id={family}
      title={`${FAMILY_NAMES[family]}: most addresses were in ${leaders.map(inSentence).join(" and ")}`}
      subtitle={`Unique ${FAMILY_NAMES[family]} addresses of DANE MX hosts, ${formatDate(table.asOf, table.asOfPrecision)}`}
      asOf={table.asOf}
      asOfPrecision={table.asOfPrecision}
      now={now}
      query={`family=${family}&release=${table.release}`}
      caveats={[
        ...(table.caution === null ? [] : [table.caution]),
        ...(table.other === null
          ? []
          : [`All other countries together: ${formatCount(table.other)} addresses.`]),
        ...(rows.some(({ flags }) => flags.includes("b"))
          ? [
              "These figures jump 2.5 times from the report before for no stated reason: do not read it as growth.",
            ]
          : []),
        ...(rows.some(({ flags }) => flags.includes("i"))
          ? ["The list was read only in part."]
          : []),
      ]}
    >
      <WorldMap
        title={`${FAMILY_NAMES[family]} addresses of DANE MX hosts by country`}
        unit="addresses"
        missingWords={blankWords(filled)}
        values={rows.map(({ country, addresses }) => ({ code: country, value: addresses ?? 0 }))}
      />
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
    </DatasetFigure>
  );
}

/** The tables of one release, or of the newest that has any; undated ones stand after the dated. */
function chosen(tables: readonly PlacedTable[], release: string | undefined): PlacedTable[] {
  const wanted = release ?? tables[0]?.release;
  return tables.filter((table) => table.release === wanted);
}

export default async function GeoipPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { release } = await pageQuery("/geoip", searchParams);
  const tables = await listTables(db(), { dataset: geoip.id });
  const filled = await Promise.all(
    chosen(tables, release).map((table) => fillTable(db(), geoip, table)),
  );
  const now = today();
  const v4 = filled.find(({ table }) => table.edition === "ipv4");
  const [first] = v4?.rows ?? [];
  const releases = [...new Map(tables.map((table) => [table.release, table])).values()];
  return (
    <Page section="/geoip">
      <PageHead
        title={
          v4 === undefined || first === undefined
            ? "Where the DANE mail servers were"
            : `${sentenceStart(inSentence(first.country))} had the most DANE mail servers${v4.table.asOf === null ? "" : ` in ${formatDate(v4.table.asOf, "month")}`}: ${formatCount(first.addresses ?? 0)} IPv4 addresses${v4.table.other === null ? "" : `, ${formatShare((first.addresses ?? 0) / totalOf(v4), 0)} of all`}`
        }
        dek="Each unique address of a DANE MX host counts once, IPv4 and IPv6 apart, in the country that a GeoIP database gives it; hosts with several addresses weigh more. Which database was used is not stated."
        facts={releases.map((table) => ({
          name: table.release === filled[0]?.table.release ? "Shown" : "Also published",
          value: (
            <a
              href={pageHref("/geoip", { release: table.release })}
              aria-current={table.release === filled[0]?.table.release ? "true" : undefined}
            >
              {table.asOf === null
                ? `undated (slides of ${table.release})`
                : formatDate(table.asOf, table.asOfPrecision)}
            </a>
          ),
        }))}
      />
      {filled.length === 0 && (
        <EmptyState
          title="No such table of countries"
          what={`No release${release === undefined ? "" : ` “${release}”`} with addresses by country has been published.`}
          instead={<a href="/geoip">The latest table</a>}
          headingLevel={2}
        />
      )}
      {IP_FAMILIES.map((family) => {
        const one = filled.find(({ table }) => table.edition === family);
        return one === undefined ? null : (
          <FamilyFigure key={family} filled={one} family={family} now={now} />
        );
      })}
    </Page>
  );
}
