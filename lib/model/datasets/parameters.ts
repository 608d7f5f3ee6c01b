import { code, count, label, oneOf, share } from "../column";
import { defineDataset } from "../dataset";
import { DANE_SURVEY, DNSSECSTAT, RFC_9276 } from "../sources";

const NOT_PUBLISHED = "Not published as text; our own survey's releases will fill it.";
const algorithm = code({ title: "Algorithm", description: "DNSSEC algorithm number (IANA)" });
const tld = label({ title: "TLD", description: "Top-level domain as an A-label" });
const survey = {
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  page: "/dnssec",
  shape: "table",
} as const;

export const dnssecAlgorithms = defineDataset({
  ...survey,
  id: "dnssec-algorithms",
  title: "DNSSEC algorithms",
  unit: "entries",
  summary: "DNSSEC algorithms in use, by count.",
  definition:
    "Entries by DNSSEC algorithm number. The one published table is for .com; its source does not say whether it counts domains or DS records.",
  source: DNSSECSTAT,
  gap: "One second-hand table of January 2022, not from the DANE survey.",
  dimensions: { tld, algorithm },
  measures: {
    entries: count({ title: "Entries", unit: "entries", description: "Domains or DS records" }),
  },
  mainMeasure: "entries",
  sentence: "{entries} entries of {tld} had DNSSEC algorithm {algorithm}",
});

export const rsaKeySizes = defineDataset({
  ...survey,
  id: "rsa-key-sizes",
  title: "RSA key sizes",
  unit: "keys",
  summary: "RSA key sizes within algorithm and TLD.",
  definition:
    "RSA DNSKEYs in validated apex DNSKEY RRsets by algorithm, key role and modulus length.",
  denominator: "All RSA DNSKEYs of the same algorithm.",
  gap: NOT_PUBLISHED,
  dimensions: {
    tld,
    algorithm,
    keyFlags: code({
      title: "Key flags",
      description: "DNSKEY flags field: 256 zone key, 257 with SEP bit",
    }),
    bits: code({ title: "Key size", description: "Length of the modulus in bits" }),
  },
  measures: { keys: count({ title: "Keys", unit: "keys", description: "DNSKEYs of that size" }) },
  mainMeasure: "keys",
  sentence: "{keys} RSA keys under {tld} had {bits} bits",
});

export const RSA_COMPONENTS = ["exponent", "modulus"] as const;

export const rsaComponents = defineDataset({
  ...survey,
  id: "rsa-components",
  title: "RSA exponents and moduli",
  unit: "keys",
  summary: "Public exponents in use, and oddities of the moduli.",
  definition:
    "RSA DNSKEYs by public exponent, and by oddity of the modulus (small or shared factors, even, too short).",
  denominator: "All RSA DNSKEYs.",
  gap: NOT_PUBLISHED,
  dimensions: {
    component: oneOf(RSA_COMPONENTS, { title: "Component", description: "Part of the RSA key" }),
    value: label({ title: "Value", description: "The exponent, or the oddity by name" }),
  },
  measures: { keys: count({ title: "Keys", unit: "keys", description: "DNSKEYs" }) },
  mainMeasure: "keys",
  sentence: "{keys} RSA keys had the {component} {value}",
});

export const nsec3Parameters = defineDataset({
  ...survey,
  id: "nsec3-parameters",
  title: "NSEC3 parameters",
  unit: "zones",
  summary: "Iterations, salt length and opt-out of zones that use NSEC3.",
  definition:
    "Zones by NSEC3 extra iterations, salt length in octets and opt-out flag; RFC 9276 asks for 0, none and no opt-out.",
  denominator: "Signed zones that use NSEC3.",
  gap: NOT_PUBLISHED,
  dimensions: {
    iterations: code({ title: "Iterations", description: "Extra iterations" }),
    saltOctets: code({ title: "Salt", description: "Length of the salt in octets" }),
    optOut: oneOf(["yes", "no", "not_known"], {
      title: "Opt-out",
      description:
        "Whether the opt-out flag is set; NSEC3PARAM does not say it (RFC 5155 §4.1.2), only NSEC3 records do",
    }),
  },
  measures: {
    zones: count({ title: "Zones", unit: "zones", description: "Zones with these parameters" }),
  },
  mainMeasure: "zones",
  sentence:
    "{zones} zones had NSEC3 with {iterations} iterations and a salt of {saltOctets} octets",
});

