import type { HostEvidence } from "@/db/schema/incidents";
import type { CheckReport, ReportHost } from "@/lib/model/check-report";
import type { HostVerdict } from "@/lib/model/check-verdicts";
import { faultOf, type IncidentFault, isDnsFault, type LookOutcome } from "@/lib/model/incident";
import { printable } from "@/lib/verifier/net/printable";

/** What a probe saw of a host. */
export type HostLook = {
  host: string;
  fault: IncidentFault | null;
  verdict: HostVerdict;
  evidence: HostEvidence;
};

/** Looks at one host, by a domain that names it; null where it could not be looked at. */
export type LookAtHost = (host: string, sample: string) => Promise<HostLook | null>;

const MOST_PUBLISHED = 4;
const MOST_PUBLISH = 2;
const MOST_SUMMARY = 300;

/**
 * What looks at hosts say of a fault: that it is there if one of them has it; that it is mended if all
 * affected hosts were looked at and none has it. Pure.
 *
 * @param isAll whether these are all affected hosts.
 */
export function outcomeOf(
  fault: IncidentFault,
  looks: readonly (HostLook | null)[],
  isAll: boolean,
): LookOutcome {
  if (looks.some((look) => look?.fault === fault)) return "broken";
  const isTold = looks.every((look) => look !== null && tellsOf(fault, look.verdict));
  return isAll && isTold && looks.length > 0 ? "well" : "unknown";
}

/** Whether a verdict without the fault shows that it is gone. Where DNS or server were away, it does not. */
export function tellsOf(fault: IncidentFault, verdict: HostVerdict): boolean {
  if (verdict === "dns_error") return false;
  if (isDnsFault(fault)) return verdict !== "bogus";
  return verdict !== "unreachable" && verdict !== "bogus";
}

/** What a check says of one of its hosts; null where it is none of them. Pure. */
export function lookIn(report: CheckReport, name: string): HostLook | null {
  const host = report.hosts.find((each) => each.name === name);
  if (host === undefined) return null;
  // Of several the first in order, as the survey has it: a host has one fault at a time.
  const [bad] = host.addresses
    .filter(({ verdict }) => verdict === host.verdict)
    .sort((one, other) => (one.address < other.address ? -1 : 1));
  const { verdict } = host;
  return {
    host: name,
    fault: faultOf(verdict, bad?.problem ?? null),
    verdict,
    evidence: {
      address: bad?.address ?? null,
      summary: printable(summaryOf(report, name), MOST_SUMMARY),
      published: host.tlsa.slice(0, MOST_PUBLISHED).map(tlsaText),
      observed: bad?.attempts.flatMap(({ chain }) => chain)[0]?.spkiSha256 ?? null,
      publish: host.publish.slice(0, MOST_PUBLISH),
    },
  };
}

const summaryOf = ({ problems }: CheckReport, name: string): string =>
  problems.find(({ severity, at }) => severity === "error" && at.host === name)?.summary ?? "";

const tlsaText = ({ usage, selector, matchingType, data }: ReportHost["tlsa"][number]): string =>
  `${usage} ${selector} ${matchingType} ${data.slice(0, 128)}`;
