import { count, day, label, mark, oneOf, share } from "../column";
import { defineDataset } from "../dataset";
import { DANE_SURVEY, TRANSPARENCY_REPORT } from "../sources";

export const IP_FAMILIES = ["ipv4", "ipv6"] as const;

export const geoip = defineDataset({
  id: "geoip",
  title: "DANE MX host addresses by country",
  unit: "addresses",
  summary: "Where the mail servers of DANE domains are, by the country of their addresses.",
  definition:
    "Unique IP addresses of DANE MX hosts by the country a GeoIP database gives, IPv4 and IPv6 apart. Multi-homed hosts count once for each address.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "Only the ten or so largest countries are listed, what a list leaves over stands beside it as “other”. IPv6 lists of 2018 were read in part (flag i). IPv6 figures jump 2.5 times between 2018-01 and 2018-03 for no stated reason: not growth.",
  page: "/geoip",
  shape: "table",
  dimensions: {
    family: oneOf(IP_FAMILIES, { title: "Family", description: "Address family" }),
    country: label({ title: "Country", description: "ISO 3166-1 alpha-2 code" }),
  },
  measures: {
    addresses: count({
      title: "Addresses",
      unit: "addresses",
      description: "Unique addresses of DANE MX hosts",
    }),
  },
  mainMeasure: "addresses",
  sentence: "{addresses} {family} addresses of DANE MX hosts were in {country}",
});

export const wellKnownDomains = defineDataset({
  id: "well-known-domains",
  title: "Well-known DANE domains",
  unit: "domains",
  summary: "Well-known domains that had DANE in October 2018.",
  definition: "DANE domains that the survey's authors chose to name, the best known emphasised.",
  denominator: null,
  source: DANE_SURVEY,
  definitionVersion: "1.0.0",
  gap: "A choice of the authors, not a complete list. What these domains do today is not said here.",
  page: "/well-known",
  shape: "table",
  dimensions: { domain: label({ title: "Domain", description: "Domain name" }) },
  measures: {
    emphasised: mark({ title: "Emphasised", description: "Printed in bold by the source" }),
  },
  mainMeasure: "emphasised",
  sentence: "{domain} was among the well-known DANE domains",
});

export const DIRECTIONS = ["inbound", "outbound"] as const;

export const mailEncryption = defineDataset({
  id: "mail-encryption",
  title: "Mail encrypted in transit at Gmail",
  unit: "share of messages",
  summary: "Share of Gmail's messages that use TLS in transit, to and from other providers.",
  definition:
    "Share of messages exchanged between Gmail and other providers that are encrypted in transit. Encrypted is not authenticated: opportunistic STARTTLS does not stop an active attacker.",
  denominator: "Messages between Gmail and other providers.",
  source: TRANSPARENCY_REPORT,
  definitionVersion: "1.0.0",
  gap: "Quoted once, in the survey's slides of October 2018.",
  page: "/starttls",
  shape: "table",
  dimensions: {
    direction: oneOf(DIRECTIONS, { title: "Direction", description: "As seen from Gmail" }),
  },
  measures: {
    share: share({ title: "Encrypted", unit: "share", description: "Of messages, 0..1" }),
    seriesStart: day({
      title: "Series starts",
      description: "First day of the chart that the slides show",
    }),
  },
  mainMeasure: "share",
  sentence: "{share} of the messages {direction} were encrypted in transit",
});

export const nonTlsDomains = defineDataset({
  id: "non-tls-domains",
  title: "Large domains with unencrypted mail",
  unit: "share of messages",
  summary: "Large senders and receivers whose mail with Gmail was not always encrypted.",
  definition:
    "Share of messages encrypted in transit between Gmail and each of the top domains that do not always use TLS.",
  denominator: "Messages between Gmail and the domain.",
  source: TRANSPARENCY_REPORT,
  definitionVersion: "1.0.0",
  gap: "Ten domains in each direction, quoted once, as they stood in February 2018.",
  page: "/starttls",
  shape: "table",
  dimensions: {
    direction: oneOf(DIRECTIONS, { title: "Direction", description: "As seen from Gmail" }),
    domain: label({ title: "Domain", description: "Domain, and the provider it uses, as printed" }),
  },
  measures: {
    share: share({ title: "Encrypted", unit: "share", description: "Of messages, 0..1" }),
  },
  mainMeasure: "share",
  sentence:
    "{share} of the messages {direction} were encrypted in transit where {domain} was the other side",
});
