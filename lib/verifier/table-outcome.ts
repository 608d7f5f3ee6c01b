import type { CheckReport } from "@/lib/model/check-report";
import type { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";

/** What a sender does with one host, in the words of the decision table. */
export type HostOutcome =
  | "DANE_OK"
  | "DANE_FAIL"
  | "TLS_ONLY"
  | "OPPORTUNISTIC"
  | "SKIP"
  | "UNREACHABLE";

const HOST_OUTCOMES: Record<HostVerdict, HostOutcome> = {
  ok: "DANE_OK",
  fail: "DANE_FAIL",
  no_tls: "DANE_FAIL",
  unusable: "TLS_ONLY",
  no_tlsa: "OPPORTUNISTIC",
  insecure: "OPPORTUNISTIC",
  bogus: "SKIP",
  dns_error: "SKIP",
  unreachable: "UNREACHABLE",
  no_address: "UNREACHABLE",
};

/** The decision table's word for a host verdict. */
export const hostOutcome = (verdict: HostVerdict): HostOutcome => HOST_OUTCOMES[verdict];

/** What a sender does with a whole destination: go to its hosts, wait, or give up. */
export type DestinationOutcome = "HOSTS" | "DEFER" | "REJECT";

const UNDECIDED: readonly DomainVerdict[] = ["bogus", "dns_error"];
const WITHOUT_MAIL: readonly DomainVerdict[] = ["nxdomain", "null_mx"];

/**
 * Decision table M3, and M11 for a sender that insists on DANE: it waits unless the MX records are
 * signed and some host has usable signed TLSA records (RFC 7672 §2.2.1, §6).
 */
export function destinationOutcome(
  report: Pick<CheckReport, "verdict" | "hosts">,
  { daneMandatory }: { daneMandatory: boolean },
): DestinationOutcome {
  if (WITHOUT_MAIL.includes(report.verdict)) return "REJECT";
  if (UNDECIDED.includes(report.verdict)) return "DEFER";
  if (!daneMandatory) return "HOSTS";
  const isCovered = report.hosts.some(
    ({ tlsaBase, tlsa }) => tlsaBase !== null && tlsa.some(({ usable }) => usable),
  );
  return report.verdict === "insecure" || !isCovered ? "DEFER" : "HOSTS";
}
