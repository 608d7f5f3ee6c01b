import { countryName } from "@/components/charts/country-name";
import { formatCount, formatDate } from "@/components/format";
import type { Db } from "@/db/client";
import { geoip, IP_FAMILIES } from "@/lib/model/datasets/hosts";
import type { PageQuery } from "@/lib/model/page-query";
import { type FilledTable, fillTable } from "@/lib/stats/latest-table";
import { listTables, type PlacedTable } from "@/lib/stats/releases";
import { figureOf, type PageFigure } from "./page-figure";

type GeoipTable = FilledTable<typeof geoip>;
const FAMILY_NAMES = { ipv4: "IPv4", ipv6: "IPv6" } as const;
type Family = keyof typeof FAMILY_NAMES;

/** Countries that English names with an article. */
const WITH_ARTICLE = new Set(["US", "GB", "NL", "AE", "PH"]);

/** A country as it stands in a sentence. @param code ISO 3166-1 alpha-2 */
export const countryInSentence = (code: string): string =>
  WITH_ARTICLE.has(code) ? `the ${countryName(code)}` : countryName(code);

/** Addresses of a table, what its list leaves over included. */
export const addressesOf = ({ table, rows }: GeoipTable): number =>
  rows.reduce((sum, { addresses }) => sum + (addresses ?? 0), table.other ?? 0);

/** What `/geoip` shows: of the release chosen, a table for each address family. */
export interface GeoipFigures {
  tables: PlacedTable[];
  families: { family: Family; filled: GeoipTable; figure: PageFigure }[];
}

function familyFigure(filled: GeoipTable, family: Family): PageFigure {
  const { table, rows } = filled;
  const name = FAMILY_NAMES[family];
  const leaders = rows.slice(0, 2).map(({ country }) => countryInSentence(country));
  return figureOf(
    geoip,
    rows,
    {
      id: family,
      title: `${name}: most addresses were in ${leaders.join(" and ")}`,
      subtitle: `Unique ${name} addresses of DANE MX hosts, ${formatDate(table.asOf, table.asOfPrecision)}`,
      query: `family=${family}&release=${table.release}`,
      caveats: [
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
      ],
      chart: {
        kind: "map",
        map: {
          title: `${name} addresses of DANE MX hosts by country`,
          unit: "addresses",
          // What the map's blank countries are, given how much of the list is known.
          missingWords:
            table.kind === "survey_run"
              ? "none"
              : table.complete === true
                ? "not among the largest"
                : "not listed",
          values: rows.map(({ country, addresses }) => ({ code: country, value: addresses ?? 0 })),
        },
      },
    },
    table,
  );
}

/** The tables of one release, or of the newest that has any; undated ones stand after the dated. */
export async function geoipFigures(
  db: Db,
  { release }: PageQuery<"/geoip">,
): Promise<GeoipFigures> {
  const tables = await listTables(db, { dataset: geoip.id });
  const wanted = release ?? tables[0]?.release;
  const filled = await Promise.all(
    tables.filter((table) => table.release === wanted).map((table) => fillTable(db, geoip, table)),
  );
  const families = IP_FAMILIES.flatMap((family) => {
    const one = filled.find(({ table }) => table.edition === family);
    return one === undefined ? [] : [{ family, filled: one, figure: familyFigure(one, family) }];
  });
  return { tables, families };
}
