import { randomBytes } from "node:crypto";
import { isAtOrBelow, type Name, parseName, ROOT, under } from "../dns/name";
import type { Validator } from "../dnssec/validator";
import type { MayConnect } from "../net/address-policy";
import type { ZoneQuestions } from "./ask-server";
import { HYGIENE_LIMITS, type HygieneLimits } from "./limits";
import { findApex, type LookUp, until } from "./look-up";
import type { HygieneSeen, MailHostSeen } from "./observations";
import { observePolicies } from "./observe-policies";
import { observeZone } from "./observe-zone";

/** What is to be checked: a domain, and its mail hosts as the DANE check saw them. */
export type HygieneSubject = {
  domain: Name;
  hosts: readonly MailHostSeen[];
  /** The port in TLSA names; 25 where absent. */
  tlsaPort?: number;
};

/** Sockets, clock and settings. */
export type HygieneIo = {
  /** Behind a recursive resolver that passes DNSSEC records on. */
  validator: Pick<Validator, "resolve" | "judge">;
  /** Asked before every connection, to name servers and web servers alike. */
  mayConnect: MayConnect;
  /** Unix time in seconds. */
  now: () => number;
  /** 53 where absent; tests on loopback have others. */
  dnsPort?: number;
  /** 443 where absent. */
  httpsPort?: number;
  /** Certificate authorities for the policy file, in PEM form; the system's where absent. */
  httpsCa?: string;
  /**
   * Whether TCP port 53 is known to be open out of our network: then all of a domain's servers can
   * be at fault. Where it is not known, one of them has to answer before others are blamed.
   */
  tcpWorks?: boolean;
  limits?: Partial<HygieneLimits>;
  signal?: AbortSignal;
};

/** Asks everything that the checks want to know. Never throws for what comes from outside. */
export async function observeHygiene(
  { domain, hosts, tlsaPort = 25 }: HygieneSubject,
  io: HygieneIo,
): Promise<HygieneSeen> {
  const limits = { ...HYGIENE_LIMITS, ...io.limits };
  const deadline = AbortSignal.timeout(limits.deadlineMs);
  const signal = io.signal === undefined ? deadline : AbortSignal.any([deadline, io.signal]);
  const { lookUp, judge } = until(signal, io.validator);
  const { mayConnect } = io;
  const zoneIo = { judge, lookUp, mayConnect, dnsPort: io.dnsPort ?? 53, limits, signal };
  const policyIo = {
    lookUp,
    mayConnect,
    httpsPort: io.httpsPort ?? 443,
    limits,
    signal,
    ...(io.httpsCa === undefined ? {} : { httpsCa: io.httpsCa }),
  };
  const kept = hosts.slice(0, limits.mailHosts);
  const bases = kept.flatMap(({ name, tlsaBase }) => {
    const base = parseName(tlsaBase ?? name);
    return base.ok ? [base.value] : [];
  });
  const [found, policies] = await Promise.all([
    findZones([domain, ...bases], lookUp),
    observePolicies(domain, policyIo),
  ]);
  const apexes = found.flatMap(({ apex }) =>
    apex === null || apex === "nxdomain" || apex === ROOT ? [] : [apex],
  );
  const facts = { domain, hosts: kept, tlsaPort, hasTlsRpt: (policies.tlsRptTxt ?? []).length > 0 };
  const zones = await Promise.all(
    [...new Set(apexes)]
      .slice(0, limits.zones)
      .map((apex) => observeZone(questionsFor(apex, found, facts), zoneIo)),
  );
  return {
    now: io.now(),
    tcpWorks: io.tcpWorks ?? false,
    domain,
    zones,
    zonesNotFound: found.filter(({ apex }) => apex === null).map(({ name }) => name),
    hosts: kept,
    ...policies,
  };
}

type Found = { name: Name; apex: Name | "nxdomain" | null };

const findZones = (names: readonly Name[], lookUp: LookUp): Promise<Found[]> =>
  Promise.all(
    [...new Set(names)].map(async (name) => ({ name, apex: await findApex(name, lookUp) })),
  );

type Facts = {
  domain: Name;
  tlsaPort: number;
  hosts: readonly MailHostSeen[];
  hasTlsRpt: boolean;
};

/** Names of one zone to ask for. A name too long for a prefix is not asked for. */
function questionsFor(
  apex: Name,
  found: readonly Found[],
  { domain, hosts, tlsaPort, hasTlsRpt }: Facts,
): Omit<ZoneQuestions, "isSigned"> {
  const below = (prefix: string, name: Name): Name[] => {
    const made = under(prefix, name);
    return made.ok ? [made.value] : [];
  };
  const isHere = (name: Name) => found.some((each) => each.name === name && each.apex === apex);
  const label = `x${randomBytes(6).toString("hex")}`;
  const bases = hosts.flatMap((host) => {
    const base = parseName(host.tlsaBase ?? host.name);
    return base.ok && isHere(base.value) ? [{ base: base.value, host }] : [];
  });
  const withTlsa = bases.filter(({ host }) => host.tlsa.length > 0);
  const tls = hasTlsRpt && isHere(domain) ? below("_tls", domain) : [];
  return {
    apex,
    randomName: below(label, apex)[0] ?? apex,
    belowRandomName: below(`_25._tcp.${label}`, apex)[0] ?? apex,
    unknownTypeBelow: below(`n.${label}`, apex)[0] ?? apex,
    emptyNonTerminals: [...withTlsa.flatMap(({ base }) => below("_tcp", base)), ...tls].filter(
      (name) => isAtOrBelow(name, apex),
    ),
    mailHostTlsa: [...new Set(bases.flatMap(({ base }) => below(`_${tlsaPort}._tcp`, base)))],
  };
}
