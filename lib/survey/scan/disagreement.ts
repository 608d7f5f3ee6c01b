import { typeName } from "@/lib/model/dns-registry";
import type { DnssecReason, DnssecStatus } from "@/lib/model/dnssec";
import type { Name } from "@/lib/verifier/dns/name";
import type { Validated } from "@/lib/verifier/dnssec/validator";

/** One question that the resolver's AD bit and our validator answer differently. */
export type Disagreement = {
  name: Name;
  type: string;
  /** Null where the resolver answered with an error, of which it says no more. */
  quick: DnssecStatus | null;
  validated: DnssecStatus;
  reason: DnssecReason | null;
};

/**
 * Compares the two. An error of the resolver fits whatever failed for us too: it answers SERVFAIL for
 * both bogus and a server that is down. An unsigned alias before a signed name is no contradiction.
 */
export function disagreementOf(quick: Validated, validated: Validated): Disagreement | null {
  const isDecided = validated.status === "secure" || validated.status === "insecure";
  const fits = quick.status === "indeterminate" ? !isDecided : quick.status === validated.status;
  if (fits) return null;
  return {
    name: validated.question.name,
    type: typeName(validated.question.type),
    quick: quick.status === "indeterminate" ? null : quick.status,
    validated: validated.status,
    reason: validated.reason,
  };
}
