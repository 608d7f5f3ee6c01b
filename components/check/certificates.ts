import type {
  CheckReport,
  ReportCertificate,
  ReportHost,
  ReportTlsa,
} from "@/lib/model/check-report";
import type { TlsaMatch } from "@/lib/model/dns-tlsa";
import type { KeyTypeAsked } from "@/lib/model/smtp-probe";

/** A chain that a host sent, and everywhere it sent it. */
export type SentChain = {
  id: string;
  chain: readonly ReportCertificate[];
  sentBy: readonly { address: string; keyTypes: readonly KeyTypeAsked[] }[];
  /** The record that authenticated it; null where none did. */
  matched: TlsaMatch | null;
};

/** The different chains of one host, in the order in which they were seen. */
export function sentChains(host: ReportHost): SentChain[] {
  const chains = new Map<string, SentChain>();
  for (const { address, attempts } of host.addresses) {
    for (const { chain, keyType, matched } of attempts) {
      if (chain.length === 0) continue;
      const id = chain.map(({ certSha256 }) => certSha256).join(" ");
      const before = chains.get(id);
      const others = before?.sentBy.filter((each) => each.address !== address) ?? [];
      const here = before?.sentBy.find((each) => each.address === address)?.keyTypes ?? [];
      chains.set(id, {
        id,
        chain,
        sentBy: [...others, { address, keyTypes: [...here, keyType] }],
        matched: before?.matched ?? matched,
      });
    }
  }
  return [...chains.values()];
}

/**
 * Whether a record is of this certificate, by its digest; null where that takes the certificate
 * itself (Full(0), SHA2-512(2)), which a report does not hold. Being of a certificate is not yet a
 * match: usage, names and dates count too.
 *
 * @see RFC 6698 §2.1
 */
export function isOf(record: ReportTlsa, certificate: ReportCertificate): boolean | null {
  const { selector, matchingType, data } = record;
  if (matchingType !== 1 || selector > 1) return null;
  return data === (selector === 0 ? certificate.certSha256 : certificate.spkiSha256);
}

/** Where in a chain the record's certificate stands, 0 the server's own; null where it is nowhere. */
export const placeIn = (record: ReportTlsa, chain: readonly ReportCertificate[]): number | null => {
  const place = chain.findIndex((certificate) => isOf(record, certificate) === true);
  return place === -1 ? null : place;
};

/** How much of a certificate's life is over at an instant, 0..1; null where it cannot be read. */
export function lifeSpent({ notBefore, notAfter }: ReportCertificate, at: string): number | null {
  if (notBefore === null || notAfter === null) return null;
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)];
  if (to <= from) return null;
  return Math.min(1, Math.max(0, (Date.parse(at) - from) / (to - from)));
}

/** Whole days until a certificate ends, negative after that; null where it cannot be read. */
export const daysLeft = ({ notAfter }: ReportCertificate, at: string): number | null =>
  notAfter === null ? null : Math.floor((Date.parse(notAfter) - Date.parse(at)) / 86_400_000);

/** Hosts of a report that sent any certificate. */
export const hostsWithChains = ({ hosts }: CheckReport): ReportHost[] =>
  hosts.filter((host) => sentChains(host).length > 0 || host.tlsa.length > 0);
