import { defineCheck } from "../define-check";
import { eachNsec3Zone } from "../nsec3-evidence";

/** NSEC3 without extra iterations. */
export const nsec3IterationsZero = defineCheck({
  id: "nsec3_iterations_zero",
  demand: "MUST",
  of: "zone_operator",
  source: "RFC 9276 §3.1",
  severity: "warning",
  requires: "NSEC3 records ask for no extra iterations.",
  fix: "Re-sign with 0 iterations. Above a limit of their own resolvers take the zone for unsigned.",
  look: (seen) =>
    eachNsec3Zone(
      seen,
      (records) => {
        const most = records.reduce((max, { iterations }) => Math.max(max, iterations), 0);
        return most > 0 ? `${most} extra iterations` : null;
      },
      "no extra iterations",
    ),
});
