import { z } from "zod";

export const TLSA_UNUSABLE_REASONS = [
  "usage_pkix",
  "usage_unknown",
  "selector_unknown",
  "matching_type_unknown",
  "digest_length",
  "certificate_unreadable",
  "public_key_unreadable",
] as const;
/** Why a TLSA record does not count for SMTP (decision table U2 to U4). */
export const TlsaUnusableReason = z.enum(TLSA_UNUSABLE_REASONS);
export type TlsaUnusableReason = z.infer<typeof TlsaUnusableReason>;

export const TLSA_MISMATCH_REASONS = [
  "tlsa_mismatch",
  "name_mismatch",
  "cert_expired",
  "cert_not_yet_valid",
  "ta_not_sent",
  "ta_leaf_only",
  "chain_broken",
  "chain_not_ca",
  "purpose_mismatch",
  "path_too_long",
  "name_constraint",
  "critical_extension",
  "chain_unreadable",
  "chain_too_complex",
] as const;
/**
 * Why no usable TLSA record authenticates a chain (decision table G1 to G7, N1 to N4, X2):
 * - `tlsa_mismatch`: no record is of a certificate or key that was sent;
 * - `name_mismatch`, `cert_expired`, `cert_not_yet_valid`: a DANE-TA(2) record leads to the leaf,
 *   but its name is another, or a certificate of the path is out of date;
 * - `ta_not_sent`: DANE-TA(2) records are digests, none is of a certificate sent, and an issuer is
 *   missing from the chain: the record may be of that one;
 * - `ta_leaf_only`: a DANE-TA(2) record is of the leaf, which it cannot speak of;
 * - `chain_broken`: a record's certificate was sent, but no signatures lead from it to the leaf;
 * - `chain_not_ca`, `purpose_mismatch`, `path_too_long`, `name_constraint`, `critical_extension`:
 *   a certificate of the path may not sign others, is not for TLS servers, allows fewer below it,
 *   allows other names below it, or asks for what we do not know;
 * - `chain_unreadable`: the leaf, or what a certificate of the path says of itself, cannot be read;
 * - `chain_too_complex`: the work for one chain was used up. Another verifier may find a path.
 */
export const TlsaMismatchReason = z.enum(TLSA_MISMATCH_REASONS);
export type TlsaMismatchReason = z.infer<typeof TlsaMismatchReason>;

/** The record that authenticates a chain, and the place in the verified path, leaf 0. */
export const TlsaMatch = z.object({
  usage: z.int().min(2).max(3),
  selector: z.int().min(0).max(1),
  matchingType: z.int().min(0).max(2),
  depth: z.int().min(0),
});
export type TlsaMatch = z.infer<typeof TlsaMatch>;
