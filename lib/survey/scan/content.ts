import { hash } from "node:crypto";
import { getDomain } from "tldts";
import type { ReportHost } from "@/lib/model/check-report";
import type { HostState } from "@/lib/model/survey-hosts";
import { type DomainState, type MxSet, type NsSet, scanOutcome } from "@/lib/model/survey-scan";
import { isDecided, statusOf } from "@/lib/verifier/answer-status";
import type { CheckIo } from "@/lib/verifier/check-io";
import { displayName } from "@/lib/verifier/display-name";
import { isKind } from "@/lib/verifier/dns/record";
import type { Validated } from "@/lib/verifier/dnssec/validator";
import { judgeHostAlone, type NamedHost } from "./judge-hosts";
import { dsProfile, keyProfile, nsec3Profile, packedRdata } from "./key-profile";
import type { SignedDomain } from "./observe-domain";

/** Raw records in the form they are stored in. */
export type RawKeys = { ds: Buffer; dnskey: Buffer };

/** A domain as it is compared and stored. */
export type DomainContent = {
  state: DomainState;
  raw: RawKeys;
  /** Hashes of all of it, and of the raw records: 64 bits, as PostgreSQL's bigint in decimal. */
  content: string;
  rawContent: string;
};

/** A host as it is compared and stored. */
export type HostContent = { name: string; state: HostState; content: string };

/** The first 64 bits of SHA-256, as a signed number in decimal. */
export const shortHash = (octets: Buffer | string): string =>
  hash("sha256", octets, "buffer").readBigInt64BE(0).toString();

/**
 * What is kept of a signed domain: nothing that changes by itself, such as TTLs, signature times,
 * serials, salts and the order of records. Pure.
 */
export function domainContent(seen: SignedDomain): DomainContent {
  const { answers, judgement } = seen;
  const { verdict, rule, counts } = judgement;
  const state: DomainState = {
    verdict,
    rule,
    outcome: scanOutcome(verdict, counts),
    counts,
    mxStatus: statusOf(answers.mx),
    dnskeyStatus: statusOf(answers.dnskey),
    ds: isDecided(answers.ds) ? dsProfile(answers.ds.records) : null,
    keys: isDecided(answers.dnskey) ? keyProfile(answers.dnskey.records) : null,
    nsec3: isDecided(answers.nsec3param) ? nsec3Profile(answers.nsec3param.records) : null,
    ns: isDecided(answers.ns) || answers.ns.records.length > 0 ? nsSet(answers.ns) : null,
    mx: isDecided(answers.mx) ? mxSet(seen) : null,
  };
  const raw = {
    ds: packedRdata(answers.ds.records, "DS"),
    dnskey: packedRdata(answers.dnskey.records, "DNSKEY"),
  };
  const rawContent = shortHash(Buffer.concat([raw.ds, Buffer.from([0]), raw.dnskey]));
  const content = shortHash(`${rawContent} ${JSON.stringify(state)}`);
  return { state, raw, content, rawContent };
}

/** Whether another look may find what this one did not, or find it mended. */
export const isDoubtful = ({ verdict, ds, keys, nsec3, ns, mx }: DomainState): boolean =>
  verdict === "bogus" || [ds, keys, nsec3, ns, mx].includes(null);

function nsSet(ns: Validated): NsSet {
  const targets = ns.records.filter(isKind("NS")).map(({ data }) => displayName(data.target));
  const names = [...new Set(targets)].sort();
  return { operator: operatorOf(names), names };
}

/** Whose name servers these are: the registrable domain that most of them lie in. */
function operatorOf(names: readonly string[]): string | null {
  const votes = new Map<string, number>();
  for (const name of names) {
    const operator = registrableDomain(name);
    votes.set(operator, (votes.get(operator) ?? 0) + 1);
  }
  const ranked = [...votes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

/** The domain below its public suffix; the name itself where it has none. */
export const registrableDomain = (name: string): string =>
  getDomain(name, { allowPrivateDomains: false }) ?? name;

function mxSet({ mx, hosts }: SignedDomain): MxSet {
  const isNamed = !mx.implicit || hosts.some(({ seen }) => seen.dns.base !== null);
  const list = mx.hosts.map(({ name, preference, address }) => ({
    preference,
    host: address ?? displayName(name),
  }));
  return { implicit: mx.implicit, mx: isNamed ? list : [] };
}

/** What is kept of an MX host by itself; null for one that is written as an address. Pure. */
export function hostContent(
  named: NamedHost,
  judging: Pick<CheckIo, "authenticate" | "describeChain">,
): HostContent | null {
  const { host, seen } = named;
  if (host.address !== null) return null;
  const report = judgeHostAlone(named, judging);
  const state: HostState = {
    verdict: report.verdict,
    zone: seen.zone === null ? null : displayName(seen.zone),
    addressStatus: report.addressStatus,
    tlsaStatus: report.tlsaStatus,
    tlsaBase: report.tlsaBase,
    tlsa: sorted(report.tlsa.map(({ ttl: _ttl, ...record }) => record)),
    addresses: surveyedAddresses(report, seen),
  };
  return { name: displayName(host.name), state, content: shortHash(JSON.stringify(state)) };
}

/** Addresses in order, with the handshake that asked for any certificate. */
function surveyedAddresses(
  report: ReportHost,
  { answers: { finding } }: NamedHost["seen"],
): HostState["addresses"] {
  if (report.addresses.length === 0) {
    const addresses = finding?.kind === "found" ? [...finding.addresses].sort() : [];
    const unseen = {
      problem: null,
      matched: null,
      protocol: null,
      cipher: null,
      certificate: null,
    };
    return addresses.map((address) => ({ address, verdict: "not_tried" as const, ...unseen }));
  }
  return [...report.addresses]
    .sort((a, b) => (a.address < b.address ? -1 : 1))
    .map(({ address, verdict, problem, matched, attempts }) => {
      const any = attempts.find(({ keyType }) => keyType === "any");
      return {
        address,
        verdict,
        problem,
        matched,
        protocol: any?.tls?.protocol ?? null,
        cipher: any?.tls?.cipher ?? null,
        certificate: any?.chain[0] ?? null,
      };
    });
}

function sorted<T>(items: T[]): T[] {
  const keyed = items.map((item) => ({ item, key: JSON.stringify(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}
