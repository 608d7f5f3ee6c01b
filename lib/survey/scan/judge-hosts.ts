import type { ReportHost } from "@/lib/model/check-report";
import type { CheckIo } from "@/lib/verifier/check-io";
import type { Name } from "@/lib/verifier/dns/name";
import type { Validated } from "@/lib/verifier/dnssec/validator";
import { judgeAddress } from "@/lib/verifier/judge-address";
import { type DomainJudgement, judgeDomain, markPrimary } from "@/lib/verifier/judge-domain";
import { type Delivery, demandOf, namesFor, reportHost } from "@/lib/verifier/judge-host";
import type { MxHost, MxJudgement } from "@/lib/verifier/judge-mx";
import { referenceNames } from "@/lib/verifier/tlsa/names";
import type { HostObservation } from "./observe-host";

type Judging = Pick<CheckIo, "authenticate" | "describeChain">;

/** A host that a domain names, with what was seen of it. */
export type NamedHost = { host: MxHost; seen: HostObservation };

/** The verifier's verdict on a domain, from what was seen of its hosts. Pure. */
export function judgeHosts(
  domain: Name,
  { answer, mx }: { answer: Validated; mx: MxJudgement },
  hosts: readonly NamedHost[],
  judging: Judging,
): DomainJudgement & { hosts: ReportHost[] } {
  const delivery: Delivery = { domain, mx: answer, mxSecure: mx.secure };
  const reports = hosts.map(({ host, seen }) =>
    judged(host, seen, namesFor(delivery, host, seen.serverName), judging),
  );
  const marked = markPrimary(reports);
  return { ...judgeDomain(mx, marked), hosts: marked };
}

/** The host by itself: for a domain that lends it no reference name (RFC 7672 §3.2.2). Pure. */
export function judgeHostAlone({ host, seen }: NamedHost, judging: Judging): ReportHost {
  const names = referenceNames({ mx: "insecure", mxHost: seen.serverName });
  return judged(host, seen, names, judging);
}

function judged(
  host: MxHost,
  { answers, dns, probes }: HostObservation,
  names: readonly Name[],
  judging: Judging,
): ReportHost {
  const demand = demandOf(dns, names);
  const addresses = probes.map(({ address, attempts, atSeconds }) =>
    judgeAddress(address, attempts, demand, { ...judging, atSeconds }),
  );
  return reportHost({ ...answers, host }, dns, names, addresses, []);
}
