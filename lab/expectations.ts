import type { ExpectedHost, ExpectedProblem, LabDomain } from "./plan";

/** The parts of a check report that are compared; any report of version 1 fits. */
export type ReportLike = {
  domain: string;
  verdict: string;
  mx?: { status: string } | null;
  hosts: readonly {
    name: string;
    verdict: string;
    tlsaBase?: string | null;
    addressStatus?: string | null;
    tlsaStatus?: string | null;
    addresses: readonly { verdict: string; matched?: unknown }[];
  }[];
  problems: readonly { code: string; rule?: string | null; at?: { host?: string | null } | null }[];
};

type HostLike = ReportLike["hosts"][number];

/** Collects a line for each value that is not what it must be. */
function comparison() {
  const found: string[] = [];
  const compare = (what: string, is: unknown, mustBe: unknown) => {
    if (is !== mustBe) found.push(`${what} is ${String(is)}, must be ${String(mustBe)}`);
  };
  return { found, compare };
}

/**
 * Where a report is not what the domain's plan says it must be, a line each. What the plan leaves
 * open is not compared.
 */
export function differences(expected: LabDomain, report: ReportLike): string[] {
  const { found, compare } = comparison();
  compare("domain", report.domain, expected.name);
  compare("verdict", report.verdict, expected.verdict);
  if (report.mx) compare("MX status", report.mx.status, expected.mxStatus ?? "secure");
  const names = Object.keys(expected.hosts).sort();
  compare("hosts", sorted(report.hosts.map(({ name }) => name)), sorted(names));
  for (const name of names) {
    const host = report.hosts.find((each) => each.name === name);
    const mustBe = expected.hosts[name];
    if (host === undefined || mustBe === undefined) continue;
    found.push(...hostDifferences(mustBe, host).map((line) => `${name}: ${line}`));
  }
  for (const problem of expected.problems ?? [])
    if (!report.problems.some((each) => isProblem(problem, each)))
      found.push(`no problem ${problem.code}${problem.rule ? ` by rule ${problem.rule}` : ""}`);
  return found;
}

function hostDifferences(expected: ExpectedHost, host: HostLike): string[] {
  const { found, compare } = comparison();
  const { addresses, matched, addressStatus = "secure", tlsaStatus = "secure" } = expected;
  compare("verdict", host.verdict, expected.verdict);
  if (host.addressStatus) compare("address status", host.addressStatus, addressStatus);
  if (host.tlsaStatus && tlsaStatus !== null) compare("TLSA status", host.tlsaStatus, tlsaStatus);
  const base = expected.tlsaBase === undefined ? host.name : expected.tlsaBase;
  if (expected.verdict === "ok" && host.tlsaBase !== undefined)
    compare("TLSA base", host.tlsaBase, base);
  if (addresses)
    compare("addresses", sorted(host.addresses.map(({ verdict }) => verdict)), sorted(addresses));
  if (matched)
    for (const address of host.addresses)
      if (address.verdict === "ok") compare("match", text(address.matched), text(matched));
  return found;
}

const sorted = (words: readonly string[]): string => [...words].sort().join(" ");

/** `3 1 1 at 0`; anything else shows as what it is not. */
function text(matched: unknown): string {
  if (typeof matched !== "object" || matched === null) return "none";
  const { usage, selector, matchingType, depth } = matched as Record<string, unknown>;
  return `${usage} ${selector} ${matchingType} at ${depth}`;
}

const isProblem = (expected: ExpectedProblem, problem: ReportLike["problems"][number]): boolean =>
  problem.code === expected.code &&
  (expected.rule === undefined || problem.rule === expected.rule) &&
  (expected.host === undefined || problem.at?.host === expected.host);
