import type { DnssecWarning, TraceStep, ZoneTrace } from "@/lib/model/dnssec";
import { DNSSEC_ALGORITHMS, DS_DIGESTS } from "@/lib/model/dnssec-algorithms";

const RSA = new Set([5, 7, 8, 10]);
const SHA1 = new Set([5, 7]);
/** RFC 6781 §3.4.2: shorter keys are within reach of an attacker. */
const SHORT_RSA_BITS = 1024;

const signingStatus = (algorithm: number) =>
  DNSSEC_ALGORITHMS.find(({ number }) => number === algorithm)?.signing;
const delegationStatus = (digestType: number) =>
  DS_DIGESTS.find(({ number }) => number === digestType)?.delegation;

const isDiscouraged = (status: string | undefined): boolean =>
  status === "must_not" || status === "not_recommended";

/** What to flag about records that a verdict rests on (decision table D6, D7). */
export function warningsIn(trace: readonly ZoneTrace[]): DnssecWarning[] {
  const warnings = new Set<DnssecWarning>();
  for (const { steps } of trace)
    for (const step of steps) for (const warning of warningsOf(step)) warnings.add(warning);
  return [...warnings];
}

function warningsOf(step: TraceStep): DnssecWarning[] {
  const warnings: DnssecWarning[] = [];
  if (step.step === "signature" && step.outcome === "valid") {
    if (SHA1.has(step.algorithm)) warnings.push("sha1_signature");
    else if (isDiscouraged(signingStatus(step.algorithm)))
      warnings.push("algorithm_not_recommended");
  }
  if (
    step.step === "ds" &&
    step.outcome === "matched" &&
    isDiscouraged(delegationStatus(step.digestType))
  )
    warnings.push("sha1_ds");
  if (
    step.step === "key" &&
    RSA.has(step.algorithm) &&
    (step.bits ?? SHORT_RSA_BITS) < SHORT_RSA_BITS
  )
    warnings.push("rsa_key_short");
  if (step.step === "denial") {
    if ((step.iterations ?? 0) > 0) warnings.push("nsec3_iterations");
    if ((step.saltLength ?? 0) > 0) warnings.push("nsec3_salt");
  }
  return warnings;
}
