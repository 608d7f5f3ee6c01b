import type { CheckReport, ReportAlias } from "@/lib/model/check-report";

const dotted = (name: string): string => (name.endsWith(".") ? name : `${name}.`);

const aliasLines = (aliases: readonly ReportAlias[]): string[] =>
  aliases.map(({ owner, record, target }) => `${dotted(owner)} IN ${record} ${dotted(target)}`);

const endOf = (name: string, aliases: readonly ReportAlias[]): string =>
  aliases.at(-1)?.target ?? name;

/**
 * The records that a check found, in zone-file form (RFC 1035 §5.1, RFC 6698 §2.2), in the order in
 * which a sender asks for them. TTLs stand where the report has them.
 */
export function rawRecords({ domain, mx, hosts }: CheckReport): string[] {
  const mxOwner = dotted(endOf(domain, mx.aliases));
  const mxLines = mx.records.map(
    ({ preference, exchange }) =>
      `${mxOwner} IN MX ${preference} ${exchange === "" ? "." : dotted(exchange)}`,
  );
  const hostLines = hosts.flatMap((host) => {
    const owner = dotted(endOf(host.name, host.aliases));
    const addresses = host.addresses.map(
      ({ address }) => `${owner} IN ${address.includes(":") ? "AAAA" : "A"} ${address}`,
    );
    const tlsaOwner = dotted(host.tlsaNames.at(-1) ?? host.name);
    const tlsa = host.tlsa.map(
      ({ usage, selector, matchingType, data, ttl }) =>
        `${tlsaOwner} ${ttl} IN TLSA ${usage} ${selector} ${matchingType} ${data}`,
    );
    return [...aliasLines(host.aliases), ...addresses, ...tlsa];
  });
  return [...new Set([...aliasLines(mx.aliases), ...mxLines, ...hostLines])];
}
