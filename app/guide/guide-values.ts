import type { CheckReport, ReportHost } from "@/lib/model/check-report";

/** What the guide fills in, of one mail host. */
export interface GuideValues {
  /** The mail domain. */
  domain: string;
  host: string;
  /** All mail hosts of the domain, in the order of their preference. */
  hosts: readonly string[];
  /** Where the host's TLSA records stand, with the final dot. */
  tlsaName: string;
  /** Seconds. */
  ttl: number;
  /** TLSA records that are published now, in zone-file form. */
  published: readonly string[];
  /** Records of the keys that the server shows now; empty where none was seen. */
  current: readonly string[];
  /** The zone that the records belong into, without the final dot. */
  zone: string;
  /** When that was seen; null for names of an example. */
  checkedAt: string | null;
}

/** Twelve hours is long for a record that has to be changed, an hour is usual. */
const USUAL_TTL = 3_600;
const PLAIN_NAME = /^[a-z0-9_.-]+$/i;

/** The values of nobody's host (RFC 2606 §3). */
export const EXAMPLE_VALUES: GuideValues = {
  domain: "example.net",
  host: "mx1.example.net",
  hosts: ["mx1.example.net"],
  tlsaName: "_25._tcp.mx1.example.net.",
  ttl: USUAL_TTL,
  published: [],
  current: [],
  zone: "example.net",
  checkedAt: null,
};

/**
 * The values of a domain's first mail host that has something to mend, else of its first; null where
 * the report has none. Names that a shell could misread are none: they are what strangers write.
 */
export function guideValues(report: CheckReport): GuideValues | null {
  const hosts = report.hosts.filter(({ name }) => PLAIN_NAME.test(name));
  const host = hosts.find(({ verdict }) => verdict !== "ok") ?? hosts[0];
  if (host === undefined || !PLAIN_NAME.test(report.domain)) return null;
  const { name, tlsa } = host;
  const tlsaName = `_${report.tlsaPort}._tcp.${host.tlsaBase ?? name}.`;
  if (!PLAIN_NAME.test(tlsaName)) return null;
  return {
    domain: report.domain,
    host: name,
    hosts: hosts.map((each) => each.name),
    tlsaName,
    ttl: tlsa.length === 0 ? USUAL_TTL : Math.max(...tlsa.map(({ ttl }) => ttl)),
    published: tlsa.map(
      ({ usage, selector, matchingType, data }) =>
        `${tlsaName} IN TLSA ${usage} ${selector} ${matchingType} ${data}`,
    ),
    current: host.publish,
    zone: zoneOf(report, host),
    checkedAt: report.checkedAt,
  };
}

/** The deepest zone of the chain of trust, with keys of its own, that the TLSA records lie in. */
function zoneOf({ trace }: CheckReport, { name: own, tlsaBase }: ReportHost): string {
  const name = tlsaBase ?? own;
  const zones = trace
    .filter(({ steps }) => steps.some(({ step }) => step === "key"))
    .map(({ zone }) => zone.replace(/\.$/, ""))
    .filter((zone) => PLAIN_NAME.test(zone) && (name === zone || name.endsWith(`.${zone}`)))
    .sort((a, b) => b.length - a.length);
  return zones[0] ?? name;
}
