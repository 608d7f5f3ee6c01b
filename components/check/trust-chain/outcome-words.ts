import type { TraceStep } from "@/lib/model/dnssec";
import { dayWords } from "../instant";
import type { StepOf } from "./trust-zone";

type Outcome = StepOf<"key">["outcome"] | StepOf<"ds">["outcome"] | StepOf<"signature">["outcome"];

/** What the validator found of a key, a DS record or a signature, in words that follow it. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  matches_ds: "matches a DS record",
  published: "published",
  not_zone: "lacks the ZONE flag",
  revoked: "is revoked",
  protocol: "has a protocol field other than 3",
  malformed: "cannot be read",
  unsupported: "is of an unsupported kind",
  matched: "matches a key",
  no_key: "the zone has no such key",
  digest_mismatch: "the digest is of another key",
  unsupported_algorithm: "unsupported algorithm",
  unsupported_digest: "unsupported digest",
  weaker_digest: "passed over for a stronger digest",
  valid: "valid",
  invalid: "does not match",
  expired: "expired",
  not_yet_valid: "not valid yet",
  key_unusable: "its key is not usable",
  wrong_signer: "signed by another zone",
  not_tried: "not tried",
};

/** What came of a signature, with the day where it is about a date. */
export function signatureWords({ outcome, inception, expiration }: StepOf<"signature">): string {
  const day = (seconds: number) => dayWords(new Date(seconds * 1000).toISOString());
  if (outcome === "expired") return `expired on ${day(expiration)}`;
  return outcome === "not_yet_valid"
    ? `not valid before ${day(inception)}`
    : OUTCOME_WORDS[outcome];
}

/** What a denial record proves of a name. */
export const DENIAL_WORDS: Record<StepOf<"denial">["role"], string> = {
  matches_name: "the name has no such record",
  covers_name: "the name does not exist",
  matches_closest_encloser: "this is the nearest name that exists",
  covers_next_closer: "nothing exists on the way below it",
  matches_wildcard: "the wildcard has no such record",
  covers_wildcard: "no wildcard answers for it",
};

/** One step in a sentence of its own, for lists. Times are said apart. */
export function stepWords(step: TraceStep): string {
  switch (step.step) {
    case "anchor":
      return `The key ${step.keyTag} is known beforehand as a trust anchor.`;
    case "ds":
      return `DS record for key ${step.keyTag}, digest ${step.digestType}: ${OUTCOME_WORDS[step.outcome]}.`;
    case "key":
      return `Key ${step.keyTag}, flags ${step.flags}${step.bits === null ? "" : `, ${step.bits} bits`}: ${OUTCOME_WORDS[step.outcome]}.`;
    case "signature":
      return `Signature of ${step.owner} ${step.type} by key ${step.keyTag} of ${step.signer}: ${OUTCOME_WORDS[step.outcome]}.`;
    case "denial":
      return `${step.record} ${step.owner} to ${step.next} about ${step.of}: ${DENIAL_WORDS[step.role]}.`;
    case "cut":
      return step.outcome === "no_cut"
        ? `No zone begins at ${step.owner}.`
        : `A zone begins at ${step.owner}, and is ${step.outcome}.`;
    case "alias":
      return `${step.owner} is an alias (${step.record}) of ${step.target}.`;
    case "failed":
      return `Here it fails: ${step.owner} ${step.type}.`;
  }
}
