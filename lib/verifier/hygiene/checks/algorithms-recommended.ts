import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { algorithmMnemonic, DNSSEC_ALGORITHMS } from "@/lib/model/dnssec-algorithms";
import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import type { ZoneSeen } from "../observations";
import { eachZone } from "../server-evidence";

/** Zones are signed with algorithms that signers may use today. */
export const algorithmsRecommended = defineCheck({
  id: "algorithms_recommended",
  demand: "RECOMMENDED",
  of: "zone_operator",
  source:
    "IANA, DNS Security Algorithm Numbers, “Use for DNSSEC Signing” (RFC 9904, 9905, 9906; November 2025)",
  severity: "warning",
  requires: "No key's algorithm is NOT RECOMMENDED or MUST NOT for signing.",
  fix: "Roll over to ECDSAP256SHA256 (13), or another one that is RECOMMENDED.",
  look: (seen) => eachZone(seen, evidenceOf),
});

function evidenceOf({ apex, keys }: ZoneSeen): HygieneEvidence[] {
  if (keys === null) return [unknown(displayName(apex), "its keys could not be looked up")];
  const used = [...new Set(keys.map(({ algorithm }) => algorithm))].sort((a, b) => a - b);
  return used.map((algorithm) => {
    const status = DNSSEC_ALGORITHMS.find(({ number }) => number === algorithm)?.signing;
    const says = `${algorithmMnemonic(algorithm)} (${algorithm})`;
    if (status === undefined) return unknown(displayName(apex), `${says} is not in the table`);
    const word = status.toUpperCase().replace("_", " ");
    const isBad = status === "must_not" || status === "not_recommended";
    return isBad
      ? failed(displayName(apex), `${says} is ${word} for signing`)
      : passed(displayName(apex), `${says} is ${word} for signing`);
  });
}
