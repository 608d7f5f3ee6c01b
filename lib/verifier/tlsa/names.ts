import type { Name } from "../dns/name";

/** How the TLSA base domain was come by: what decides which names a certificate may carry. */
export type Destination =
  /** `expandedNextHop`: where the next hop is an alias, what it stands for; secure at every hop. */
  | { mx: "secure"; base: Name; nextHop: Name; expandedNextHop: Name | null }
  | { mx: "insecure"; mxHost: Name }
  /** No MX records: the next hop is the server, and `base` it or what it is an alias of. */
  | { mx: "none"; base: Name; nextHop: Name };

/**
 * The reference identifiers for DANE-TA(2), the TLSA base domain first, none twice (decision table
 * N1, N2, N2b).
 *
 * @see RFC 7672 §3.2.2
 */
export function referenceNames(destination: Destination): Name[] {
  switch (destination.mx) {
    case "insecure":
      return [destination.mxHost];
    case "none":
      return [...new Set([destination.base, destination.nextHop])];
    case "secure": {
      const { base, nextHop, expandedNextHop } = destination;
      return [...new Set([base, nextHop, expandedNextHop ?? nextHop])];
    }
  }
}

/** The names of a certificate: its DNS-IDs (SAN dNSName), and its common names. */
export type PresentedNames = {
  dnsNames: readonly string[] | null;
  subject: { commonNames: readonly string[] };
};

/**
 * The first reference name that a certificate is for, or null. Common names are asked only where
 * there is no DNS-ID at all; other kinds of SAN, IP addresses among them, play no part (decision
 * table N3).
 *
 * @see RFC 7672 §3.2.3
 */
export function matchedName(
  { dnsNames, subject }: PresentedNames,
  references: readonly Name[],
): Name | null {
  const presented = dnsNames?.length ? dnsNames : subject.commonNames;
  return (
    references.find((reference) => presented.some((name) => isNameFor(name, reference))) ?? null
  );
}

/**
 * Printable ASCII: neither NUL (the "null prefix" trick) nor a space, nor UTF-8 or Latin-1; nor a
 * backslash, by which names as they are read mark such octets.
 */
const PRINTABLE = /^[!-[\]-~]{1,255}$/;
/** One label of letters, digits and inner hyphens. */
const LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
/** `*.` before at least two labels: a wildcard below a top-level domain stands for nobody. */
const WILDCARD = new RegExp(`^\\*\\.(${LABEL}(?:\\.${LABEL})+)$`);
/** What a wildcard may stand for: one label, A-labels included. */
const WILD_LABEL = /^[a-z0-9-]+$/;

/**
 * Whether a presented identifier stands for a reference name: equal but for case (RFC 4343), or by
 * a wildcard that is the whole first label and stands for one label (decision table N4). Presented
 * names are absolute without a final dot (RFC 5280 §4.2.1.6); one with a dot stands for nobody, as
 * in OpenSSL.
 *
 * @see RFC 7672 §3.2.3, RFC 6125 §6.4
 */
export function isNameFor(presented: string, reference: Name): boolean {
  if (!PRINTABLE.test(presented)) return false;
  const name = presented.toLowerCase();
  const wanted = reference.slice(0, -1);
  if (name === wanted) return true;
  const parent = WILDCARD.exec(name)?.[1];
  if (parent === undefined || !wanted.endsWith(`.${parent}`)) return false;
  return WILD_LABEL.test(wanted.slice(0, -parent.length - 1));
}
