import type { Name } from "../dns/name";
import type { DenialSet } from "./denial-set";
import { nsecAbsence, nsecNoCloser } from "./nsec";
import { nsec3Absence, nsec3NoCloser } from "./nsec3";
import { type Proof, unproven } from "./proof";

/**
 * Whether the records prove that `name` has no records of `type`, and whether the name exists.
 * The message's rcode plays no part: what is proven counts (RFC 4035 §5.4, RFC 5155 §8.4 to §8.7).
 */
export const proveAbsence = (name: Name, type: number, set: DenialSet): Proof =>
  best(set, [
    set.nsecs.length > 0 ? () => nsecAbsence(name, type, set) : null,
    set.nsec3s.length > 0 ? () => nsec3Absence(name, type, set) : null,
  ]);

/** Decision table D9: no name closer to `name` than the wildcard's parent exists. */
export const proveNoCloser = (name: Name, wildcard: Name, set: DenialSet): Proof =>
  best(set, [
    set.nsecs.length > 0 ? () => nsecNoCloser(name, wildcard, set) : null,
    set.nsec3s.length > 0 ? () => nsec3NoCloser(name, wildcard, set) : null,
  ]);

/** The first proof that holds, else the failure that tells most: a broken signature before all. */
function best(set: DenialSet, attempts: readonly ((() => Proof) | null)[]): Proof {
  let failure: Proof = unproven("denial_missing");
  for (const attempt of attempts) {
    const proof = attempt?.();
    if (proof === undefined) continue;
    if (proof.kind !== "unproven") return proof;
    failure = proof;
  }
  return set.signatureFault === null ? failure : unproven(set.signatureFault);
}
