import type { Problem, ProblemCode } from "@/lib/model/check-problems";
import { typeName } from "@/lib/model/dns-registry";
import type { DnssecWarning } from "@/lib/model/dnssec";
import { displayName } from "./display-name";
import type { Validated } from "./dnssec/validator";
import { problemOf, reasonText } from "./explain";
import type { HostDns } from "./judge-host-dns";
import type { HostAnswers } from "./look-up-host";

/** What is wrong with the DNS of a host, addresses and TLSA look-ups. */
export function explainHostDns(
  domain: string,
  answers: HostAnswers,
  dns: HostDns,
  publish: readonly string[],
): Problem[] {
  const { host, finding } = answers;
  const about = { domain, host: host.address ?? displayName(host.name) };
  if (finding === null) return [problemOf("mx_is_ip", about)];
  const problems: Problem[] = [];
  if (finding.kind === "found") {
    const { from, failedFamily, addressesLeftOut } = finding;
    const target = displayName(from.name);
    if (from.aliases.length > 0 && !host.implicit)
      problems.push(problemOf("mx_alias", { ...about, name: target }));
    if (failedFamily !== null) {
      const name = typeName(failedFamily.question.type);
      const detail = reasonText(failedFamily);
      problems.push(problemOf("address_family_failed", { ...about, name, detail }));
    }
    if (addressesLeftOut > 0)
      problems.push(
        problemOf("addresses_left_out", { ...about, detail: String(addressesLeftOut) }),
      );
    if (answers.bases?.rule === "A6")
      problems.push(problemOf("alias_target_insecure", { ...about, name: target }));
  }
  const code = settledCode(dns);
  if (code !== null) {
    const because = dns.settled?.because ?? null;
    const detail = because === null ? "" : reasonText(because);
    const name = displayName(nameOfSettled(code, answers, because));
    const lines = code === "tlsa_missing" ? publish : [];
    problems.push(problemOf(code, { ...about, name, detail, publish: lines }));
  }
  return problems;
}

/** An alias's final name for what is wrong with its target; else the name that was asked for. */
const nameOfSettled = (code: ProblemCode, { host }: HostAnswers, because: Validated | null) =>
  (code === "alias_insecure" ? because?.name : because?.question.name) ?? host.name;

/** The problem behind a verdict that DNS alone settles. */
function settledCode({ settled }: HostDns): ProblemCode | null {
  if (settled === null) return null;
  const { verdict, rule } = settled;
  const isBogus = verdict === "bogus";
  if (isBogus || verdict === "dns_error") {
    if (rule === "T5") return isBogus ? "tlsa_bogus" : "tlsa_lookup_failed";
    if (rule === "A6") return isBogus ? "alias_bogus" : "alias_lookup_failed";
    return isBogus ? "address_bogus" : "address_lookup_failed";
  }
  if (verdict === "no_address") return "address_missing";
  if (verdict === "no_tlsa") return "tlsa_missing";
  if (rule === "T4") return "tlsa_insecure";
  if (rule === "A5") return "alias_insecure";
  return rule === "A6" ? null : "address_insecure"; // A6: said of the alias already
}

const SEPARATE: readonly DnssecWarning[] = [
  "sha1_signature",
  "sha1_ds",
  "algorithm_not_recommended",
  "rsa_key_short",
  "nsec3_iterations",
  "nsec3_salt",
];

/** Flags on zones that validate all the same, once for the whole check (decision table D6, D7). */
export const explainWarnings = (domain: string, answers: readonly Validated[]): Problem[] =>
  SEPARATE.filter((warning) => answers.some(({ warnings }) => warnings.includes(warning))).map(
    (warning) => problemOf(warning, { domain }),
  );
