import { count, oneOf, quantity, share } from "../column";
import { defineDataset } from "../dataset";
import { DANE_SURVEY } from "../sources";

const GAP =
  "No report of that date was read: the figure is unknown, not zero. Nothing is interpolated; points more than 62 days apart are not joined.";

/** What a DNSSEC total counts; the published bases differ and are never joined. */
export const DNSSEC_BASES = [
  "mx_validated",
  "in_survey",
  "ds_rrsets",
  "dnskey_validatable",
  "signed_delegations",
] as const;

export type DnssecBasis = (typeof DNSSEC_BASES)[number];

/** Each base in words. */
export const DNSSEC_BASIS_WORDS: Record<
  (typeof DNSSEC_BASES)[number],
  { name: string; meaning: string }
> = {
  mx_validated: {
    name: "DNSSEC domains with MX",
    meaning: "Domains whose MX lookup gets a DNSSEC-validated reply.",
  },
  in_survey: {
    name: "DNSSEC domains in the survey",
    meaning:
      "All DNSSEC-signed domains in the survey, whatever their MX lookup returns (2018 posts).",
  },
  ds_rrsets: { name: "DS RRsets", meaning: "Delegations with a DS RRset in the parent zone." },
  dnskey_validatable: {
    name: "Validatable DNSKEY RRsets",
    meaning: "Zones whose apex DNSKEY RRset validates.",
  },
  signed_delegations: {
    name: "Signed delegations",
    meaning: "DNSSEC-signed delegations that the survey tracks.",
  },
};

export const daneDomains = defineDataset({
  id: "dane-domains",
  title: "DANE domains",
  unit: "domains",
  summary: "Domains with correct SMTP DANE records, by report.",
  definition:
    "Domains with correct SMTP DANE TLSA records at every primary MX host that accepts connections. Always-down MX hosts are tolerated if they still have well-formed TLSA records. In 2017: domains with correct TLSA records.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: GAP,
  page: "/trends",
  shape: "series",
  dimensions: {},
  measures: {
    domains: count({
      title: "DANE domains",
      unit: "domains",
      description: "Domains counted as DANE domains; with flag l at least this many",
    }),
  },
  mainMeasure: "domains",
  sentence:
    "{domains} domains had correct SMTP DANE TLSA records at every primary mail server that accepts connections",
});

export const dnssecDomains = defineDataset({
  id: "dnssec-domains",
  title: "DNSSEC domains",
  unit: "domains",
  summary: "DNSSEC-signed domains by what is counted; the bases are different quantities.",
  definition:
    "Depends on the basis. mx_validated: domains whose MX lookup returns a DNSSEC-validated reply (the denominator of the DANE share from 2018-10 on). in_survey: all DNSSEC domains in the survey (posts of early 2018). ds_rrsets and dnskey_validatable: the October 2018 slides’ counts of September 2018. signed_delegations: a lower bound stated in 2022-10.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: GAP,
  page: "/trends",
  shape: "series",
  dimensions: {
    basis: oneOf(DNSSEC_BASES, { title: "Basis", description: "What is counted" }),
  },
  measures: {
    domains: count({
      title: "DNSSEC domains",
      unit: "domains",
      description: "Domains, delegations or RRsets of that basis; with flag l at least this many",
    }),
  },
  mainMeasure: "domains",
  sentence: "the survey counted {domains} {basis}",
});

export const daneShare = defineDataset({
  id: "dane-share",
  title: "Share with DANE",
  unit: "share of DNSSEC domains",
  summary: "DANE domains as a share of DNSSEC domains, where a report gives both.",
  definition:
    "DANE domains divided by the DNSSEC domains of the same report. The posts print a truncated per cent value; the share here is computed from the two counts.",
  denominator:
    "Domains that return a DNSSEC-validated reply to an MX query (basis mx_validated); in early 2018 all DNSSEC domains in the survey (basis in_survey), which is a different quantity.",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: `${GAP} A share exists only where one report gives both counts.`,
  page: "/trends",
  shape: "series",
  dimensions: {
    basis: oneOf(DNSSEC_BASES, {
      title: "Basis",
      description: "Which DNSSEC count is the denominator",
    }),
  },
  measures: {
    share: share({
      title: "Share",
      unit: "share",
      description: "daneDomains / dnssecDomains, 0..1",
    }),
    daneDomains: count({ title: "DANE domains", unit: "domains", description: "Numerator" }),
    dnssecDomains: count({ title: "DNSSEC domains", unit: "domains", description: "Denominator" }),
    printedPercent: quantity({
      title: "As printed",
      unit: "per cent",
      description: "The value as the post prints it (truncated, in per cent), where it was read",
    }),
  },
  mainMeasure: "share",
  sentence: "{share} of the DNSSEC domains had DANE: {daneDomains} of {dnssecDomains}",
});

