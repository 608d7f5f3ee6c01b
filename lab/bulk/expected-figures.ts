import type { DomainVerdict } from "@/lib/model/check-verdicts";
import type {
  BulkCase,
  BulkDomain,
  BulkHost,
  BulkHostState,
  BulkKey,
  BulkPlan,
  BulkSigning,
} from "./plan";

// What a survey of the lab must come to, from the plan alone: nothing here knows how the scan or the
// aggregates count. Words are those of the survey's definitions; each field says what it counts.

/** What a domain of a case comes to, by the definitions; null: it is not surveyed. */
type Outcome = {
  verdict: DomainVerdict;
  /** Correct TLSA at all hosts; at all primary hosts that accept connections; at some hosts only. */
  strict: boolean;
  headline: boolean;
  partial: boolean;
};

const outcome = (
  verdict: DomainVerdict,
  ...counts: ("strict" | "headline" | "partial")[]
): Outcome => ({
  verdict,
  strict: counts.includes("strict"),
  headline: counts.includes("headline"),
  partial: counts.includes("partial"),
});

const DANE = outcome("dane_ok", "strict", "headline");
const BOGUS = outcome("bogus");

/** By case; a table to be read beside the definitions. */
export const CASE_OUTCOMES: Readonly<Record<BulkCase, Outcome | null>> = {
  dane_shared: DANE,
  dane_own: DANE,
  dane_ta: DANE,
  dane_two_providers: DANE,
  // A dead host is tolerated where it has TLSA records (footnote 1 of the headline's definition).
  spare_down: outcome("dane_partial", "headline"),
  spare_bare: outcome("dane_partial", "headline", "partial"),
  primary_bare: outcome("dane_partial", "partial"),
  half_provider: outcome("dane_partial", "partial"),
  bare_provider: outcome("no_dane"),
  plain_provider: outcome("no_dane"),
  bare_own: outcome("no_dane"),
  implicit_mx: outcome("no_dane"),
  null_mx: outcome("null_mx"),
  stale_provider: outcome("dane_fail"),
  stale_own: outcome("dane_fail"),
  mute_provider: outcome("dane_fail"),
  mute_own: outcome("dane_fail"),
  unusable_own: outcome("dane_unusable"),
  lapsed_provider: outcome("tempfail"),
  down: outcome("tempfail"),
  ds_wrong: BOGUS,
  expired: BOGUS,
  mx_expired: BOGUS,
  mx_forged: BOGUS,
  unsigned: null,
  gone: null,
};

type Counted = Readonly<Record<string, number>>;

/** Totals of all domains, and of those below one TLD. */
export type BulkTotals = {
  /** DNSSEC-signed, delegated from a public suffix. */
  surveyed: number;
  /** The denominator: validated replies to the MX query, an empty one included. */
  validatedMx: number;
  headline: number;
  strict: number;
  partial: number;
  /** Problem domains (TLS): TLSA records that match nothing, or no STARTTLS though there are some. */
  tlsaMismatch: number;
  noStarttls: number;
  /** TLSA records of which a mail server can use none. */
  tlsaUnusable: number;
  /** Problem domains (DNS): the MX look-up is bogus; a host's TLSA look-up is. */
  mxBogus: number;
  tlsaBogus: number;
  /** The keys do not validate. */
  dnskeyBogus: number;
};

/** The zone of MX hosts, and the domains that have one there. */
export type BulkProviderFigures = {
  /** Surveyed domains with validated MX records that name a host there; each once. */
  domains: number;
  /** Those of them that count in the headline. */
  headline: number;
  /** Those of these for which a host there has working DANE. */
  working: number;
};

/** A zone's hosts with TLSA records that can be used, or with a fault. */
export type BulkPractice = {
  domains: number;
  problemDomains: number;
  hosts: number;
  problemHosts: number;
  singleRecord: number;
  issuerOnly: number;
};

