import type { CheckReport, ReportHost } from "@/lib/model/check-report";
import type { DnssecStatus } from "@/lib/model/dnssec";
import { absolute } from "./dns-names";

/** Records that a check is after, wherever they stand. */
export type WantedRecords = {
  owner: string;
  type: "MX" | "A" | "AAAA" | "TLSA";
  status: DnssecStatus;
  /** What they say, in a few words. */
  words: string;
};

const isIpv6 = (address: string): boolean => address.includes(":");
const someOf = (all: readonly string[], noun: string): string =>
  all.length === 1 ? (all[0] ?? "") : `${all.length} ${noun}`;

/** Each alias of the check to its target, absolute names. */
export function aliasTargets({ mx, hosts, trace }: CheckReport): Map<string, string> {
  const reported = [mx, ...hosts].flatMap(({ aliases }) => aliases);
  const traced = trace.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.step === "alias" ? [step] : [])),
  );
  return new Map(
    [...traced, ...reported].map(({ owner, target }) => [absolute(owner), absolute(target)]),
  );
}

/** The end of a chain of aliases; bounded, since a loop has none. */
export function followed(name: string, aliases: ReadonlyMap<string, string>): string {
  let at = name;
  for (let hops = 0; hops < 16; hops++) {
    const next = aliases.get(at);
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

function addressRecords(host: ReportHost, owner: string): WantedRecords[] {
  const { addressStatus: status } = host;
  if (status === null) return [];
  return (["A", "AAAA"] as const).flatMap((type): WantedRecords[] => {
    const these = host.addresses
      .map(({ address }) => address)
      .filter((address) => isIpv6(address) === (type === "AAAA"));
    if (these.length === 0) return [];
    return [{ owner, type, status, words: someOf(these, "addresses") }];
  });
}

function tlsaRecords(host: ReportHost, owner: string | undefined): WantedRecords[] {
  if (owner === undefined || host.tlsaStatus === null || host.tlsa.length === 0) return [];
  const kinds = host.tlsa.map(
    ({ usage, selector, matchingType }) => `${usage} ${selector} ${matchingType}`,
  );
  const came = host.verdict === "ok" ? ": matches" : host.verdict === "fail" ? ": no match" : "";
  const words = `${[...new Set(kinds)].join(", ")}${came}`;
  return [{ owner, type: "TLSA", status: host.tlsaStatus, words }];
}

/** The MX, address and TLSA records that a report speaks of, in its order. */
export function wantedRecords(report: CheckReport): WantedRecords[] {
  const { mx, hosts, domain } = report;
  const aliases = aliasTargets(report);
  const end = (name: string) => followed(absolute(name), aliases);
  const names = mx.records.map(({ exchange }) => exchange);
  const mxRecords: WantedRecords[] =
    mx.outcome === "records" && names.length > 0
      ? [{ owner: end(domain), type: "MX", status: mx.status, words: someOf(names, "hosts") }]
      : [];
  const ofHosts = hosts.flatMap((host) => {
    const tlsaName = host.tlsaNames.at(-1);
    return [
      ...addressRecords(host, end(host.name)),
      ...tlsaRecords(host, tlsaName === undefined ? undefined : end(tlsaName)),
    ];
  });
  return [...mxRecords, ...ofHosts];
}

/** What is proven not to exist at a name, in words; from what the check asked there. */
export function deniedWords(name: string, report: CheckReport): string {
  const { mx, hosts, domain, trace } = report;
  const isUnsignedCut = trace.some(({ steps }) =>
    steps.some((step) => step.step === "cut" && step.outcome === "unsigned" && step.owner === name),
  );
  if (isUnsignedCut) return "no DS";
  const aliases = aliasTargets(report);
  const end = (asked: string) => followed(absolute(asked), aliases);
  if (hosts.some(({ tlsaNames }) => tlsaNames.some((asked) => end(asked) === name)))
    return "no TLSA";
  if (end(domain) === name && mx.outcome === "nxdomain") return "does not exist";
  if (end(domain) === name && mx.outcome === "nodata") return "no MX";
  const host = hosts.find((each) => end(each.name) === name);
  if (host === undefined) return "nothing else";
  const missing = (["A", "AAAA"] as const).filter(
    (type) => !host.addresses.some(({ address }) => isIpv6(address) === (type === "AAAA")),
  );
  return missing.length === 0 ? "no CNAME" : `no ${missing.join(" or ")}`;
}

/** The names that a check asks about, absolute. */
export function askedNames(report: CheckReport): string[] {
  const aliases = aliasTargets(report);
  const asked = [
    report.domain,
    ...report.hosts.flatMap(({ name, tlsaNames }) => [name, ...tlsaNames]),
  ];
  return asked.flatMap((name) => [absolute(name), followed(absolute(name), aliases)]);
}
