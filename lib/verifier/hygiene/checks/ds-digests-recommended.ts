import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { DS_DIGESTS } from "@/lib/model/dnssec-algorithms";
import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import type { ZoneSeen } from "../observations";
import { eachZone } from "../server-evidence";

/** DS records have digests that parents may use today. */
export const dsDigestsRecommended = defineCheck({
  id: "ds_digests_recommended",
  demand: "MUST NOT",
  of: "parent",
  source:
    "IANA, DS RR Digest Algorithms, “Use for DNSSEC Delegation” (RFC 9904, 9905, 9906; November 2025)",
  severity: "advice",
  requires: "No DS record has a digest that is MUST NOT for delegation, such as SHA-1.",
  fix: "Have DS records with SHA-256 (2) put into the parent zone, and the others removed.",
  look: (seen) => eachZone(seen, evidenceOf),
});

function evidenceOf({ apex, delegation }: ZoneSeen): HygieneEvidence[] {
  if (delegation === null)
    return [unknown(displayName(apex), "its DS records could not be looked up")];
  const used = [...new Set(delegation.map(({ digestType }) => digestType))].sort((a, b) => a - b);
  return used.map((digestType) => {
    const entry = DS_DIGESTS.find(({ number }) => number === digestType);
    if (entry === undefined)
      return unknown(displayName(apex), `digest type ${digestType} is not in the table`);
    const isBad = entry.delegation === "must_not" || entry.delegation === "not_recommended";
    const says = `${entry.mnemonic} (${digestType}) is ${entry.delegation.toUpperCase().replace("_", " ")} for delegation`;
    return isBad ? failed(displayName(apex), says) : passed(displayName(apex), says);
  });
}