export const dsDigests = defineDataset({
  ...survey,
  id: "ds-digests",
  title: "DS digest types",
  unit: "delegations",
  summary: "Digest types of the DS records in parent zones.",
  definition: "Delegations with at least one DS record of the digest type.",
  denominator: "Signed delegations.",
  gap: NOT_PUBLISHED,
  dimensions: {
    digestType: code({ title: "Digest type", description: "DS digest type number (IANA)" }),
  },
  measures: {
    delegations: count({ title: "Delegations", unit: "delegations", description: "Delegations" }),
  },
  mainMeasure: "delegations",
  sentence: "{delegations} delegations had a DS record of digest type {digestType}",
});

export const nsec3IterationCost = defineDataset({
  ...survey,
  id: "nsec3-iteration-cost",
  title: "What NSEC3 iterations cost a name server",
  unit: "share of the rate at 0 iterations",
  summary: "Queries per second of an authoritative server by NSEC3 iterations.",
  definition:
    "Rate of an authoritative name server answering with NSEC3, relative to its rate at 0 extra iterations.",
  denominator: "Queries per second at 0 iterations.",
  source: RFC_9276,
  gap: "A benchmark at six settings, not survey data.",
  dimensions: { iterations: code({ title: "Iterations", description: "Extra iterations" }) },
  measures: {
    relativeRate: share({
      title: "Relative rate",
      unit: "share",
      description: "Of the rate at 0 iterations, 0..1",
    }),
  },
  mainMeasure: "relativeRate",
  sentence:
    "a name server with {iterations} NSEC3 iterations answered at {relativeRate} of its rate without any",
});

export const nsec3IterationLimits = defineDataset({
  ...survey,
  id: "nsec3-iteration-limits",
  title: "NSEC3 iteration limits that resolvers can enforce",
  unit: "iterations",
  summary: "Limits found to work without significant problems when RFC 9276 was published.",
  definition:
    "Number of extra iterations above which a resolver treats a zone as insecure, or answers SERVFAIL.",
  source: RFC_9276,
  gap: "Two limits; not counts of zones.",
  dimensions: {
    treatment: label({ title: "Treatment", description: "What a resolver does above the limit" }),
  },
  measures: {
    iterations: count({ title: "Iterations", unit: "iterations", description: "The limit" }),
  },
  mainMeasure: "iterations",
  sentence: "the limit above which resolvers can “{treatment}” was {iterations} NSEC3 iterations",
});

export const tlsVersions = defineDataset({
  ...survey,
  id: "tls-versions",
  title: "TLS versions and key types of DANE MX hosts",
  unit: "MX host addresses",
  summary: "Protocol version and certificate key type that DANE MX hosts negotiate.",
  definition:
    "Addresses of DANE MX hosts by negotiated TLS version and key type of the leaf certificate.",
  denominator: "DANE MX host addresses where TLS succeeded.",
  gap: "Not published; our own survey's releases will fill it.",
  dimensions: {
    protocol: label({ title: "Protocol", description: "TLS version" }),
    keyType: label({ title: "Key type", description: "Key type of the leaf certificate" }),
  },
  measures: {
    addresses: count({ title: "Addresses", unit: "addresses", description: "MX host addresses" }),
  },
  mainMeasure: "addresses",
  sentence: "{addresses} addresses of MX hosts used {protocol} with a key of type {keyType}",
});
