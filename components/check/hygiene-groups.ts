import type { HygieneCheckId, HygieneFinding } from "@/lib/model/check-hygiene";
import type { Tone } from "./report-tone";

const GROUPS = ["servers", "proofs", "keys", "certificates", "policies"] as const;
type Group = (typeof GROUPS)[number];

const GROUP_TITLES: Record<Group, string> = {
  servers: "Name servers",
  proofs: "Denials and signatures",
  keys: "Keys and algorithms",
  certificates: "TLSA records and mail servers",
  policies: "Contacts and policies",
};

const GROUP_OF: Record<HygieneCheckId, Group> = {
  name_servers_answer: "servers",
  unknown_type_nodata: "servers",
  unknown_type_below: "servers",
  query_types_not_filtered: "servers",
  edns_supported: "servers",
  edns_extensible: "servers",
  tcp_supported: "servers",
  large_answers: "servers",
  serials_agree: "servers",
  dnssec_answers_agree: "proofs",
  wildcard_denial: "proofs",
  empty_non_terminal_nodata: "proofs",
  mx_tlsa_denial: "proofs",
  signatures_not_near_expiry: "proofs",
  nsec3_iterations_zero: "proofs",
  nsec3_no_salt: "proofs",
  nsec3_no_opt_out: "proofs",
  algorithms_recommended: "keys",
  ds_digests_recommended: "keys",
  rsa_key_sizes: "keys",
  tlsa_next_key_published: "certificates",
  tlsa_for_each_key_type: "certificates",
  certificates_differ: "certificates",
  starttls_not_selective: "certificates",
  soa_rname_well_formed: "policies",
  soa_rname_accepts_mail: "policies",
  mta_sts_record: "policies",
  mta_sts_policy: "policies",
  mta_sts_covers_mx: "policies",
  tls_rpt_record: "policies",
};

/** How a finding is marked; a fail weighs what its severity says. */
export function findingTone({ outcome, severity }: HygieneFinding): Tone {
  switch (outcome) {
    case "pass":
      return "good";
    case "fail":
      return severity === "warning" ? "warn" : "advice";
    case "undetermined":
      return "unknown";
    case "not_applicable":
      return "none";
  }
}

/** A finding's outcome in words. */
export const TONE_WORDS: Record<Tone, string> = {
  good: "passed",
  warn: "to mend",
  advice: "advice",
  unknown: "could not tell",
  none: "does not apply",
  bad: "broken",
};

const RANKS: readonly Tone[] = ["bad", "warn", "advice", "unknown", "good", "none"];
const rank = (finding: HygieneFinding): number => RANKS.indexOf(findingTone(finding));

/** Whether a finding can wait behind a click: it passed, or does not apply. */
export const isQuiet = ({ outcome }: HygieneFinding): boolean =>
  outcome === "pass" || outcome === "not_applicable";

/** Findings by subject, in each what is to be done first. Subjects without any are left out. */
export function hygieneGroups(findings: readonly HygieneFinding[]) {
  return GROUPS.map((group) => ({
    group,
    title: GROUP_TITLES[group],
    findings: findings
      .filter(({ check }) => GROUP_OF[check] === group)
      .toSorted((a, b) => rank(a) - rank(b)),
  })).filter((each) => each.findings.length > 0);
}

/** How many findings came to what, in a sentence without a final dot. */
export function hygieneSentence(findings: readonly HygieneFinding[]): string {
  const count = (tone: Tone) => findings.filter((each) => findingTone(each) === tone).length;
  const parts = (["good", "warn", "advice", "unknown", "none"] as const).flatMap((tone) =>
    count(tone) === 0
      ? []
      : [`${count(tone)} ${tone === "none" ? "do not apply" : TONE_WORDS[tone]}`],
  );
  return `Of ${findings.length} checks: ${parts.join(", ")}`;
}