const simpleSeries = (
  id: string,
  title: string,
  unit: string,
  summary: string,
  definition: string,
  sentence: string,
) =>
  defineDataset({
    id,
    title,
    unit,
    summary,
    definition,
    denominator: null,
    source: DANE_SURVEY,
    definitionVersion: "1.0.0",
    gap: GAP,
    page: "/trends",
    shape: "series",
    dimensions: {},
    measures: { count: count({ title, unit, description: summary }) },
    mainMeasure: "count",
    sentence,
  });

export const daneMxHosts = simpleSeries(
  "dane-mx-hosts",
  "DANE MX hosts",
  "MX hosts",
  "MX hosts that have DANE TLSA records.",
  "Distinct MX host names with DNSSEC-validated TLSA records.",
  "{count} MX hosts had DANE TLSA records",
);

export const daneMxZones = simpleSeries(
  "dane-mx-zones",
  "Zones of DANE MX hosts",
  "zones",
  "DNS zones that contain the DANE MX hosts.",
  "Distinct DNS zones of the MX hosts of DANE domains; each provider counts as one zone, so this measures breadth.",
  "the DANE MX hosts were in {count} DNS zones",
);

export const mxCertificates = simpleSeries(
  "mx-certificates",
  "Distinct MX certificates",
  "certificates",
  "Distinct certificates on DANE MX hosts.",
  "Distinct leaf certificates seen on DANE MX hosts: a second measure of breadth.",
  "{count} distinct certificates were seen on DANE MX hosts",
);

export const partialDaneDomains = simpleSeries(
  "partial-dane-domains",
  "Domains with partial DANE",
  "domains",
  "Domains whose TLSA records cover only some of their MX hosts.",
  "Domains where TLSA records cover only a subset of the MX hosts.",
  "{count} domains had TLSA records for only some of their MX hosts",
);

export const transparencyReportDomains = simpleSeries(
  "transparency-report-domains",
  "DANE domains in the Transparency Report",
  "domains",
  "DANE domains among the mail domains in Google’s Transparency Report.",
  "DANE domains that Google’s e-mail transparency report lists, which it does for domains with much mail.",
  "{count} DANE domains were among those that Google’s Transparency Report lists",
);

export const candidateDomains = simpleSeries(
  "candidate-domains",
  "Candidate domain names",
  "domain names",
  "Names the survey looked at to find the signed ones.",
  "Domain names delegated from public suffixes that the survey examines; those that are not signed are dropped.",
  "the survey looked at {count} domain names to find the signed ones",
);

export const PROBLEMS = ["dns_lookup", "tls"] as const;
export type Problem = (typeof PROBLEMS)[number];
/** Each kind of problem in words. */
export const PROBLEM_WORDS: Record<(typeof PROBLEMS)[number], { name: string; meaning: string }> = {
  dns_lookup: {
    name: "TLSA lookup problems",
    meaning: "Domains with long-term failing TLSA lookups or broken denial of existence.",
  },
  tls: {
    name: "Wrong TLSA or no STARTTLS",
    meaning:
      "Domains whose TLSA records do not match the certificate chain, or whose MX hosts offer no STARTTLS.",
  },
};

export const problemDomains = defineDataset({
  id: "problem-domains",
  title: "Problem domains",
  unit: "domains",
  summary: "Domains that publish DANE records or DNSSEC and break mail by it.",
  definition:
    "dns_lookup: domains with long-term broken denial of existence or failing TLSA lookups. tls: incorrect TLSA records, or failure to offer STARTTLS although TLSA records are published.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: GAP,
  page: "/reliability",
  shape: "series",
  dimensions: { problem: oneOf(PROBLEMS, { title: "Problem", description: "Kind of problem" }) },
  measures: {
    domains: count({
      title: "Problem domains",
      unit: "domains",
      description: "Domains with that problem",
    }),
  },
  mainMeasure: "domains",
  sentence: "{domains} domains had {problem}",
});
