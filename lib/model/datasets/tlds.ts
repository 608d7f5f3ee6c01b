import { code, count, label, oneOf, share } from "../column";
import { defineDataset } from "../dataset";
import { DANE_SURVEY } from "../sources";

const tld = label({ title: "TLD", description: "Top-level domain as an A-label, without dots" });
const LISTED =
  "Only the TLDs that the source lists; one that is absent was not listed, which says nothing about its number.";

export const dnssecByTld = defineDataset({
  id: "dnssec-by-tld",
  title: "DNSSEC domains by TLD",
  unit: "domains",
  summary: "DNSSEC-signed domains under the largest TLDs.",
  definition:
    "DNSSEC-signed domains delegated from public suffixes under the TLD, rounded to thousands by the source. The main table is the slide “Top TLDs” of October 2018; edition `earlier` is an older, undated appendix slide.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: LISTED,
  page: "/tlds",
  shape: "table",
  dimensions: { tld },
  measures: {
    domains: count({
      title: "DNSSEC domains",
      unit: "domains",
      description: "Signed domains under the TLD",
    }),
  },
  mainMeasure: "domains",
  sentence: "{domains} DNSSEC-signed domains were under {tld}",
});

export const daneByTld = defineDataset({
  id: "dane-by-tld",
  title: "DANE domains by TLD",
  unit: "domains",
  summary: "DANE domains under each TLD.",
  definition: "DANE domains (the headline count) delegated from public suffixes under the TLD.",
  denominator: "DNSSEC domains under the same TLD whose MX lookup validates.",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Not published: no report gives exact counts by TLD. The ccTLD bands give lower bounds for 19 TLDs.",
  page: "/tlds",
  shape: "table",
  dimensions: { tld },
  measures: {
    domains: count({
      title: "DANE domains",
      unit: "domains",
      description: "DANE domains under the TLD",
    }),
    share: share({
      title: "Share",
      unit: "share",
      description: "Of the TLD's DNSSEC domains with MX, 0..1",
    }),
  },
  mainMeasure: "domains",
  sentence: "{domains} DANE domains were under {tld}",
});

export const cctldDaneBands = defineDataset({
  id: "cctld-dane-bands",
  title: "DANE domains in ccTLDs, in bands",
  unit: "domains",
  summary: "Country-code TLDs with at least 100, 1,000 and 10,000 DANE domains.",
  definition:
    "The largest of the limits 100, 1,000 and 10,000 that the TLD's number of DANE domains reaches. The slide counts .eu and .io among the ccTLDs.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "A ccTLD that is not listed had fewer than 100 DANE domains, or none.",
  page: "/tlds",
  shape: "table",
  dimensions: { tld },
  measures: {
    atLeastDomains: count({
      title: "DANE domains, at least",
      unit: "domains",
      description: "Lower limit of the band: the TLD has at least this many DANE domains",
    }),
  },
  mainMeasure: "atLeastDomains",
  sentence: "{atLeastDomains} DANE domains were under {tld}",
});

export const CCTLD_GROUPS = [
  "all",
  "with_dnssec",
  "with_signed_delegation",
  "with_dane",
  "with_over_100_dane",
] as const;

export type CctldGroup = (typeof CCTLD_GROUPS)[number];

/** Each group in words. */
export const CCTLD_GROUP_WORDS: Record<(typeof CCTLD_GROUPS)[number], string> = {
  all: "Country-code TLDs",
  with_dnssec: "with DNSSEC",
  with_signed_delegation: "with at least one signed delegation",
  with_dane: "with DANE domains",
  with_over_100_dane: "with more than 100 DANE domains",
};

