import { code, count, label, share, text } from "../column";
import { defineDataset } from "../dataset";
import { DANE_SURVEY } from "../sources";

const provider = label({ title: "Provider", description: "DNS zone of the MX hosts" });

export const topProviders = defineDataset({
  id: "top-providers",
  title: "Top DANE providers",
  unit: "DANE domains",
  summary: "MX host providers by DANE domains, largest first.",
  definition:
    "DANE domains by provider: the DNS zone of their MX hosts, each post's list largest first. A domain with MX hosts at two providers counts at each.",
  denominator: "All DANE domains of the same report.",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "A provider absent from a list that was published or read in part (flag i) is not absent from the survey; absent from a whole list it had fewer domains than the last row.",
  page: "/providers",
  shape: "series",
  dimensions: { provider },
  measures: {
    domains: count({
      title: "DANE domains",
      unit: "domains",
      description: "DANE domains at the provider",
    }),
    rank: count({
      title: "Rank",
      unit: "place",
      description: "Place in that report's list, 1 is the largest",
    }),
    share: share({
      title: "Share of all",
      unit: "share",
      description: "Of all DANE domains of the report, 0..1",
    }),
  },
  mainMeasure: "domains",
  sentence: "{domains} DANE domains had their mail at {provider}",
});

export const almostDaneProviders = defineDataset({
  id: "almost-dane-providers",
  title: "Almost-DANE providers",
  unit: "DNSSEC-signed domains",
  summary: "Providers whose TLSA records would make the most signed domains DANE domains.",
  definition:
    "Providers that host mail for domains with DNSSEC-signed MX records and have not deployed DANE TLSA records; domains rounded to thousands by the source.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Only the ten largest were published.",
  page: "/providers",
  shape: "table",
  dimensions: { provider },
  measures: {
    domains: count({
      title: "Signed domains",
      unit: "domains",
      description: "DNSSEC-signed MX RRsets that name the provider's hosts",
    }),
    missingStep: text({
      title: "Missing step",
      description: "What the provider would have to do, where the source says it",
    }),
  },
  mainMeasure: "domains",
  sentence: "{provider} hosted the mail of {domains} DNSSEC-signed domains without TLSA records",
});

export const dnsProblemProviders = defineDataset({
  id: "dns-problem-providers",
  title: "Name-server operators with DNS problems",
  unit: "domains",
  summary: "Operators of the name servers behind failing TLSA lookups.",
  definition:
    "Domains with failing TLSA lookups or broken denial of existence, by name-server operator.",
  denominator: "Domains with DNS problems in the same report.",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "The list of ten was read only to the eighth row.",
  page: "/reliability",
  shape: "table",
  dimensions: {
    provider: label({ title: "Operator", description: "Domain of the name-server operator" }),
  },
  measures: {
    domains: count({ title: "Domains", unit: "domains", description: "Domains with problems" }),
  },
  mainMeasure: "domains",
  sentence: "{domains} domains whose TLSA look-ups failed had their name servers at {provider}",
});

export const dnskeyFailuresByOperator = defineDataset({
  id: "dnskey-failures-by-operator",
  title: "DNSKEY lookup failures by operator",
  unit: "share of signed delegations",
  summary: "How often the DNSKEY lookup of a signed domain fails, by name-server operator.",
  definition:
    "Signed delegations served by the operator whose DNSKEY RRset could not be looked up and validated.",
  denominator: "Signed delegations served by the operator that were looked up.",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Not published as text; our own survey's releases will fill it.",
  page: "/dnssec",
  shape: "table",
  dimensions: { operator: label({ title: "Operator", description: "Zone of the name servers" }) },
  measures: {
    domains: count({
      title: "Failing domains",
      unit: "domains",
      description: "Domains whose lookup failed",
    }),
    share: share({
      title: "Failure rate",
      unit: "share",
      description: "Of the operator's signed delegations, 0..1",
    }),
  },
  mainMeasure: "share",
  sentence: "the DNSKEY look-up failed for {share} of the signed delegations at {operator}",
});

export const tlsaIssuers = defineDataset({
  id: "tlsa-issuers",
  title: "Issuing CAs in DANE-TA records",
  unit: "MX hosts",
  summary: "MX hosts whose DANE-TA records name a Let’s Encrypt issuing CA.",
  definition:
    "MX hosts with a TLSA record of usage DANE-TA(2) that matches the named Let’s Encrypt issuing CA. A host can publish several, so the rows do not add up to a number of hosts.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Only these CAs were counted.",
  page: "/dnssec",
  shape: "table",
  dimensions: {
    issuer: label({ title: "Issuing CA", description: "Short name of the issuing CA" }),
  },
  measures: {
    mxHosts: count({
      title: "MX hosts",
      unit: "MX hosts",
      description: "Hosts with a matching record",
    }),
  },
  mainMeasure: "mxHosts",
  sentence: "{mxHosts} MX hosts had a DANE-TA record for Let’s Encrypt’s issuing CA {issuer}",
});

export const tlsaParameters = defineDataset({
  id: "tlsa-parameters",
  title: "TLSA parameters",
  unit: "TLSA records",
  summary: "Certificate usage, selector and matching type of the TLSA records at MX hosts.",
  definition:
    "TLSA records at DANE MX hosts by certificate usage, selector and matching type (RFC 6698 §2.1).",
  denominator: "All TLSA records at DANE MX hosts.",
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Not published; our own survey's releases will fill it.",
  page: "/dnssec",
  shape: "table",
  dimensions: {
    usage: code({ title: "Usage", description: "Certificate usage field" }),
    selector: code({ title: "Selector", description: "Selector field" }),
    matchingType: code({ title: "Matching type", description: "Matching type field" }),
  },
  measures: { records: count({ title: "Records", unit: "records", description: "TLSA records" }) },
  mainMeasure: "records",
  sentence:
    "{records} TLSA records had usage {usage}, selector {selector} and matching type {matchingType}",
});