/** What the whole of a plan must come to. */
export type BulkFigures = BulkTotals & {
  verdicts: Counted;
  byTld: Readonly<Record<string, BulkTotals>>;
  /** Surveyed domains by the zone of their name servers, and those whose keys do not validate. */
  operators: Readonly<Record<string, { domains: number; dnskeyBogus: number }>>;
  providers: Readonly<Record<string, BulkProviderFigures>>;
  /** Headline domains whose hosts lie in more than one zone. */
  severalProviders: number;
  /** Signed provider zones without TLSA records at a host that customers name, and what is missing. */
  almostDane: Readonly<Record<string, { domains: number; missing: "tlsa" | "tlsa_at_some_hosts" }>>;
  /** Customers of providers whose zone is not signed. */
  unsignedProviders: Counted;
  /** Distinct addresses of hosts with working DANE that a surveyed domain names. */
  addresses: { ipv4: number; ipv6: number };
  /** Hosts that surveyed domains with validated MX records name. */
  hosts: Counted;
  /** Those with a fault, and the domains that name one, by fault; the domains by zone and fault too. */
  faults: { hosts: Counted; domains: Counted; byZone: Counted };
  /** By zone of hosts with TLSA records or a fault: domains, domains at faulty ones, hosts, their practice. */
  practice: Readonly<Record<string, BulkPractice>>;
  /** Surveyed domains whose keys validate: by algorithm, and keys by flags. */
  algorithms: Counted;
  keyFlags: Counted;
  /** RSA keys by algorithm and size, as `8 2048`; and by exponent, in decimal. */
  rsaBits: Counted;
  rsaExponents: Counted;
  /** RSA moduli that more than one domain has, and domains with such a modulus. */
  sharedModuli: { moduli: number; domains: number };
  /** RSA moduli that have a prime in common with another one. */
  kinModuli: number;
  /** RSA keys with such a modulus; with one that is only shared as a whole; with neither. */
  moduliKeys: { kin: number; shared: number; neither: number };
  /** Surveyed domains with a DS record of that digest type. */
  dsDigests: Counted;
  /** Surveyed domains whose denial is known: `nsec`, or `nsec3 ITERATIONS SALT-OCTETS`. */
  denial: Counted;
  /** TLSA records with a signature that holds, by usage, selector and matching type. */
  tlsaRecords: Counted;
  /** Hosts with working DANE: by usage, selector and matching type; by TLS version; by key type. */
  tlsaParameters: Counted;
  tlsVersions: Counted;
  certificateKeys: Counted;
};

/** A surveyed domain with what it must come to. */
export type Surveyed = {
  domain: BulkDomain;
  its: Outcome;
  signing: BulkSigning;
  hosts: readonly BulkHost[];
};

/** The figures of a plan, independent of every other way to count them. */
export function expectedFigures(plan: BulkPlan): BulkFigures {
  const surveyed = surveyedOf(plan);
  const read = surveyed.filter(({ its }) => its.verdict !== "bogus");
  const keyed = surveyed.filter(({ domain }) => hasValidKeys(domain));
  const keys = keyed.flatMap(({ domain, signing }) => signing.keys.map((key) => ({ domain, key })));
  const named = new Map(read.flatMap(({ hosts }) => hosts.map((host) => [host.name, host])));
  const working = [...named.values()].filter(isWorking);
  const byTld = grouped(surveyed, ({ domain }) => [domain.tld]);
  return {
    ...totalsOf(surveyed),
    verdicts: counted(surveyed.map(({ its }) => its.verdict)),
    byTld: mapped(byTld, totalsOf),
    operators: mapped(
      grouped(surveyed, ({ domain }) => [domain.operator]),
      (those) => ({
        domains: those.length,
        dnskeyBogus: those.filter(({ domain }) => !hasValidKeys(domain)).length,
      }),
    ),
    providers: mapped(grouped(read, zonesOf), (those, zone) => ({
      domains: those.length,
      headline: those.filter(({ its }) => its.headline).length,
      working: those.filter(
        ({ its, hosts }) =>
          its.headline && hosts.some((host) => host.zone === zone && isWorking(host)),
      ).length,
    })),
    severalProviders: read.filter((one) => one.its.headline && zonesOf(one).length > 1).length,
    ...providerGaps(plan, read),
    addresses: {
      ipv4: sum(working.map(({ ipv4 }) => ipv4)),
      ipv6: sum(working.map(({ ipv6 }) => ipv6)),
    },
    hosts: counted([...named.values()].map(({ state }) => state)),
    ...faultsOf(read, [...named.values()]),
    algorithms: counted(
      keyed.flatMap(({ signing }) => distinct(signing.keys.map(({ algorithm }) => `${algorithm}`))),
    ),
    keyFlags: counted(keys.map(({ key }) => flagsOf(key))),
    rsaBits: counted(
      keys.flatMap(({ key }) => (key.rsa ? `${key.algorithm} ${key.rsa.bits}` : [])),
    ),
    rsaExponents: counted(keys.flatMap(({ key }) => (key.rsa ? `${key.rsa.exponent}` : []))),
    ...moduliOf(keys),
    dsDigests: counted(
      surveyed.flatMap(({ signing }) => signing.digests.map((digest) => `${digest}`)),
    ),
    denial: counted(keyed.map(({ signing }) => denialOf(signing))),
    tlsaRecords: counted([...named.values()].flatMap(({ state }) => RECORDS[state] ?? [])),
    tlsaParameters: counted(
      working.map(({ state }) => (state === "by_authority" ? "2 1 1" : "3 1 1")),
    ),
    tlsVersions: counted(working.map(({ protocol }) => protocol)),
    certificateKeys: counted(working.map(({ keyType }) => keyType)),
  };
}

