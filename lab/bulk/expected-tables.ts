import { countryOfHost } from "./bulk-countries";
import { hasValidKeys, publishesTlsa, type Surveyed, surveyedOf } from "./expected-figures";
import type { BulkHost, BulkHostState, BulkPlan } from "./plan";

// Tables that need more of a plan than its totals: by host, by address, by operator, and shares.

type Counts = Record<string, number>;

/** What the tables of a plan's hosts, operators and shares must come to. */
export type BulkTables = {
  /** Addresses of hosts with TLSA records, as `ipv4 NL`; `ZZ` where the database names none. */
  countries: Counts;
  /** Addresses of such hosts where TLS holds, as `TLSv1.3 ec`; and by who issued what they show. */
  tls: Counts;
  issuers: Counts;
  certificates: number;
  daneHosts: number;
  /** Zones of such hosts that headline domains name, with those domains. */
  daneZones: Counts;
  /** Domains by the problem host that they name, and by verdict the hosts that enough of them name. */
  problemHosts: Counts;
  problemHostVerdicts: Counts;
  /** Domains with bogus MX records by the operator of their name servers. */
  bogusByOperator: Counts;
  /** Domains by `definitive` or `undetermined`, and outcome. */
  outcomes: Counts;
  /** Of each TLD: domains that fail, and of which could not be told. */
  failingByTld: Counts;
  undeterminedByTld: Counts;
  /** Keys by algorithm and flags, as `13 257`. */
  keys: Counts;
  shares: {
    dane: Counts;
    bogus: Counts;
    dnskeyByTld: Counts;
    dnskeyByOperator: Counts;
  };
};

/** Providers and operators of fewer domains, and issuers at fewer addresses, are not named. */
export const SMALLEST_NAMED_IN_LAB = 10;

const VERDICTS: Partial<Record<BulkHostState, string>> = {
  stale: "fail",
  mute: "no_tls",
  unusable: "unusable",
  lapsed: "bogus",
};
const HOLDS_TLS: ReadonlySet<BulkHostState> = new Set([
  "good",
  "by_authority",
  "stale",
  "unusable",
]);

/** Those tables, from the plan alone. */
export function expectedTables(plan: BulkPlan): BulkTables {
  const surveyed = surveyedOf(plan);
  const read = surveyed.filter(({ its }) => its.verdict !== "bogus");
  const named = [
    ...new Map(read.flatMap(({ hosts }) => hosts.map((one) => [one.name, one]))).values(),
  ];
  const dane = named.filter(publishesTlsa);
  const secure = dane.filter(({ state }) => HOLDS_TLS.has(state));
  const perAddress = (hosts: readonly BulkHost[], key: (host: BulkHost) => string): Counts =>
    counted(hosts.flatMap((host) => Array<string>(host.ipv4 + host.ipv6).fill(key(host))));
  const byAuthority = secure.filter(({ state }) => state === "by_authority");
  return {
    countries: counted(
      dane.flatMap((host) => [
        ...Array<string>(host.ipv4).fill(`ipv4 ${countryOfHost(host) ?? "ZZ"}`),
        ...Array<string>(host.ipv6).fill("ipv6 ZZ"),
      ]),
    ),
    tls: perAddress(secure, ({ protocol, keyType }) => `${protocol} ${keyType}`),
    // Each of these has an authority of its own, which is too small to be named.
    issuers: perAddress(secure, (host) => (byAuthority.includes(host) ? "other" : "self-issued")),
    certificates: secure.length,
    daneHosts: dane.length,
    daneZones: counted(
      read
        .filter(({ its }) => its.headline)
        .flatMap(({ hosts }) => distinct(hosts.filter(publishesTlsa).map(({ zone }) => zone))),
    ),
    problemHosts: counted(
      read.flatMap(({ hosts }) =>
        hosts.flatMap(({ name, state }) => (VERDICTS[state] ? name : [])),
      ),
    ),
    problemHostVerdicts: counted(
      named.flatMap(({ name, state }) => {
        const naming = read.filter(({ hosts }) => hosts.some((host) => host.name === name)).length;
        return naming < SMALLEST_NAMED_IN_LAB ? [] : (VERDICTS[state] ?? []);
      }),
    ),
    bogusByOperator: counted(surveyed.flatMap((one) => (isBogus(one) ? one.domain.operator : []))),
    outcomes: counted(surveyed.map(outcomeOf)),
    failingByTld: by(surveyed, tldOf, (one) => outcomeOf(one) === "definitive fail"),
    undeterminedByTld: by(surveyed, tldOf, ({ its }) => its.verdict === "tempfail"),
    keys: counted(
      surveyed
        .filter(({ domain }) => hasValidKeys(domain))
        .flatMap(({ signing }) =>
          signing.keys.map(
            ({ algorithm, role }) => `${algorithm} ${role === "zone_signing" ? 256 : 257}`,
          ),
        ),
    ),
    shares: {
      dane: shares(read, tldOf, ({ its }) => its.headline),
      bogus: shares(surveyed, tldOf, isBogus),
      dnskeyByTld: shares(surveyed, tldOf, ({ domain }) => !hasValidKeys(domain)),
      dnskeyByOperator: Object.fromEntries(
        Object.entries(shares(surveyed, operatorOf, ({ domain }) => !hasValidKeys(domain))).filter(
          ([operator, share]) => share > 0 && sizeOf(surveyed, operator),
        ),
      ),
    },
  };
}

const tldOf = ({ domain }: Surveyed): string => domain.tld;
const operatorOf = ({ domain }: Surveyed): string => domain.operator;
const isBogus = ({ its }: Surveyed): boolean => its.verdict === "bogus";
const sizeOf = (those: readonly Surveyed[], operator: string): boolean =>
  those.filter((one) => operatorOf(one) === operator).length >= SMALLEST_NAMED_IN_LAB;

/** "definitive pass" and the like; every domain of a first run was asked. */
function outcomeOf({ its }: Surveyed): string {
  if (its.headline) return "definitive pass";
  if (its.verdict === "tempfail") return "undetermined undetermined";
  const fails = ["dane_partial", "dane_fail", "dane_unusable", "bogus"].includes(its.verdict);
  return fails ? "definitive fail" : "definitive not_applicable";
}

function by(
  those: readonly Surveyed[],
  keyOf: (one: Surveyed) => string,
  is: (one: Surveyed) => boolean,
): Counts {
  const counts: Counts = {};
  for (const one of those) counts[keyOf(one)] = (counts[keyOf(one)] ?? 0) + (is(one) ? 1 : 0);
  return counts;
}

/** 0..1, to six digits. */
function shares(
  those: readonly Surveyed[],
  keyOf: (one: Surveyed) => string,
  is: (one: Surveyed) => boolean,
): Counts {
  const all = by(those, keyOf, () => true);
  return Object.fromEntries(
    Object.entries(by(those, keyOf, is)).map(([key, count]) => [
      key,
      Number((count / (all[key] ?? 1)).toFixed(6)),
    ]),
  );
}

const distinct = (items: readonly string[]): string[] => [...new Set(items)];
const counted = (words: readonly string[]): Counts => {
  const counts: Counts = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};
