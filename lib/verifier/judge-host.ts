import type { ReportAddress, ReportHost } from "@/lib/model/check-report";
import type { RuleId } from "@/lib/model/check-rules";
import type { HostVerdict } from "@/lib/model/check-verdicts";
import { reportAliases, statusOf } from "./answer-status";
import { displayName } from "./display-name";
import type { Name } from "./dns/name";
import type { Validated } from "./dnssec/validator";
import { type TlsaDemand, worstOf } from "./judge-address";
import type { HostDns } from "./judge-host-dns";
import type { MxHost } from "./judge-mx";
import type { HostAnswers } from "./look-up-host";
import { referenceNames } from "./tlsa/names";

/** Where the mail was to go, and whether signed MX records vouch for its hosts. */
export type Delivery = { domain: Name; mx: Validated; mxSecure: boolean };

/**
 * The names that a certificate of the host may carry, once `base` is its TLSA base domain (decision
 * table M8, N1, N2, N2b).
 */
export function namesFor({ domain, mx, mxSecure }: Delivery, host: MxHost, base: Name): Name[] {
  if (!mxSecure) return referenceNames({ mx: "insecure", mxHost: host.name });
  if (host.implicit) return referenceNames({ mx: "none", base, nextHop: domain });
  return referenceNames({ mx: "secure", base, nextHop: domain, expandedNextHop: mx.name });
}

/** What is asked of the server of a host (decision table T2, T3, A4). */
export function demandOf(dns: HostDns, names: readonly Name[]): TlsaDemand {
  if (dns.settled !== null) return { kind: "nothing" };
  if (dns.counting.length === 0) return { kind: "tls_only" };
  return { kind: "authenticate", records: dns.counting, referenceNames: names };
}

/**
 * The server name for SNI: the TLSA base domain (decision table S5); without one the name where
 * TLSA records would stand.
 */
export const serverNameFor = (answers: HostAnswers, dns: HostDns): Name =>
  dns.base ?? answers.bases?.bases[0] ?? answers.host.name;

/** DNS before SMTP; then the worst address that answers (decision table S1, X3). Pure. */
export function hostVerdict(
  { settled }: HostDns,
  addresses: readonly ReportAddress[],
): { verdict: HostVerdict; rule: RuleId } {
  if (settled !== null) return { verdict: settled.verdict, rule: settled.rule };
  const worst = worstOf(addresses.map(({ verdict }) => verdict));
  if (worst === null || worst === "tls") return { verdict: "unreachable", rule: "S1" };
  const decisive = addresses.find(({ verdict }) => verdict === worst);
  return { verdict: asHostVerdict(worst), rule: decisive?.rule ?? "S1" };
}

function asHostVerdict(verdict: NonNullable<ReturnType<typeof worstOf>>): HostVerdict {
  if (verdict === "ok" || verdict === "fail" || verdict === "no_tls") return verdict;
  return verdict === "unusable" ? "unusable" : "unreachable";
}

/** The host as reports have it; `primary` is for the domain to say. */
export function reportHost(
  answers: HostAnswers,
  dns: HostDns,
  names: readonly Name[],
  addresses: readonly ReportAddress[],
  publish: readonly string[],
): ReportHost {
  const { host, finding, tlsa } = answers;
  const addressAnswer =
    finding === null ? null : finding.kind === "failed" ? finding.because : finding.from;
  const decisive = tlsa.find(({ answer }) => answer === dns.settled?.because) ?? tlsa.at(-1);
  return {
    name: host.address ?? displayName(host.name),
    preference: host.preference,
    primary: false,
    implicit: host.implicit,
    ...hostVerdict(dns, addresses),
    tlsaBase: dns.base === null ? null : displayName(dns.base),
    addressStatus: addressAnswer && statusOf(addressAnswer),
    addressReason: addressAnswer?.reason ?? null,
    tlsaStatus: decisive === undefined ? null : statusOf(decisive.answer),
    tlsaReason: decisive?.answer.reason ?? null,
    tlsaOutcome: decisive?.answer.outcome ?? null,
    tlsaNames: tlsa.map(({ answer }) => displayName(answer.question.name)),
    referenceNames: dns.base === null ? [] : names.map(displayName),
    aliases: addressAnswer === null ? [] : reportAliases(addressAnswer),
    tlsa: dns.records.map(({ data, ttl, why }) => ({
      usage: data.usage,
      selector: data.selector,
      matchingType: data.matchingType,
      data: data.association.toString("hex"),
      usable: why === null,
      why,
      ttl,
    })),
    addresses: [...addresses],
    publish: [...publish],
  };
}