/** The surveyed domains of a plan, with the hosts that their MX records name. */
export function surveyedOf({ domains, providers }: BulkPlan): Surveyed[] {
  const shared = providers.flatMap((provider) => provider.hosts);
  const byName = new Map(shared.map((host) => [host.name, host]));
  return domains.flatMap((domain) => {
    const its = CASE_OUTCOMES[domain.case];
    if (its === null || domain.signing === null) return [];
    // Without an MX record there is no MX host that a provider could be told by.
    const own = domain.own === null || domain.mx?.length === 0 ? [] : [domain.own];
    const others = (domain.mx ?? []).flatMap(({ host }) => byName.get(host) ?? []);
    return [{ domain, its, signing: domain.signing, hosts: [...own, ...others] }];
  });
}

function totalsOf(those: readonly Surveyed[]): BulkTotals {
  const of = (is: (one: Surveyed) => boolean) => those.filter(is).length;
  const cased = (...cases: BulkCase[]) => of(({ domain }) => cases.includes(domain.case));
  return {
    surveyed: those.length,
    validatedMx: of(({ its }) => its.verdict !== "bogus"),
    headline: of(({ its }) => its.headline),
    strict: of(({ its }) => its.strict),
    partial: of(({ its }) => its.partial),
    tlsaMismatch: cased("stale_own", "stale_provider"),
    noStarttls: cased("mute_own", "mute_provider"),
    tlsaUnusable: cased("unusable_own"),
    mxBogus: of(({ its }) => its.verdict === "bogus"),
    tlsaBogus: cased("lapsed_provider"),
    dnskeyBogus: of(({ domain }) => !hasValidKeys(domain)),
  };
}

/** Providers that are one step away, and those that are two. */
function providerGaps(
  { providers }: BulkPlan,
  read: readonly Surveyed[],
): Pick<BulkFigures, "almostDane" | "unsignedProviders"> {
  const unsigned = new Set(providers.flatMap(({ zone, signing }) => (signing ? [] : zone)));
  const almost: Record<string, BulkFigures["almostDane"][string]> = {};
  const without: Record<string, number> = {};
  for (const [zone, those] of grouped(read, zonesOf)) {
    const named = those.flatMap(({ hosts }) => hosts.filter((host) => host.zone === zone));
    const isBare = named.some(({ state }) => state === "bare");
    if (unsigned.has(zone)) without[zone] = those.length;
    else if (isBare)
      almost[zone] = {
        domains: those.length,
        missing: named.every(({ state }) => state === "bare") ? "tlsa" : "tlsa_at_some_hosts",
      };
  }
  return { almostDane: almost, unsignedProviders: without };
}

/** The fault of a host's state, in the words of RFC 8460 §4.3 or ours; of the others none is told. */
const FAULTS: Partial<Record<BulkHostState, string>> = {
  stale: "tlsa-invalid",
  mute: "starttls-not-supported",
  unusable: "tlsa-unusable",
  lapsed: "dnssec-invalid",
};

