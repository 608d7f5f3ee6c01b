import type { ReportCounts, ReportHost } from "@/lib/model/check-report";
import type { RuleId } from "@/lib/model/check-rules";
import type { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import type { MxJudgement } from "./judge-mx";

/** What a domain comes to. */
export type DomainJudgement = { verdict: DomainVerdict; rule: RuleId; counts: ReportCounts };

/** The hosts with `primary` set: those of the lowest preference that any host with an address has. */
export function markPrimary(hosts: readonly ReportHost[]): ReportHost[] {
  const best = Math.min(...withAddress(hosts).map(({ preference }) => preference));
  return hosts.map((host) => ({
    ...host,
    primary: host.verdict !== "no_address" && host.preference === best,
  }));
}

/** Hosts that provably have no address are left out; of others nothing like that is known. */
const withAddress = (hosts: readonly ReportHost[]): ReportHost[] =>
  hosts.filter(({ verdict }) => verdict !== "no_address");

/** The domain's verdict, the rule behind it, and how it counts. Pure. */
export function judgeDomain(mx: MxJudgement, hosts: readonly ReportHost[]): DomainJudgement {
  const { verdict, rule } = domainVerdict(mx, hosts);
  return { verdict, rule, counts: countsOf(mx, hosts, verdict) };
}

/** The first rule that applies (see `DOMAIN_VERDICTS`). */
function domainVerdict(
  mx: MxJudgement,
  hosts: readonly ReportHost[],
): { verdict: DomainVerdict; rule: RuleId } {
  if (mx.ending !== null) return mx.ending;
  if (!mx.secure) return { verdict: "insecure", rule: mx.implicit ? "M5" : "M4" };
  const first = (...verdicts: HostVerdict[]) =>
    hosts.find((host) => verdicts.includes(host.verdict));
  const failing = first("fail", "no_tls");
  if (failing !== undefined) return { verdict: "dane_fail", rule: failing.rule };
  const judged = withAddress(hosts);
  if (judged.length === 0) return { verdict: "no_mail", rule: "A2" };
  const good = first("ok");
  if (good !== undefined) {
    const isWhole = judged.every(({ verdict }) => verdict === "ok") && mx.hostsLeftOut === 0;
    return isWhole ? { verdict: "dane_ok", rule: "T2" } : { verdict: "dane_partial", rule: "M9" };
  }
  const undecided = first("bogus", "dns_error", "unreachable");
  if (undecided !== undefined) return { verdict: "tempfail", rule: undecided.rule };
  if (first("unusable") !== undefined) return { verdict: "dane_unusable", rule: "T3" };
  return { verdict: "no_dane", rule: judged[0]?.rule ?? "T4" };
}

/** Signed TLSA records that a sender could use, whatever the server then does. */
const isCovered = (host: ReportHost): boolean =>
  host.tlsaBase !== null && host.tlsa.some(({ usable }) => usable);

/** Provably without usable signed TLSA records; a look-up that failed proves nothing. */
const isUncovered = ({ verdict, tlsaBase, tlsa }: ReportHost): boolean =>
  verdict === "no_tlsa" ||
  verdict === "insecure" ||
  (tlsaBase !== null && tlsa.every(({ usable }) => !usable));

/**
 * The survey's three measures: all hosts; all primary hosts that accept connections, where one at
 * least does; and TLSA records at a part of the hosts only. Of hosts that were left out nothing is
 * known, so that nothing is said of all of them.
 */
function countsOf(
  mx: MxJudgement,
  hosts: readonly ReportHost[],
  verdict: DomainVerdict,
): ReportCounts {
  if (mx.ending !== null || !mx.secure) return { strict: false, headline: false, partial: false };
  const primary = hosts.filter((host) => host.primary);
  const isGood = (host: ReportHost) =>
    host.verdict === "ok" || (host.verdict === "unreachable" && isCovered(host));
  const isWhole = mx.hostsLeftOut === 0 || hosts.at(-1)?.primary === false;
  return {
    strict: verdict === "dane_ok",
    headline: isWhole && primary.some((host) => host.verdict === "ok") && primary.every(isGood),
    partial: hosts.some(isCovered) && withAddress(hosts).some(isUncovered),
  };
}
