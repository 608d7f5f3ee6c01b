import { DOMAIN_VERDICTS, HOST_VERDICTS } from "../check-verdicts";
import { code, count, day, label, oneOf, share, text } from "../column";
import { defineDataset } from "../dataset";
import { HOST_FAULT_CODES } from "../host-faults";
import { OWN_SURVEY } from "../sources";
import { DANE_CAUSES, SIGNED_CAUSES } from "../survey-changes";
import { SCAN_OUTCOMES } from "../survey-scan";
import { PROBLEMS } from "./dane";

/** Datasets that only our own survey fills; nothing like them was published before. */

const own = {
  denominator: null,
  source: OWN_SURVEY,
  definitionVersion: "1.0.0",
  shape: "table",
} as const;
const NO_RUN = "No run of our own survey was published for that date.";
const SINCE =
  "A first release has none: there is nothing to compare it with. Releases that were held are skipped, and their changes count in the next.";

const tld = label({ title: "TLD", description: "Top-level domain as an A-label, without dots" });
const provider = label({ title: "Provider", description: "DNS zone of the MX hosts" });
const domains = (description: string, title = "Domains") =>
  count({ title, unit: "domains", description });
const hosts = (description: string, title = "MX hosts") =>
  count({ title, unit: "MX hosts", description });
const FAULT_DESCRIPTION =
  "Result type of RFC 8460 §4.3 where one fits; lookup-failed and tlsa-unusable are ours";
const fault = oneOf(HOST_FAULT_CODES, { title: "Fault", description: FAULT_DESCRIPTION });

export const strictDaneDomains = defineDataset({
  ...own,
  id: "strict-dane-domains",
  title: "DANE domains by the strict count",
  unit: "domains",
  summary: "Domains all of whose MX hosts pass DANE at all their addresses.",
  definition:
    "Domains with signed MX records all of whose MX hosts with an address have usable signed TLSA records that match the certificate at each address that was tried. The headline count (dane-domains) asks it of the primary MX hosts that accept connections.",
  gap: NO_RUN,
  page: "/trends",
  shape: "series",
  dimensions: {},
  measures: { domains: domains("Domains with the verdict dane_ok") },
  mainMeasure: "domains",
  sentence: "{domains} domains passed DANE at all of their mail servers",
});

export const ANSWERS = ["definitive", "carried", "undetermined"] as const;
/** What a run could tell of a domain; `carried` is the last definitive state, at most three days old. */
export type Answer = (typeof ANSWERS)[number];

export const surveyOutcomes = defineDataset({
  ...own,
  id: "survey-outcomes",
  title: "What the survey could tell",
  unit: "domains",
  summary: "Signed domains by outcome, with those of which nothing new could be told apart.",
  definition:
    "All signed domains by outcome. definitive: this run had an answer. carried: it had none after three retries, and the last definitive state of at most three days ago stands in; it counts in every other figure as that state, but for failure rates, where it is left out. undetermined: nothing definitive is known; never counted as a no.",
  denominator: "All signed domains; the rows add up to them.",
  gap: NO_RUN,
  page: "/reliability",
  dimensions: {
    answer: oneOf(ANSWERS, { title: "Answer", description: "What this run could tell" }),
    outcome: oneOf(SCAN_OUTCOMES, {
      title: "Outcome",
      description:
        "pass: mail is safe at every primary host; fail: what is published is broken or partial; not_applicable: no DANE or no mail",
    }),
  },
  measures: { domains: domains("Signed domains") },
  mainMeasure: "domains",
  sentence: "{domains} signed domains had the outcome {outcome} ({answer})",
});

export const domainVerdicts = defineDataset({
  ...own,
  id: "domain-verdicts",
  title: "Signed domains by verdict",
  unit: "domains",
  summary: "What each signed domain comes to, by the first of the verdicts that applies.",
  definition:
    "All signed domains by the verdict of the check, as the live check gives it. tempfail and dns_error are domains of which nothing could be told.",
  denominator: "All signed domains; the rows add up to them.",
  gap: NO_RUN,
  page: "/reliability",
  dimensions: {
    verdict: oneOf(DOMAIN_VERDICTS, { title: "Verdict", description: "Verdict of the check" }),
  },
  measures: { domains: domains("Signed domains") },
  mainMeasure: "domains",
  sentence: "{domains} signed domains had the verdict {verdict}",
});

export const TLD_COVERAGES = ["zone", "list"] as const;

