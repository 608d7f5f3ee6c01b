import type { Db } from "@/db/client";
import { expectedFigures } from "./expected-figures";
import type { BulkPlan } from "./plan";

type Counts = Record<string, number>;
type Row = { dimensions: Record<string, unknown>; measures: Record<string, unknown> };

/** Providers and operators of fewer domains are not named. */
const SMALLEST_NAMED = 10;

/**
 * The newest draft of the aggregates and what the plan says, in one form, for a test that compares the
 * two: a name for each dataset, counts below it.
 */
export async function draftAndPlan(
  { $client }: Db,
  plan: BulkPlan,
): Promise<{ counted: Record<string, Counts>; planned: Record<string, Counts> }> {
  const tables = await $client<{ dataset: string; other: number | null; rows: Row[] }[]>`
    select dataset, other, rows from tally.draft_tables
    where run = (select max(run) from tally.drafts) order by position`;
  const rowsOf = (dataset: string) => tables.find((one) => one.dataset === dataset)?.rows ?? [];
  /** Rows that agree in these dimensions are added up. */
  const sums = (dataset: string, dimensions: readonly string[], measure: string): Counts => {
    const counts: Counts = {};
    for (const { dimensions: its, measures } of rowsOf(dataset)) {
      const key = dimensions.map((name) => String(its[name])).join(" ");
      counts[key] = (counts[key] ?? 0) + Number(measures[measure]);
    }
    return counts;
  };
  const expected = expectedFigures(plan);
  const byTld = (count: (tld: (typeof expected.byTld)[string]) => number): Counts =>
    Object.fromEntries(Object.entries(expected.byTld).map(([tld, its]) => [tld, count(its)]));
  const named = <T>(all: Readonly<Record<string, T>>, count: (one: T) => number): Counts =>
    Object.fromEntries(
      Object.entries(all).flatMap(([name, one]) =>
        count(one) < SMALLEST_NAMED ? [] : [[name, count(one)]],
      ),
    );
  const { moduliKeys, ...of } = expected;
  const pairs: Record<string, [Counts, Counts]> = {
    "dane-domains": [sums("dane-domains", [], "domains"), { "": of.headline }],
    "strict-dane-domains": [sums("strict-dane-domains", [], "domains"), { "": of.strict }],
    "partial-dane-domains": [sums("partial-dane-domains", [], "count"), { "": of.partial }],
    "dnssec-domains": [
      sums("dnssec-domains", ["basis"], "domains"),
      {
        mx_validated: of.validatedMx,
        dnskey_validatable: of.surveyed - of.dnskeyBogus,
        ds_rrsets: of.surveyed,
        signed_delegations: of.surveyed,
      },
    ],
    "domain-verdicts": [sums("domain-verdicts", ["verdict"], "domains"), { ...of.verdicts }],
    "signed by TLD": [sums("survey-by-tld", ["tld"], "signed"), byTld((tld) => tld.surveyed)],
    "validated by TLD": [
      sums("survey-by-tld", ["tld"], "mxValidated"),
      byTld((tld) => tld.validatedMx),
    ],
    "DANE by TLD": [sums("dane-by-tld", ["tld"], "domains"), byTld((tld) => tld.headline)],
    "bogus by TLD": [sums("breakage-counts-by-tld", ["tld"], "bogus"), byTld((tld) => tld.mxBogus)],
    "DNSKEY failures by TLD": [
      sums("dnskey-failures-by-tld", ["tld"], "domains"),
      byTld((tld) => tld.dnskeyBogus),
    ],
    "DNSKEY failures by operator": [
      sums("dnskey-failures-by-operator", ["operator"], "domains"),
      Object.fromEntries(
        Object.entries(of.operators).flatMap(([operator, { domains, dnskeyBogus }]) =>
          domains < SMALLEST_NAMED || dnskeyBogus === 0 ? [] : [[operator, dnskeyBogus]],
        ),
      ),
    ],
    "top-providers": [
      sums("top-providers", ["provider"], "domains"),
      named(of.providers, ({ headline }) => headline),
    ],
    "almost-dane-providers": [
      sums("almost-dane-providers", ["provider"], "domains"),
      {
        ...named(of.almostDane, ({ domains }) => domains),
        ...named(of.unsignedProviders, (domains) => domains),
      },
    ],
    "problem-domains": [
      sums("problem-domains", ["problem"], "domains"),
      { tls: of.tlsaMismatch + of.noStarttls, dns_lookup: of.mxBogus + of.tlsaBogus },
    ],
    "faulty hosts": [sums("problem-faults", ["fault"], "hosts"), { ...of.faults.hosts }],
    "domains at faulty hosts": [
      sums("problem-faults", ["fault"], "domains"),
      { ...of.faults.domains },
    ],
    "problem-operators": [
      sums("problem-operators", ["operator", "fault"], "domains"),
      named(of.faults.byZone, (domains) => domains),
    ],
    ...Object.fromEntries(
      (
        [
          "domains",
          "problemDomains",
          "hosts",
          "problemHosts",
          "singleRecord",
          "issuerOnly",
        ] as const
      ).map((measure) => [
        `practice: ${measure}`,
        [
          sums("provider-practice", ["provider"], measure),
          Object.fromEntries(
            Object.entries(of.practice).flatMap(([zone, its]) =>
              its.domains < SMALLEST_NAMED ? [] : [[zone, its[measure]]],
            ),
          ),
        ],
      ]),
    ),
    "dnssec-algorithms": [
      sums("dnssec-algorithms", ["algorithm"], "entries"),
      { ...of.algorithms },
    ],
    "keys by flags": [sums("dnskey-algorithms", ["keyFlags"], "keys"), { ...of.keyFlags }],
    "rsa-key-sizes": [sums("rsa-key-sizes", ["algorithm", "bits"], "keys"), { ...of.rsaBits }],
    "rsa-components": [
      sums("rsa-components", ["component", "value"], "keys"),
      {
        ...prefixed("exponent", of.rsaExponents),
        "modulus even": 0,
        "modulus small_factor": 0,
        "modulus below_1024_bits": 0,
        "modulus shared_factor": moduliKeys.kin,
        "modulus shared_modulus": moduliKeys.shared,
        "modulus none": moduliKeys.neither,
      },
    ],
    "ds-digests": [sums("ds-digests", ["digestType"], "delegations"), { ...of.dsDigests }],
    "nsec3-parameters": [
      prefixed("nsec3", sums("nsec3-parameters", ["iterations", "saltOctets"], "zones")),
      Object.fromEntries(Object.entries(of.denial).filter(([denial]) => denial !== "nsec")),
    ],
    "tlsa-parameters": [
      sums("tlsa-parameters", ["usage", "selector", "matchingType"], "records"),
      { ...of.tlsaRecords },
    ],
  };
  const side = (at: 0 | 1) =>
    Object.fromEntries(Object.entries(pairs).map(([name, pair]) => [name, pair[at]]));
  return { counted: side(0), planned: side(1) };
}

const prefixed = (word: string, counts: Readonly<Counts>): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${word} ${name}`, count]));
