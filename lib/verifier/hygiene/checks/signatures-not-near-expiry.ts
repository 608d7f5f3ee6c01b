import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { typeName } from "@/lib/model/dns-registry";
import { isKind, type RrsigData } from "../../dns/record";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { type AnsweringServer, eachSignedServer, messagesOf } from "../server-evidence";

const DAY_SECONDS = 86_400;
/** The last tenth of a signature's life, but no more than three days. */
const LAST = { share: 0.1, seconds: 3 * DAY_SECONDS };

/** Signatures are renewed well before they expire. */
export const signaturesNotNearExpiry = defineCheck({
  id: "signatures_not_near_expiry",
  demand: "SHOULD",
  of: "zone_operator",
  source: "RFC 6781 §4.4.1; DANE/SMTP usage report, 2018, “Monitor”",
  severity: "warning",
  requires:
    "Signatures outlast the TTL of their records, and are renewed before the last tenth of their life or the last three days.",
  fix: "See why the signer did not run, and whether all servers have the newest copy of the zone.",
  look: (seen) => eachSignedServer(seen, (server) => evidenceOf(server, seen.now)),
});

function evidenceOf(server: AnsweringServer, now: number): HygieneEvidence[] {
  const signatures = messagesOf(server.answers)
    .flatMap(({ answer, authority }) => [...answer, ...authority])
    .filter(isKind("RRSIG"))
    .map(({ data }) => data)
    .filter(({ signer }) => signer === server.zone.apex);
  const soonest = signatures.sort((a, b) => leftOf(a, now) - leftOf(b, now))[0];
  if (soonest === undefined) return [unknown(server.at, "no signatures were seen")];
  const nearest = signatures.find((signature) => isNear(signature, now)) ?? soonest;
  const left = leftOf(nearest, now);
  const says =
    left < 0
      ? `the signature of ${typeName(nearest.typeCovered)} has expired`
      : `the signature of ${typeName(nearest.typeCovered)} is good for ${spanText(left)}`;
  return [isNear(nearest, now) ? failed(server.at, says) : passed(server.at, says)];
}

/** Serial number arithmetic (RFC 4034 §3.1.5). */
const leftOf = ({ expiration }: RrsigData, now: number): number => (expiration - now) | 0;

function isNear(signature: RrsigData, now: number): boolean {
  const left = leftOf(signature, now);
  const life = (signature.expiration - signature.inception) | 0;
  return left < signature.originalTtl || left < Math.min(life * LAST.share, LAST.seconds);
}

const spanText = (seconds: number): string =>
  seconds >= 2 * DAY_SECONDS
    ? `${Math.floor(seconds / DAY_SECONDS)} days`
    : `${Math.floor(seconds / 3600)} hours`;
