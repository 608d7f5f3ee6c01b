import { defineCheck } from "../define-check";
import { eachNsec3Zone } from "../nsec3-evidence";

/** RFC 5155 §3.1.2.1. */
const OPT_OUT_FLAG = 1;

/** NSEC3 without opt-out in a zone that is no registry's. */
export const nsec3NoOptOut = defineCheck({
  id: "nsec3_no_opt_out",
  demand: "NOT RECOMMENDED",
  of: "zone_operator",
  source: "RFC 9276 §3.1; DANE/SMTP usage report, 2018, “DNSSEC checklist”",
  severity: "advice",
  requires:
    "Opt-out is for very large zones of mostly unsigned delegations, not for a zone with mail.",
  fix: "Re-sign without opt-out: with it, the absence of a name is not proven.",
  look: (seen) =>
    eachNsec3Zone(
      seen,
      (records) =>
        records.some(({ flags }) => (flags & OPT_OUT_FLAG) !== 0) ? "opt-out is set" : null,
      "opt-out is not set",
    ),
});
