import type { Problem } from "@/lib/model/check-problems";
import type { CheckProgress } from "@/lib/model/check-progress";
import type { ReportHost } from "@/lib/model/check-report";
import type { CheckIo } from "./check-io";
import { displayName } from "./display-name";
import type { Validated } from "./dnssec/validator";
import { explainAddresses } from "./explain-addresses";
import { explainHostDns } from "./explain-host-dns";
import { explainHostTlsa } from "./explain-host-tlsa";
import {
  type Destination,
  demandOf,
  referenceNames,
  reportHost,
  serverNameFor,
} from "./judge-host";
import { type HostDns, judgeHostDns } from "./judge-host-dns";
import type { MxHost } from "./judge-mx";
import { type HostAnswers, lookUpHost } from "./look-up-host";
import type { Ask } from "./look-up-mx";
import { type ProbedAddress, probeHost } from "./probe-host";
import { zoneFileLines } from "./tlsa-text";

export type HostSettings = {
  port: number;
  tlsaPort: number;
  probeHosts: "all" | "with_tlsa";
  graceMs: number;
  signal: AbortSignal;
  onProgress: (progress: CheckProgress) => void;
};

/** A host as reports have it, what is wrong with it, and the answers that this rests on. */
export type CheckedHost = {
  host: ReportHost;
  problems: readonly Problem[];
  answers: readonly Validated[];
};

/** Looks a host up, probes its addresses and judges it. */
export async function checkHost(
  mxHost: MxHost,
  destination: Destination,
  io: CheckIo,
  ask: Ask,
  settings: HostSettings,
): Promise<CheckedHost> {
  const answers = await lookUpHost(mxHost, settings.tlsaPort, ask);
  const dns = judgeHostDns(answers);
  const names = dns.base === null ? [] : referenceNames(destination, mxHost, dns.base);
  const serverName = serverNameFor(answers, dns);
  const isProbed = settings.probeHosts === "all" || dns.settled === null;
  const addresses = isProbed ? addressesOf(answers) : [];
  const { onProgress, port, graceMs, signal } = settings;
  const before = reportHost(answers, dns, names, [], []);
  const { name, addressStatus, tlsaStatus } = before;
  onProgress({
    stage: "host_dns",
    host: name,
    addressStatus,
    tlsaStatus,
    addresses: [...addressesOf(answers)],
  });
  const demand = demandOf(dns, names);
  const probed = await probeHost(
    { addresses, port, serverName, demand, graceMs },
    io,
    signal,
    (address) => onProgress({ stage: "address", host: name, address }),
  );
  const linesFor = (seen: readonly ProbedAddress[]) =>
    zoneFileLines(
      serverName,
      settings.tlsaPort,
      seen.flatMap((each) => recordsFor(each, io)),
    );
  const reports = probed.map(({ report }) => report);
  const host = reportHost(answers, dns, names, reports, linesFor(probed));
  onProgress({ stage: "host", host });
  const problems = [
    ...explainHostDns(displayName(destination.domain), answers, dns, host.publish),
    ...explainHostTlsa(displayName(destination.domain), host, dns, tlsaAnswer(answers, dns)),
    ...explainAddresses(
      displayName(destination.domain),
      host,
      displayName(serverName),
      probed,
      (address) => linesFor([address]),
    ),
  ];
  return { host, problems, answers: answers.answers };
}

const addressesOf = ({ finding }: HostAnswers): readonly string[] =>
  finding?.kind === "found" ? finding.addresses : [];

const tlsaAnswer = ({ tlsa }: HostAnswers, { base }: HostDns): Validated | null =>
  tlsa.find((lookup) => lookup.base === base)?.answer ?? null;

/** What to publish for the chains that an address showed. */
const recordsFor = ({ attempts }: ProbedAddress, { recordsForChain }: CheckIo) =>
  attempts.flatMap(({ outcome }) => (outcome.kind === "tls" ? recordsForChain(outcome.chain) : []));
