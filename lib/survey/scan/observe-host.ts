import type { ProbeAttempt } from "@/lib/verifier/check-io";
import { displayName } from "@/lib/verifier/display-name";
import { type Name, parentOf, ROOT } from "@/lib/verifier/dns/name";
import type { Validated } from "@/lib/verifier/dnssec/validator";
import type { AddressFinding } from "@/lib/verifier/host-addresses";
import { inParallel } from "@/lib/verifier/in-parallel";
import { serverNameFor } from "@/lib/verifier/judge-host";
import { type HostDns, judgeHostDns } from "@/lib/verifier/judge-host-dns";
import type { MxHost } from "@/lib/verifier/judge-mx";
import { type HostAnswers, lookUpHost } from "@/lib/verifier/look-up-host";
import type { Ask } from "@/lib/verifier/look-up-mx";
import { type Disagreement, disagreementOf } from "./disagreement";
import { isQuickEnough, NOBODY, type Resolver } from "./quick-resolver";
import type { ScanIo } from "./scan-io";

/** What one address of a host answered, whoever asked. */
export type AddressProbe = {
  address: string;
  attempts: readonly ProbeAttempt[];
  /** Unix time in seconds. */
  atSeconds: number;
};

/** What was seen of an MX host, the same for every domain that names it. */
export type HostObservation = {
  answers: HostAnswers;
  dns: HostDns;
  /** For SNI and for reference names: the TLSA base domain. */
  serverName: Name;
  /** Of hosts with signed TLSA records only. */
  probes: readonly AddressProbe[];
  /** The zone it lies in, after signed aliases; null where that could not be told. */
  zone: Name | null;
  validated: boolean;
  disagreements: readonly Disagreement[];
};

/** Addresses of one host that are probed at once. */
const ADDRESSES_AT_ONCE = 4;

/**
 * Looks a host up and, where it has signed TLSA records, probes each address once. The AD bit is
 * enough unless TLSA records, an error or an unsigned alias are in play: then the validator decides.
 */
export async function observeHost(host: MxHost, io: ScanIo): Promise<HostObservation> {
  if (!io.mayAsk(host.name)) return optedOut(host, io);
  const quick = await lookUp(host, io.quick, io);
  const isEnough = quick.answers.every(isQuickEnough) && !hasTlsa(quick);
  const decisive = isEnough ? quick : await lookUp(host, io.full, io);
  const answers = lightened(decisive);
  const dns = judgeHostDns(answers);
  const serverName = serverNameFor(answers, dns);
  const [zone, probes] = await Promise.all([
    zoneOf(host, answers, io),
    dns.settled === null ? probesOf(answers, serverName, io) : [],
  ]);
  return {
    answers,
    dns,
    serverName,
    probes,
    zone,
    validated: !isEnough,
    disagreements: isEnough ? [] : compared(quick, decisive),
  };
}

/** A host that is to be left alone is one of which nothing can be told. */
async function optedOut(host: MxHost, io: ScanIo): Promise<HostObservation> {
  const answers = lightened(await lookUp(host, NOBODY, io));
  const dns = judgeHostDns(answers);
  const serverName = serverNameFor(answers, dns);
  const nothing = { probes: [], zone: null, validated: false, disagreements: [] };
  return { answers, dns, serverName, ...nothing };
}

const lookUp = (host: MxHost, resolver: Resolver, io: ScanIo): Promise<HostAnswers> =>
  lookUpHost(host, io.smtpPort, asking(resolver));

const asking =
  (resolver: Resolver): Ask =>
  (name, type) =>
    resolver.resolve(name, type);

const hasTlsa = ({ tlsa }: HostAnswers): boolean =>
  tlsa.some(({ answer }) => answer.records.length > 0);

function probesOf({ finding }: HostAnswers, serverName: Name, io: ScanIo): Promise<AddressProbe[]> {
  const addresses = finding?.kind === "found" ? finding.addresses : [];
  return inParallel(addresses, ADDRESSES_AT_ONCE, async (address) => {
    const target = { address, port: io.smtpPort, serverName: displayName(serverName) };
    const attempts = await io.probe(target, io.signal);
    return { address, attempts, atSeconds: Math.floor(io.now() / 1000) };
  });
}

/** Questions that both ways asked, compared. */
function compared(quick: HostAnswers, full: HostAnswers): Disagreement[] {
  const keyOf = ({ question }: Validated) => `${question.name} ${question.type}`;
  const validated = new Map(full.answers.map((answer) => [keyOf(answer), answer]));
  return quick.answers.flatMap((answer) => {
    const other = validated.get(keyOf(answer));
    const found = other === undefined ? null : disagreementOf(answer, other);
    return found === null ? [] : [found];
  });
}

/** The zone of the host's own name, or of the name that signed aliases lead to. */
async function zoneOf(host: MxHost, { finding }: HostAnswers, io: ScanIo): Promise<Name | null> {
  if (host.address !== null) return null;
  const from = finding?.kind === "found" ? finding.from : null;
  if (from === null) return io.apexOf(host.name);
  const isSigned = from.aliases.every(({ status }) => status === "secure");
  // At an alias there is no SOA record of its zone: the zone is asked for one label up.
  const start = isSigned ? from.name : parentOf(host.name);
  return start === null || start === ROOT ? null : io.apexOf(start);
}

const light = (answer: Validated): Validated => ({ ...answer, message: null, trace: [] });

/** Messages and traces are no longer needed, and would be most of what a host takes in memory. */
function lightened(answers: HostAnswers): HostAnswers {
  const { finding, cname, tlsa } = answers;
  return {
    ...answers,
    finding: finding && lightFinding(finding),
    cname: cname && light(cname),
    tlsa: tlsa.map(({ base, answer }) => ({ base, answer: light(answer) })),
    answers: [],
  };
}

function lightFinding(finding: AddressFinding): AddressFinding {
  if (finding.kind === "failed") return { ...finding, because: light(finding.because) };
  if (finding.kind === "none") return { ...finding, from: light(finding.from) };
  const failedFamily = finding.failedFamily && light(finding.failedFamily);
  return { ...finding, from: light(finding.from), failedFamily };
}
