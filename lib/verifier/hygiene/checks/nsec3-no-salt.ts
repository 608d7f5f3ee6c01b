import { defineCheck } from "../define-check";
import { eachNsec3Zone } from "../nsec3-evidence";

/** NSEC3 without salt. */
export const nsec3NoSalt = defineCheck({
  id: "nsec3_no_salt",
  demand: "SHOULD NOT",
  of: "zone_operator",
  source: "RFC 9276 §3.1",
  severity: "advice",
  requires: "NSEC3 records have no salt, which protects nothing.",
  fix: "Re-sign with an empty salt (“-”).",
  look: (seen) =>
    eachNsec3Zone(
      seen,
      (records) => {
        const octets = records.reduce((max, { salt }) => Math.max(max, salt.length), 0);
        return octets > 0 ? `a salt of ${octets} octets` : null;
      },
      "no salt",
    ),
});