function faultsOf(
  read: readonly Surveyed[],
  named: readonly BulkHost[],
): Pick<BulkFigures, "faults" | "practice"> {
  const faultAt = ({ state }: BulkHost): string[] => [FAULTS[state] ?? []].flat();
  const isShown = (host: BulkHost) => RECORDS[host.state] !== undefined || faultAt(host).length > 0;
  const at = (zone: string) => named.filter((host) => host.zone === zone && isShown(host));
  const zones = grouped(read, ({ hosts }) =>
    distinct(hosts.filter(isShown).map(({ zone }) => zone)),
  );
  return {
    faults: {
      hosts: counted(named.flatMap(faultAt)),
      domains: counted(read.flatMap(({ hosts }) => distinct(hosts.flatMap(faultAt)))),
      byZone: counted(
        read.flatMap(({ hosts }) =>
          distinct(hosts.flatMap((host) => faultAt(host).map((fault) => `${host.zone} ${fault}`))),
        ),
      ),
    },
    practice: mapped(zones, (those, zone) => ({
      domains: those.length,
      problemDomains: those.filter(({ hosts }) =>
        hosts.some((host) => host.zone === zone && faultAt(host).length > 0),
      ).length,
      hosts: at(zone).length,
      problemHosts: at(zone).filter((host) => faultAt(host).length > 0).length,
      // Each host of the lab has one record; those of usage 1 are of no use, lapsed ones not believed.
      singleRecord: at(zone).filter(({ state }) => !["unusable", "lapsed"].includes(state)).length,
      issuerOnly: at(zone).filter(({ state }) => state === "by_authority").length,
    })),
  };
}

function moduliOf(
  keys: readonly { domain: BulkDomain; key: BulkKey }[],
): Pick<BulkFigures, "sharedModuli" | "kinModuli" | "moduliKeys"> {
  const rsa = keys.filter(({ key }) => key.rsa !== undefined);
  const shared = [...grouped(rsa, ({ key }) => [key.material])].filter(
    ([, those]) => distinct(those.map(({ domain }) => domain.name)).length > 1,
  );
  const kin = distinct(rsa.map(({ key }) => key.material)).filter((each) =>
    each.startsWith("kin-"),
  );
  const isKin = (material: string) => kin.length > 1 && material.startsWith("kin-");
  const keysOfKin = rsa.filter(({ key }) => isKin(key.material)).length;
  const keysShared = sum(shared.map(([material, those]) => (isKin(material) ? 0 : those.length)));
  return {
    sharedModuli: {
      moduli: shared.length,
      domains: distinct(shared.flatMap(([, those]) => those.map(({ domain }) => domain.name)))
        .length,
    },
    kinModuli: kin.length > 1 ? kin.length : 0,
    moduliKeys: {
      kin: keysOfKin,
      shared: keysShared,
      neither: rsa.length - keysOfKin - keysShared,
    },
  };
}

/** The record of hosts of a state; those of other states have none, or none that can be believed. */
const RECORDS: Partial<Record<BulkHostState, string>> = {
  good: "3 1 1",
  by_authority: "2 1 1",
  stale: "3 1 1",
  mute: "3 1 1",
  unusable: "1 1 1",
  down: "3 1 1",
};

/** Whether a host has TLSA records that can be believed. */
export const publishesTlsa = ({ state }: BulkHost): boolean => RECORDS[state] !== undefined;
/** Whether a domain's keys validate. */
export const hasValidKeys = ({ case: its }: BulkDomain): boolean =>
  its !== "ds_wrong" && its !== "expired";
const isWorking = ({ state }: BulkHost): boolean => state === "good" || state === "by_authority";
const zonesOf = ({ hosts }: Surveyed): string[] => distinct(hosts.map(({ zone }) => zone));
const flagsOf = ({ role }: BulkKey): string => (role === "zone_signing" ? "256" : "257");
const denialOf = ({ denial }: BulkSigning): string =>
  denial === "nsec" ? "nsec" : `nsec3 ${denial.iterations} ${denial.saltOctets}`;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];

function grouped<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  return groups;
}

const mapped = <T, R>(
  groups: ReadonlyMap<string, T[]>,
  map: (items: T[], key: string) => R,
): Record<string, R> =>
  Object.fromEntries([...groups].sort().map(([key, items]) => [key, map(items, key)]));

const counted = (words: readonly string[]): Counted => {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};
