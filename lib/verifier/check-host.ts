import type { Problem } from "@/lib/model/check-problems";
import type { CheckProgress } from "@/lib/model/check-progress";
import type { ReportHost } from "@/lib/model/check-report";
import type { CheckIo } from "./check-io";
import { displayName } from "./display-name";
import type { Validated } from "./dnssec/validator";
import { explainAddresses } from "./explain-addresses";
import { explainHostDns } from "./explain-host-dns";
import { explainHostTlsa } from "./explain-host-tlsa";
import { type Delivery, demandOf, namesFor, reportHost, serverNameFor } from "./judge-host";
import { type HostDns, judgeHostDns } from "./judge-host-dns";
import type { MxHost } from "./judge-mx";
import { type HostAnswers, lookUpHost } from "./look-up-host";
import type { Ask } from "./look-up-mx";
import { probeHost } from "./probe-host";
import { recordsToPublish } from "./records-to-publish";

/** The options of a check that concern its hosts, filled in. */
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
  delivery: Delivery,
  io: CheckIo,
  ask: Ask,
  settings: HostSettings,
): Promise<CheckedHost> {
  const answers = await lookUpHost(mxHost, settings.tlsaPort, ask);
  const dns = judgeHostDns(answers);
  const serverName = serverNameFor(answers, dns);
  const names = namesFor(delivery, mxHost, serverName);
  const addresses = addressesOf(answers);
  const { onProgress, port, graceMs, signal } = settings;
  const { name, addressStatus, tlsaStatus } = reportHost(answers, dns, names, [], []);
  onProgress({ stage: "host_dns", host: name, addressStatus, tlsaStatus, addresses });
  const isProbed = settings.probeHosts === "all" || dns.settled === null;
  const demand = demandOf(dns, names);
  const probed = await probeHost(
    { addresses: isProbed ? addresses : [], port, serverName, demand, graceMs },
    io,
    signal,
    (address) => onProgress({ stage: "address", host: name, address }),
  );
  const atSeconds = Math.floor(io.now() / 1000);
  const place = { base: serverName, port: settings.tlsaPort, referenceNames: names, atSeconds };
  const publishFor = recordsToPublish(place, io);
  const published = publishFor(probed);
  const reports = probed.map(({ report }) => report);
  const host = reportHost(answers, dns, names, reports, published.all);
  onProgress({ stage: "host", host });
  const domain = displayName(delivery.domain);
  const problems = [
    ...explainHostDns(domain, answers, dns, published.best),
    ...explainHostTlsa(domain, host, dns, tlsaAnswer(answers, dns), published.best),
    ...explainAddresses(
      { domain, host, serverName: displayName(serverName) },
      probed,
      (seen) => publishFor(seen).best,
    ),
  ];
  return { host, problems, answers: answers.answers };
}

const addressesOf = ({ finding }: HostAnswers): string[] =>
  finding?.kind === "found" ? [...finding.addresses] : [];

const tlsaAnswer = ({ tlsa }: HostAnswers, { base }: HostDns): Validated | null =>
  tlsa.find((lookup) => lookup.base === base)?.answer ?? null;
