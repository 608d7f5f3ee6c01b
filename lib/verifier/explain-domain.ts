import type { Problem, ProblemCode } from "@/lib/model/check-problems";
import type { ReportHost } from "@/lib/model/check-report";
import { failureVerdict } from "./answer-status";
import { displayName } from "./display-name";
import type { Name } from "./dns/name";
import type { Validated } from "./dnssec/validator";
import { problemOf, reasonText } from "./explain";
import type { MxJudgement } from "./judge-mx";

/** What is wrong with a domain's MX records. */
export function explainMx(domain: Name, answer: Validated, mx: MxJudgement): Problem[] {
  const about = { domain: displayName(domain), detail: reasonText(answer) };
  const problems: Problem[] = [];
  const add = (code: ProblemCode, detail = about.detail) =>
    problems.push(problemOf(code, { ...about, detail }));
  switch (mx.ending?.verdict) {
    case "nxdomain":
      add("domain_nxdomain");
      break;
    case "null_mx":
      add("null_mx");
      break;
    case undefined:
      if (!mx.secure) add(mx.implicit ? "mx_nodata_insecure" : "mx_insecure");
      if (mx.implicit) add("mx_implicit");
      if (mx.nullMxBesideOthers) add("null_mx_not_alone");
      if (mx.hostsLeftOut > 0) add("mx_hosts_left_out", String(mx.hostsLeftOut));
      break;
    default:
      add(failureVerdict(answer) === "bogus" ? "mx_bogus" : "mx_lookup_failed");
  }
  return problems;
}

/** Hosts that pass mail on without DANE beside others that have it (decision table M9). */
export function explainCoverage(
  domain: Name,
  mx: MxJudgement,
  hosts: readonly ReportHost[],
): Problem[] {
  const isCovered = (host: ReportHost) =>
    host.tlsaBase !== null && host.tlsa.some(({ usable }) => usable);
  if (!mx.secure || !hosts.some(isCovered)) return [];
  const bare = hosts.filter(
    (host) =>
      host.verdict === "no_tlsa" ||
      host.verdict === "insecure" ||
      (host.tlsaBase !== null && !isCovered(host)),
  );
  return bare.map(({ name: host }) =>
    problemOf("mx_partly_covered", { domain: displayName(domain), host }),
  );
}
