import { SMALLEST_NAMED } from "@/lib/model/survey-changes";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import type { BulkFigures } from "./expected-figures";

// The plan's figures as the datasets of a release show them: for tests that compare the two.

type Counts = Record<string, number>;

const inOrder = (entries: Iterable<readonly [string, number]>): Counts =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
const without = (counts: Counts, ...names: string[]): Counts =>
  inOrder(Object.entries(counts).filter(([name]) => !names.includes(name)));
/** What small providers have is not shown. */
const largeOnly = (counts: Counts): Counts =>
  inOrder(Object.entries(counts).filter(([, number]) => number >= SMALLEST_NAMED));

/** Figures by dataset; rows by their dimensions. */
export type DatasetFigures = Record<string, Counts>;

/** What the plan's figures are as datasets have them. */
export function figuresForReaders(figures: BulkFigures): DatasetFigures {
  const byTld = (of: (totals: BulkFigures["byTld"][string]) => number) =>
    inOrder(Object.entries(figures.byTld).map(([tld, totals]) => [tld, of(totals)]));
  const headline = Object.entries(figures.providers).map(
    ([zone, its]) => [zone, its.headline] as const,
  );
  const almost = Object.entries(figures.almostDane).map(
    ([zone, its]) => [zone, its.domains] as const,
  );
  const nsec3 = Object.entries(without(figures.denial, "nsec")).map(
    ([name, number]) =>
      [`${name.replace("nsec3 ", "").replace(" ", "/")}/not_known`, number] as const,
  );
  return {
    "dane-domains": { "": figures.headline },
    "strict-dane-domains": { "": figures.strict },
    "partial-dane-domains": { "": figures.partial },
    "dnssec-domains": inOrder([
      ["mx_validated", figures.validatedMx],
      ["dnskey_validatable", figures.surveyed - figures.dnskeyBogus],
      ["ds_rrsets", figures.surveyed],
      ["signed_delegations", figures.surveyed],
    ]),
    "domain-verdicts": inOrder(Object.entries(figures.verdicts)),
    "problem-domains": {
      dns_lookup: figures.mxBogus + figures.tlsaBogus,
      tls: figures.tlsaMismatch + figures.noStarttls,
    },
    "dnssec-by-tld": byTld(({ surveyed }) => surveyed),
    "dane-by-tld": byTld(({ headline: dane }) => dane),
    "dnskey-failures-by-tld": byTld(({ dnskeyBogus }) => dnskeyBogus),
    "top-providers": largeOnly(Object.fromEntries(headline)),
    "almost-dane-providers": largeOnly({
      ...Object.fromEntries(almost),
      ...figures.unsignedProviders,
    }),
    "dnskey-algorithms": figures.keyFlags,
    "rsa-key-sizes": figures.rsaBits,
    exponents: figures.rsaExponents,
    // The plan counts domains with a shared modulus, and they may have two; the dataset counts keys.
    moduli: { shared_factor: figures.kinModuli },
    "ds-digests": figures.dsDigests,
    "nsec3-parameters": inOrder(nsec3),
  };
}

/** The same of a draft; datasets with finer rows are added up to what the plan tells apart. */
export function draftFigures({ draft }: ComputedDraft): DatasetFigures {
  const rowsOf = (dataset: string) =>
    draft.tables.find((one) => one.dataset === dataset)?.rows ?? [];
  const sums = (dataset: string, measure: string, ...dimensions: string[]): Counts => {
    const counts: Counts = {};
    for (const row of rowsOf(dataset)) {
      const key = dimensions.map((name) => String(row.dimensions[name])).join("/");
      counts[key] = (counts[key] ?? 0) + Number(row.measures[measure]);
    }
    return inOrder(Object.entries(counts));
  };
  const sizes = Object.entries(sums("rsa-key-sizes", "keys", "algorithm", "bits")).map(
    ([name, number]) => [name.replace("/", " "), number] as const,
  );
  const components = Object.entries(sums("rsa-components", "keys", "component", "value"));
  const partOf = (component: string) =>
    Object.fromEntries(
      components.flatMap(([name, number]) =>
        name.startsWith(component) ? [[name.slice(component.length), number] as const] : [],
      ),
    );
  const { shared_factor = 0 } = partOf("modulus/");
  return {
    "dane-domains": sums("dane-domains", "domains"),
    "strict-dane-domains": sums("strict-dane-domains", "domains"),
    "partial-dane-domains": sums("partial-dane-domains", "count"),
    "dnssec-domains": sums("dnssec-domains", "domains", "basis"),
    "domain-verdicts": sums("domain-verdicts", "domains", "verdict"),
    "problem-domains": sums("problem-domains", "domains", "problem"),
    "dnssec-by-tld": sums("dnssec-by-tld", "domains", "tld"),
    "dane-by-tld": sums("dane-by-tld", "domains", "tld"),
    "dnskey-failures-by-tld": sums("dnskey-failures-by-tld", "domains", "tld"),
    "top-providers": sums("top-providers", "domains", "provider"),
    "almost-dane-providers": sums("almost-dane-providers", "domains", "provider"),
    "dnskey-algorithms": sums("dnskey-algorithms", "keys", "keyFlags"),
    "rsa-key-sizes": inOrder(sizes),
    exponents: inOrder(Object.entries(partOf("exponent/"))),
    moduli: { shared_factor },
    "ds-digests": sums("ds-digests", "delegations", "digestType"),
    "nsec3-parameters": sums("nsec3-parameters", "zones", "iterations", "saltOctets", "optOut"),
  };
}