export const surveyByTld = defineDataset({
  ...own,
  id: "survey-by-tld",
  title: "The survey by TLD",
  unit: "domains",
  summary: "Every count of the survey under each TLD, and how well the TLD is covered.",
  definition:
    "Signed domains delegated from public suffixes under the TLD, by what they come to. Coverage `zone`: the TLD's own zone file was read, so that all delegations directly below it are known. `list`: names come from other lists, real numbers are larger (flag l).",
  denominator: "Signed domains under the same TLD.",
  gap: "A TLD that is absent has no signed domain that the survey knows of.",
  page: "/tlds",
  dimensions: { tld },
  measures: {
    signed: domains("Signed domains under the TLD", "Signed"),
    mxValidated: domains("Of these, with a validated reply to the MX query", "MX validated"),
    dane: domains("DANE domains, the headline count", "DANE"),
    strict: domains("DANE domains by the strict count", "Strict"),
    partial: domains("With TLSA records at a part of the MX hosts only", "Partial"),
    failing: domains("With the outcome fail: what is published is broken or partial", "Failing"),
    undetermined: domains("Of which nothing definitive is known", "Not told"),
    carried: domains("Whose last definitive state stands in", "Carried"),
    coverage: oneOf(TLD_COVERAGES, {
      title: "Coverage",
      description: "Whether the TLD's zone file was read",
    }),
  },
  mainMeasure: "signed",
  sentence: "{signed} signed domains were under {tld}, {dane} of them DANE domains",
});

export const breakageCountsByTld = defineDataset({
  ...own,
  id: "breakage-counts-by-tld",
  title: "Breakage by TLD, counted",
  unit: "domains",
  summary: "Signed delegations under each TLD that do not work, by what is wrong.",
  definition:
    "Signed delegations whose DNSKEY or MX look-up does not validate (bogus) or has no answer after three retries (failing); one with both is bogus. Domains whose state is carried are left out.",
  denominator: "Signed delegations under the TLD that this run had an answer on or none at all.",
  gap: "A TLD that is absent has no signed domain that the survey knows of.",
  page: "/reliability",
  dimensions: { tld },
  measures: {
    bogus: domains("DNSKEY or MX look-up does not validate", "Bogus"),
    failing: domains("DNSKEY or MX look-up has no answer", "No answer"),
    looked: domains("Signed delegations that were looked up", "Looked up"),
  },
  mainMeasure: "bogus",
  sentence: "of {looked} signed delegations under {tld} {bogus} were bogus and {failing} failed",
});

export const problemMonths = defineDataset({
  ...own,
  id: "problem-domains-by-month",
  title: "Problem domains by first sight",
  unit: "domains",
  summary: "Problem domains by the month since which they have had the problem.",
  definition:
    "The problem domains of the release by the month in which the survey first saw the verdict that they have had without interruption since.",
  denominator: "Problem domains of the same kind.",
  gap: "The survey cannot see a problem before its first run.",
  page: "/reliability",
  dimensions: {
    problem: oneOf(PROBLEMS, { title: "Problem", description: "Kind of problem" }),
    firstSeen: label({ title: "First seen", description: "Month, YYYY-MM, in UTC" }),
  },
  measures: { domains: domains("Domains with that problem since then") },
  mainMeasure: "domains",
  sentence: "{domains} domains had {problem} since {firstSeen}",
});

export const problemHosts = defineDataset({
  ...own,
  id: "problem-hosts",
  title: "MX hosts with problems",
  unit: "domains",
  summary: "MX hosts whose DANE records or DNS break mail, with the day it was first seen.",
  definition:
    "MX hosts of signed domains with the verdict fail, no_tls, unusable, bogus or dns_error, longest broken first. Domains are those with signed MX records that name the host, whatever their preference.",
  gap: "A host that fewer than ten signed domains name is not listed: it may be one person’s own, and its name often holds the domain’s. problem-faults counts them all. Hosts of domains whose MX records are not signed are not looked at.",
  page: "/problems",
  dimensions: { host: label({ title: "MX host", description: "Name of the host" }) },
  measures: {
    domains: domains("Signed domains that name the host"),
    operator: text({ title: "Operator", description: "DNS zone of the host" }),
    fault: oneOf(HOST_FAULT_CODES, { title: "Fault", description: FAULT_DESCRIPTION }),
    verdict: oneOf(HOST_VERDICTS, { title: "Verdict", description: "Verdict of the host" }),
    problem: text({ title: "Problem", description: "Code of the problem at its worst address" }),
    firstSeen: day({ title: "First seen", description: "Since when it has had this verdict" }),
  },
  mainMeasure: "domains",
  sentence: "{domains} signed domains had the MX host {host} with the verdict {verdict}",
});