export const cctldCounts = defineDataset({
  id: "cctld-counts",
  title: "DNSSEC and DANE among ccTLDs",
  unit: "ccTLDs",
  summary: "How many country-code TLDs have DNSSEC, signed delegations and DANE domains.",
  definition: "Country-code TLDs by what is found at or under them.",
  denominator: "All country-code TLDs (group `all`).",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Not counted in that release.",
  page: "/tlds",
  shape: "table",
  dimensions: {
    group: oneOf(CCTLD_GROUPS, { title: "Group", description: "Which ccTLDs are counted" }),
  },
  measures: {
    tlds: count({ title: "ccTLDs", unit: "ccTLDs", description: "Country-code TLDs in the group" }),
  },
  mainMeasure: "tlds",
  sentence: "the survey counted {tlds} {group}",
});

export const breakageByTld = defineDataset({
  id: "breakage-by-tld",
  title: "Breakage by TLD",
  unit: "share of signed delegations",
  summary: "Share of signed delegations that do not work, for TLDs at both ends.",
  definition:
    "Share of the TLD's DNSSEC-signed delegations whose lookup breaks. Breakage is largely at parked domains, many of them lame delegations: ordinary DNS outage rather than bad signatures.",
  denominator: "DNSSEC-signed delegations under the TLD.",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: LISTED,
  page: "/reliability",
  shape: "table",
  dimensions: { tld },
  measures: {
    share: share({
      title: "Breakage",
      unit: "share",
      description: "Of signed delegations that break, 0..1",
    }),
  },
  mainMeasure: "share",
  sentence: "{share} of the signed delegations under {tld} broke",
});

export const dnskeyFailuresByTld = defineDataset({
  id: "dnskey-failures-by-tld",
  title: "DNSKEY lookup failures by TLD",
  unit: "share of signed delegations",
  summary: "How often the DNSKEY lookup of a signed domain fails, by TLD.",
  definition:
    "Signed delegations under the TLD whose DNSKEY RRset could not be looked up and validated.",
  denominator: "Signed delegations under the TLD that were looked up.",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Not published as text; our own survey's releases will fill it.",
  page: "/dnssec",
  shape: "table",
  dimensions: { tld },
  measures: {
    domains: count({
      title: "Failing domains",
      unit: "domains",
      description: "Domains whose lookup failed",
    }),
    share: share({
      title: "Failure rate",
      unit: "share",
      description: "Of the TLD's signed delegations, 0..1",
    }),
  },
  mainMeasure: "share",
  sentence: "the DNSKEY look-up failed for {share} of the signed delegations under {tld}",
});

export const tldKskSizes = defineDataset({
  id: "tld-ksk-below-2048-bits",
  title: "TLDs with a KSK below 2,048 bits",
  unit: "bits of the RSA modulus",
  summary: "The only TLDs without a 2,048-bit key-signing key.",
  definition:
    "TLD zones whose RSA key-signing key (DNSKEY flags 257) has a modulus below 2,048 bits.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "A TLD that is not listed had a KSK of at least 2,048 bits or another algorithm.",
  page: "/dnssec",
  shape: "table",
  dimensions: {
    tld,
    keyFlags: code({ title: "Key flags", description: "DNSKEY flags field" }),
    algorithm: code({ title: "Algorithm", description: "DNSSEC algorithm number" }),
  },
  measures: {
    bits: count({ title: "Key size", unit: "bits", description: "Length of the RSA modulus" }),
  },
  mainMeasure: "bits",
  sentence: "{tld} had a key-signing key of {bits} bits",
});

export const tldOldZsks = defineDataset({
  id: "tlds-with-old-1024-bit-zsk",
  title: "TLDs with a 1,024-bit ZSK older than a year",
  unit: "TLDs",
  summary: "TLDs with a 1,024-bit RSA zone-signing key in place for more than a year.",
  definition:
    "TLD zones with at least one 1,024-bit RSA zone-signing key that had been in place for over a year; it may already be inactive.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Read once.",
  page: "/dnssec",
  shape: "table",
  dimensions: {},
  measures: { tlds: count({ title: "TLDs", unit: "TLDs", description: "TLDs with such a key" }) },
  mainMeasure: "tlds",
  sentence: "{tlds} TLDs had a 1,024-bit zone-signing key that had been in place for over a year",
});
