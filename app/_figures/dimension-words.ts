import { countryName } from "@/components/charts/country-name";
import { DOMAIN_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { DomainVerdict } from "@/lib/model/check-verdicts";
import {
  DNSSEC_BASIS_WORDS,
  type DnssecBasis,
  PROBLEM_WORDS,
  type Problem,
} from "@/lib/model/datasets/dane";
import { CCTLD_GROUP_WORDS, type CctldGroup } from "@/lib/model/datasets/tlds";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import { DANE_CAUSE_WORDS, type DaneCause } from "@/lib/model/survey-changes";
import { tldForPeople } from "@/lib/stats/tlds";

const ANSWER_WORDS: Readonly<Record<string, string>> = {
  definitive: "answered",
  carried: "carried over",
  undetermined: "not told",
};
const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  pass: "DANE works at every primary host",
  fail: "broken, or partial",
  not_applicable: "no DANE, or no mail",
  undetermined: "could not be told",
};
const KEY_FLAG_WORDS: Readonly<Record<string, string>> = {
  256: "zone key",
  257: "zone key, secure entry point",
  384: "zone key, revoked",
  385: "secure entry point, revoked",
};
const DS_DIGESTS: Readonly<Record<string, string>> = {
  1: "SHA-1",
  2: "SHA-256",
  3: "GOST R 34.11-94",
  4: "SHA-384",
};

/** Values of dimensions as they stand in a sentence or a table; others stand as they are. */
export const DIMENSION_WORDS: Readonly<Record<string, (value: string) => string>> = {
  tld: tldForPeople,
  country: countryName,
  family: (family) => (family === "ipv4" ? "IPv4" : "IPv6"),
  direction: (direction) => (direction === "inbound" ? "to Gmail" : "from Gmail"),
  basis: (basis) => DNSSEC_BASIS_WORDS[basis as DnssecBasis].name,
  problem: (problem) =>
    // Of a table of hosts it is a code of the check's.
    PROBLEM_WORDS[problem as Problem]?.name.replace(/^[A-Z](?=[a-z])/, (sign) =>
      sign.toLowerCase(),
    ) ?? problem,
  group: (group) =>
    group === "all"
      ? "country-code TLDs"
      : `country-code TLDs ${CCTLD_GROUP_WORDS[group as CctldGroup]}`,
  algorithm: (algorithm) => `${algorithm} (${algorithmMnemonic(Number(algorithm))})`,
  cause: (cause) => DANE_CAUSE_WORDS[cause as DaneCause] ?? cause,
  answer: (answer) => ANSWER_WORDS[answer] ?? answer,
  outcome: (outcome) => OUTCOME_WORDS[outcome] ?? outcome,
  keyFlags: (flags) => `${flags} (${KEY_FLAG_WORDS[flags] ?? "other"})`,
  digestType: (type) => `${type} (${DS_DIGESTS[type] ?? "other"})`,
};

/** A domain's verdict, as its page says it. */
export const domainVerdictName = (verdict: DomainVerdict): string =>
  DOMAIN_VERDICT_WORDS[verdict].title;
