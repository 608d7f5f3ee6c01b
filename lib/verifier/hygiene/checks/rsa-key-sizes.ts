import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { displayName } from "../../display-name";
import { importKey } from "../../dnssec/algorithms";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import type { ZoneSeen } from "../observations";
import { eachZone } from "../server-evidence";

const RSA: readonly number[] = [1, 5, 7, 8, 10];
/** 112 bits of strength, the least that NIST has for signatures. */
const LEAST_BITS = 2048;

/** RSA keys of zones are long enough. */
export const rsaKeySizes = defineCheck({
  id: "rsa_key_sizes",
  demand: "practice",
  of: "zone_operator",
  source: "NIST SP 800-131A Rev. 2 §3; RFC 6781 §3.4.2",
  severity: "advice",
  requires: "RSA keys have 2048 bits or more.",
  fix: "Roll over to keys of 2048 bits, or to ECDSAP256SHA256, whose answers are smaller.",
  look: (seen) => eachZone(seen, evidenceOf),
});

function evidenceOf({ apex, keys }: ZoneSeen): HygieneEvidence[] {
  if (keys === null) return [unknown(displayName(apex), "its keys could not be looked up")];
  const sizes = keys
    .filter(({ algorithm }) => RSA.includes(algorithm))
    .map(({ algorithm, publicKey }) => importKey(algorithm, publicKey).bits);
  return [...new Set(sizes)].map((bits) => {
    if (bits === null) return unknown(displayName(apex), "a key's size could not be read");
    const says = `an RSA key of ${bits} bits`;
    return bits < LEAST_BITS ? failed(displayName(apex), says) : passed(displayName(apex), says);
  });
}