export const problemFaults = defineDataset({
  ...own,
  id: "problem-faults",
  title: "MX hosts with problems by fault",
  unit: "MX hosts",
  summary: "What is wrong with MX hosts of signed domains, and how many domains are behind them.",
  definition:
    "All MX hosts that signed MX records name and that have a fault, by fault, whether they are listed by name or not. A domain with several such hosts counts once under each fault.",
  denominator: null,
  gap: "A fault that is absent was found at no host.",
  page: "/problems",
  dimensions: { fault },
  measures: {
    hosts: hosts("MX hosts with the fault"),
    operators: count({
      ...{ title: "Operators", unit: "operators" },
      description: "DNS zones that these hosts lie in",
    }),
    domains: domains("Signed domains that name one of them, whatever its preference"),
    firstSeen: day({ title: "First seen", description: "The day since which one has had it" }),
  },
  mainMeasure: "hosts",
  sentence: "{hosts} MX hosts of {operators} operators had the fault {fault}",
});

export const problemOperators = defineDataset({
  ...own,
  id: "problem-operators",
  title: "Operators of MX hosts with problems",
  unit: "domains",
  summary: "Operators of MX hosts with problems by fault, longest broken first.",
  definition:
    "DNS zones of MX hosts with a fault, by fault: its hosts, the signed domains that name one of them, each once, and the day since which one of them has had the fault without interruption.",
  denominator: null,
  gap: "Operators with fewer than ten signed domains at such hosts are not named; problem-faults counts them all.",
  page: "/problems",
  dimensions: {
    operator: label({ title: "Operator", description: "DNS zone of the MX hosts" }),
    fault,
  },
  measures: {
    domains: domains("Signed domains that name a host with the fault"),
    hosts: hosts("MX hosts with the fault"),
    firstSeen: day({ title: "First seen", description: "Since when a host has had the fault" }),
  },
  mainMeasure: "domains",
  sentence: "{domains} signed domains named MX hosts of {operator} with the fault {fault}",
});

export const providerPractice = defineDataset({
  ...own,
  id: "provider-practice",
  title: "How providers publish TLSA records",
  unit: "MX hosts",
  summary: "Providers’ MX hosts with problems, and how their TLSA records stand for the next key.",
  definition:
    "MX hosts of a provider that signed domains name and that have signed TLSA records or a fault. Records are counted where a sender can use them. A host can be in several columns: current and next key are two 3 1 1 records or more; key and issuer a 3 1 1 record beside one of usage 2.",
  denominator:
    "Signed domains that name one of these hosts (problem rate); the hosts, for all other columns.",
  gap: "Providers with fewer than ten such domains are not named.",
  page: "/providers",
  dimensions: { provider },
  measures: {
    hosts: hosts("MX hosts with signed TLSA records or a fault"),
    problemHosts: hosts("Of these, with a fault", "Hosts with a problem"),
    domains: domains("Signed domains that name one of these hosts"),
    problemDomains: count({
      ...{ title: "Domains with a problem", unit: "domains" },
      description: "Of these, those that name a host with a fault",
    }),
    problemShare: share({
      ...{ title: "Problem rate", unit: "share" },
      description: "Domains with a problem of all these domains, 0..1",
    }),
    currentAndNext: hosts("Two 3 1 1 records or more", "Current and next key"),
    keyAndIssuer: hosts("A 3 1 1 record beside one of usage 2", "Key and issuer"),
    singleRecord: hosts("One record that is of use, and no more", "One record"),
    issuerOnly: hosts("Only records of usage 2: they hold while the issuer stays", "Issuer only"),
    certificateOnly: hosts(
      "Only records of the whole certificate (3 0 x): each renewal breaks them",
      "Certificate only",
    ),
    endingSoon: hosts(
      "Only records of usage 2, and a certificate that ends within 14 days of the run",
      "Certificate ends soon",
    ),
  },
  mainMeasure: "hosts",
  sentence:
    "{provider} had {hosts} MX hosts with TLSA records or a fault, {problemHosts} of them with a problem, and {currentAndNext} with records of the current and the next key",
});

