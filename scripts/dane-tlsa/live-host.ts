import { RR } from "@/lib/model/dns-registry";
import type { CheckIo } from "@/lib/verifier/check-io";
import { isKind, type TlsaData } from "@/lib/verifier/dns/record";
import type { TlsaDemand } from "@/lib/verifier/judge-address";
import { serverNameFor } from "@/lib/verifier/judge-host";
import { type HostDns, judgeHostDns } from "@/lib/verifier/judge-host-dns";
import { type HostAnswers, lookUpHost } from "@/lib/verifier/look-up-host";
import { askBefore } from "@/lib/verifier/look-up-mx";
import { type ProbedAddress, probeHost } from "@/lib/verifier/probe-host";
import type { Subject } from "./arguments";

/** What the DNS says of a server. */
export type HostInDns = { answers: HostAnswers; dns: HostDns };

const GRACE_MS = 1000;

/** Looks the server up: addresses first, then its TLSA records (RFC 7672 §2.2.2). */
export async function lookUp(
  { host, port }: Subject,
  io: CheckIo,
  signal: AbortSignal,
): Promise<HostInDns> {
  const mxHost = { name: host, preference: 0, implicit: true, address: null };
  const answers = await lookUpHost(mxHost, port, askBefore(io, signal));
  return { answers, dns: judgeHostDns(answers) };
}

/** Handshakes with every address of the server, judged by `demand`. */
export function shakeHands(
  { port }: Subject,
  { answers, dns }: HostInDns,
  demand: TlsaDemand,
  io: CheckIo,
  signal: AbortSignal,
): Promise<ProbedAddress[]> {
  const addresses = answers.finding?.kind === "found" ? answers.finding.addresses : [];
  const serverName = serverNameFor(answers, dns);
  const question = { addresses, port, serverName, demand, graceMs: GRACE_MS };
  return probeHost(question, io, signal, () => {});
}

/** The chains that were seen, as sent. */
export const chainsOf = (probed: readonly ProbedAddress[]): (readonly Buffer[])[] =>
  probed.flatMap(({ attempts }) =>
    attempts.flatMap(({ outcome }) => (outcome.kind === "tls" ? [outcome.chain] : [])),
  );

/** The TLSA RRset that counts and its original TTL, which its signature vouches for. */
export function publishedRecords({ answers, dns }: HostInDns): {
  records: TlsaData[];
  ttl: number;
} {
  const records = dns.records.map(({ data }) => data);
  const answer = answers.tlsa.find(({ base }) => base === dns.base)?.answer;
  const signature = answer?.message?.answer
    .filter(isKind("RRSIG"))
    .find(({ data }) => data.typeCovered === RR.TLSA);
  const ttl = signature?.data.originalTtl ?? dns.records[0]?.ttl ?? 0;
  return { records: dns.base === null ? [] : records, ttl };
}
