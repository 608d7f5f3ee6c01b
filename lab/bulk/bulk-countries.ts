import { mmdbFile } from "@/lib/survey/aggregate/testing/mmdb-file";
import type { MailHost } from "../mail-hosts";
import type { BulkHost } from "./plan";

// A GeoIP database of a bulk lab's own: where a host is follows from its plan alone.

/** The country of a host's IPv4 addresses; null for those that the database leaves out. */
export function countryOfHost({ name, zone, ipv6 }: Pick<BulkHost, "name" | "zone" | "ipv6">) {
  // Loopback has one IPv6 address, which no prefix of the file's holds.
  if (ipv6 > 0) return "CH";
  if (name.endsWith(".net")) return zone.startsWith("good-1.") ? null : "NL";
  if (name.endsWith(".com")) return "US";
  return name.endsWith(".nl") ? "NL" : "SE";
}

/** The file: each IPv4 address of each host with a country, by itself. */
export function bulkCountries(hosts: readonly MailHost[], at: Date): Buffer {
  const prefixes = hosts.flatMap(({ name, zone, servers }) => {
    const ipv6 = servers.filter(({ family }) => family === 6).length;
    const country = countryOfHost({ name, zone, ipv6 });
    return country === null
      ? []
      : servers.flatMap(({ address, family }) =>
          family === 4 ? [[address, 32, country] as const] : [],
        );
  });
  return mmdbFile(prefixes, at);
}
