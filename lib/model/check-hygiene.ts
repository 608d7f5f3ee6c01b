import { z } from "zod";

/** Every check there is, in the order of reports. The list only grows. */
export const HYGIENE_CHECK_IDS = [
  "name_servers_answer",
  "unknown_type_nodata",
  "unknown_type_below",
  "query_types_not_filtered",
  "edns_supported",
  "edns_extensible",
  "tcp_supported",
  "large_answers",
  "serials_agree",
  "dnssec_answers_agree",
  "wildcard_denial",
  "empty_non_terminal_nodata",
  "mx_tlsa_denial",
  "signatures_not_near_expiry",
  "nsec3_iterations_zero",
  "nsec3_no_salt",
  "nsec3_no_opt_out",
  "algorithms_recommended",
  "ds_digests_recommended",
  "rsa_key_sizes",
  "tlsa_next_key_published",
  "tlsa_for_each_key_type",
  "certificates_differ",
  "starttls_not_selective",
  "soa_rname_well_formed",
  "soa_rname_accepts_mail",
  "mta_sts_record",
  "mta_sts_policy",
  "mta_sts_covers_mx",
  "tls_rpt_record",
] as const;
export const HygieneCheckId = z.enum(HYGIENE_CHECK_IDS);
export type HygieneCheckId = z.infer<typeof HygieneCheckId>;

export const HYGIENE_DEMANDS = [
  "MUST",
  "MUST NOT",
  "SHOULD",
  "SHOULD NOT",
  "RECOMMENDED",
  "NOT RECOMMENDED",
  "practice",
] as const;
/**
 * The source's word, in capitals there or not (BCP 231 has none); "practice" where no standard asks
 * for it.
 */
export const HygieneDemand = z.enum(HYGIENE_DEMANDS);
export type HygieneDemand = z.infer<typeof HygieneDemand>;

export const HYGIENE_ADDRESSEES = ["zone_operator", "mail_operator", "parent"] as const;
/** Who can put it right; `parent`: through the registrar, as it stands in the parent zone. */
export const HygieneAddressee = z.enum(HYGIENE_ADDRESSEES);
export type HygieneAddressee = z.infer<typeof HygieneAddressee>;

export const HYGIENE_OUTCOMES = ["pass", "fail", "not_applicable", "undetermined"] as const;
/** What came of a check. `undetermined`: we could not tell, which is never a fail. */
export const HygieneOutcome = z.enum(HYGIENE_OUTCOMES);
export type HygieneOutcome = z.infer<typeof HygieneOutcome>;

/** What was seen at one place: a name server, a zone, a mail host. */
export const HygieneEvidence = z.object({
  at: z.string().meta({ description: "A name, or a name and an address" }),
  outcome: z.enum(["pass", "fail", "undetermined"]),
  says: z.string().min(1),
});
export type HygieneEvidence = z.infer<typeof HygieneEvidence>;

/** One check of the operator's checklist. It never changes a verdict. */
export const HygieneFinding = z.object({
  check: HygieneCheckId,
  outcome: HygieneOutcome,
  severity: z
    .enum(["warning", "advice"])
    .meta({ description: "How much a fail weighs. warning: mail or answers get lost over it" }),
  demand: HygieneDemand,
  of: HygieneAddressee,
  source: z.string().min(1),
  requires: z.string().min(1).meta({ description: "What is demanded, in a sentence" }),
  evidence: z.array(HygieneEvidence),
  fix: z.string().nullable().meta({ description: "What to do; null unless it failed" }),
});
export type HygieneFinding = z.infer<typeof HygieneFinding>;

/** On the operator's checklist too, and not to be seen from outside. */
export const HYGIENE_NOT_CHECKED = [
  {
    id: "postmaster",
    source: "RFC 5321 §4.5.1; RFC 2142 §5",
    requires: "Mail to postmaster at the domain reaches a person.",
    why: "Only a message shows it. Asking with RCPT TO alone looks like address harvesting, and many servers answer it without knowing.",
  },
  {
    id: "software_current",
    source: "DANE/SMTP usage report, 2018, “DNSSEC checklist”",
    requires: "Name server and mail server software is kept up to date.",
    why: "Versions are hidden, or say nothing of the patches in them.",
  },
  {
    id: "automation",
    source: "DANE/SMTP usage report, 2018, “Automate”; RFC 7671 §8",
    requires: "Keys, certificates, TLSA records and signatures are renewed by program.",
    why: "One look cannot show it; signatures near their end hint at the contrary.",
  },
] as const;
