import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import path from "node:path";
import { type CountryResponse, Reader } from "mmdb-lib";
import { geoip, IP_FAMILIES } from "@/lib/model/datasets/hosts";
import { UNKNOWN_COUNTRY } from "@/lib/model/survey-changes";
import type { GeoipInput } from "@/lib/model/survey-draft";
import { err, ok, type Result } from "@/lib/result";
import type { Tx } from "./snapshot";
import { figure, table, type UndatedTable } from "./tables";

/** A database of countries, opened. */
export type Countries = {
  input: GeoipInput;
  /** ISO 3166-1 alpha-2; null where the database has none. */
  countryOf(address: string): string | null;
};

export type GeoipError = { code: "geoip_unreadable"; file: string; detail: string };

/**
 * Opens a MaxMind DB file (GeoLite2 Country and others of its form); it is read into memory whole.
 *
 * @see https://maxmind.github.io/MaxMind-DB/
 */
export async function openCountries(file: string): Promise<Result<Countries, GeoipError>> {
  try {
    const octets = await readFile(file);
    const reader = new Reader<CountryResponse>(octets);
    const { buildEpoch, databaseType, ipVersion } = reader.metadata;
    return ok({
      input: {
        file: path.basename(file),
        type: databaseType,
        builtAt: buildEpoch.toISOString(),
        sha256: createHash("sha256").update(octets).digest("hex"),
      },
      countryOf: (address) => {
        if (ipVersion === 4 && isIPv6(address)) return null;
        const code = reader.get(address)?.country?.iso_code;
        return typeof code === "string" && /^[A-Z]{2}$/.test(code) ? code : null;
      },
    });
  } catch (cause) {
    return err({ code: "geoip_unreadable", file, detail: (cause as Error).message });
  }
}

/**
 * Unique addresses of DANE MX hosts by country, IPv4 and IPv6 apart. Without a database, and where it
 * names no country, the country is not known.
 */
export async function geoipTables(tx: Tx, countries: Countries | null): Promise<UndatedTable[]> {
  const addresses = await tx<{ address: string }[]>`select address from dane_addresses`;
  return IP_FAMILIES.flatMap((family) => {
    const counts = new Map<string, number>();
    for (const { address } of addresses) {
      if (isIPv6(address) !== (family === "ipv6")) continue;
      const country = countries?.countryOf(address) ?? UNKNOWN_COUNTRY;
      counts.set(country, (counts.get(country) ?? 0) + 1);
    }
    const ordered = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const rows = ordered.map(([country, addresses]) => figure({ family, country }, { addresses }));
    return table(geoip, rows, { edition: family, caution: cautionOf(countries) });
  });
}

const cautionOf = (countries: Countries | null): string =>
  countries === null
    ? "No GeoIP database was at hand: the countries are not known."
    : `Countries by ${countries.input.type} of ${countries.input.builtAt.slice(0, 10)}; ${UNKNOWN_COUNTRY} where it names none.`;
