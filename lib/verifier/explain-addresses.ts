import type { Problem } from "@/lib/model/check-problems";
import type { Severity } from "@/lib/model/check-problems/problem-entry";
import type { ReportAddress, ReportHost } from "@/lib/model/check-report";
import { TlsaMismatchReason } from "@/lib/model/dns-tlsa";
import { problemOf } from "./explain";
import type { ProbedAddress } from "./probe-host";

/** Which host it is about, and the server name it was asked for. */
export type Explained = { domain: string; host: ReportHost; serverName: string };

/** What is wrong with the servers of a host, address by address. */
export function explainAddresses(
  explained: Explained,
  probed: readonly ProbedAddress[],
  publishFor: (seen: readonly ProbedAddress[]) => readonly string[],
): Problem[] {
  const each = probed.flatMap((address) =>
    explainAddress(explained, address, publishFor([address])),
  );
  return [...each, ...explainDifferences(explained, publishFor(probed))];
}

function explainAddress(
  { domain, host, serverName }: Explained,
  { report, attempts }: ProbedAddress,
  publish: readonly string[],
): Problem[] {
  const about = { domain, host: host.name, address: report.address };
  const problems: Problem[] = [];
  for (const attempt of report.attempts) {
    if (attempt.problem === null || !attempt.counted) continue;
    const isMismatch = TlsaMismatchReason.safeParse(attempt.problem).success;
    problems.push(
      problemOf(attempt.problem, {
        ...about,
        detail: attempt.detail ?? "",
        publish: isMismatch ? publish : [],
        ...severityAt(host, attempt.verdict),
      }),
    );
  }
  if (attempts.some(({ outcome }) => outcome.kind === "no_tls" && outcome.serverNameRefused))
    problems.push(problemOf("sni_refused", { ...about, name: serverName }));
  if (hasMixedVerdicts(report)) problems.push(problemOf("key_types_differ", { ...about, publish }));
  return problems;
}

/** A silent address loses mail only where the host has no other; without TLSA, TLS is no promise. */
function severityAt(host: ReportHost, verdict: ReportAddress["verdict"]): { severity?: Severity } {
  if (verdict === "unreachable" || verdict === "not_tried")
    return { severity: host.verdict === "unreachable" ? "error" : "warning" };
  return host.tlsaBase === null ? { severity: "warning" } : {};
}

const hasMixedVerdicts = ({ attempts }: ReportAddress): boolean => {
  const held = attempts.filter(({ counted, tls }) => counted && tls !== null);
  return new Set(held.map(({ verdict }) => verdict)).size > 1;
};

/** Decision table S4 and X3: what differs from session to session. */
function explainDifferences({ domain, host }: Explained, publish: readonly string[]): Problem[] {
  const about = { domain, host: host.name };
  const problems: Problem[] = [];
  const answering = host.addresses.filter(
    ({ verdict }) => verdict !== "unreachable" && verdict !== "not_tried",
  );
  if (host.tlsaBase !== null && new Set(answering.map(({ verdict }) => verdict)).size > 1)
    problems.push(problemOf("addresses_differ", { ...about, publish }));
  const isInconsistent = answering.some(
    ({ attempts }) =>
      attempts.some(({ problem }) => problem === "starttls_not_offered") &&
      attempts.some(({ tls }) => tls !== null),
  );
  if (isInconsistent) problems.push(problemOf("starttls_inconsistent", about));
  return problems;
}
