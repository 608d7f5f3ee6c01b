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