export const dnskeyAlgorithms = defineDataset({
  ...own,
  id: "dnskey-algorithms",
  title: "DNSKEY algorithms and flags",
  unit: "keys",
  summary: "Keys in validated DNSKEY RRsets by algorithm and flags.",
  definition:
    "DNSKEY records at the apex of signed domains whose DNSKEY RRset validates, by algorithm number and flags field.",
  denominator: "All DNSKEY records in validated RRsets; keys add up to them, domains do not.",
  gap: NO_RUN,
  page: "/dnssec",
  dimensions: {
    algorithm: code({ title: "Algorithm", description: "DNSSEC algorithm number (IANA)" }),
    keyFlags: code({
      title: "Key flags",
      description: "DNSKEY flags field: 256 zone key, 257 with SEP bit, 384 and 385 revoked",
    }),
  },
  measures: {
    keys: count({ title: "Keys", unit: "keys", description: "DNSKEY records" }),
    domains: domains("Domains with at least one such key"),
  },
  mainMeasure: "keys",
  sentence: "{keys} keys of {domains} domains had algorithm {algorithm} and flags {keyFlags}",
});

export const certificateIssuers = defineDataset({
  ...own,
  id: "mx-certificate-issuers",
  title: "Certificate issuers of DANE MX hosts",
  unit: "addresses",
  summary: "Who issued the certificates that DANE MX hosts show.",
  definition:
    "Addresses of DANE MX hosts where TLS held, by the issuer's organisation in the server's own certificate, and by its common name where it has none. Certificates that name themselves as issuer are one row, “self-issued”; issuers at fewer than ten addresses are one row, “other”.",
  denominator: "DANE MX host addresses where TLS succeeded; the rows add up to them.",
  gap: "DANE asks for no particular issuer, and with usage DANE-EE(3) for none.",
  page: "/dnssec",
  dimensions: { issuer: label({ title: "Issuer", description: "Organisation, or common name" }) },
  measures: {
    addresses: count({ title: "Addresses", unit: "addresses", description: "MX host addresses" }),
  },
  mainMeasure: "addresses",
  sentence: "{addresses} addresses of DANE MX hosts had a certificate issued by {issuer}",
});

export const signedChanges = defineDataset({
  ...own,
  id: "signed-changes",
  title: "Signed domains: what changed",
  unit: "domains",
  summary: "Domains that became signed or ceased to be, since the release before.",
  definition:
    "Domains that entered or left the survey since the release before, by cause. A domain that did both is in neither.",
  gap: SINCE,
  page: "/trends",
  dimensions: { cause: oneOf(SIGNED_CAUSES, { title: "Cause", description: "What happened" }) },
  measures: { domains: domains("Domains") },
  mainMeasure: "domains",
  sentence: "{domains} domains changed since the release before: {cause}",
});

const change = oneOf(["gained", "lost"], {
  title: "Change",
  description: "Whether DANE domains were gained or lost by it",
});
const cause = oneOf(DANE_CAUSES, {
  title: "Cause",
  description: "What happened, the first that fits",
});

export const daneChanges = defineDataset({
  ...own,
  id: "dane-changes",
  title: "DANE domains: what changed",
  unit: "domains",
  summary: "DANE domains gained and lost since the release before, by cause.",
  definition:
    "Domains in the headline count now and not at the release before (gained), or the other way round (lost), each under one cause. DANE domains then, plus gained, minus lost are DANE domains now.",
  gap: SINCE,
  page: "/trends",
  dimensions: { change, cause },
  measures: { domains: domains("Domains") },
  mainMeasure: "domains",
  sentence: "{domains} DANE domains were {change} since the release before: {cause}",
});

export const daneChangesByProvider = defineDataset({
  ...own,
  id: "dane-changes-by-provider",
  title: "DANE domains by provider: what changed",
  unit: "domains",
  summary: "DANE domains that providers gained and lost since the release before, by cause.",
  definition:
    "As dane-changes, by provider: the one that the domain came to, or the one it had. A domain with several counts at each, so the rows do not add up to the total. A move between two providers that keeps a domain's DANE is `mx_moved` at both.",
  gap: `${SINCE} Providers with fewer than ten changes are left out.`,
  page: "/providers",
  dimensions: { provider, change, cause },
  measures: { domains: domains("Domains") },
  mainMeasure: "domains",
  sentence: "{provider}: {domains} DANE domains {change} since the release before: {cause}",
});
