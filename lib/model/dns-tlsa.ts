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
  "path_too_long",
  "chain_unreadable",
] as const;
/** Why no usable TLSA record authenticates a chain (decision table G1 to G7, N1 to N4, X2). */
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
