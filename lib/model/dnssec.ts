import { z } from "zod";

export const DNSSEC_STATUSES = ["secure", "insecure", "bogus", "indeterminate"] as const;
/** In the RFC 4035 §4.3 sense, not RFC 4033 §5's: "indeterminate" is a look-up that failed. */
export const DnssecStatus = z.enum(DNSSEC_STATUSES);
export type DnssecStatus = z.infer<typeof DnssecStatus>;

/** Why an answer is insecure: each is a proof, never an absence of one. */
export const INSECURE_REASONS = [
  "no_ds",
  "no_ds_opt_out",
  "algorithms_unsupported",
  "nsec3_iterations_high",
  "opt_out",
  "type_never_signed",
] as const;

/** Why validation failed: what the zone, or somebody between it and us, got wrong. */
export const BOGUS_REASONS = [
  "rrsig_missing",
  "signature_invalid",
  "signature_expired",
  "signature_not_yet_valid",
  "signature_malformed",
  "signer_not_zone",
  "no_matching_key",
  "key_not_zone",
  "key_revoked",
  "key_protocol",
  "key_malformed",
  "key_unsupported",
  "dnskey_missing",
  "no_matching_ds",
  "dnskey_not_signed",
  "too_many_signatures",
  "denial_missing",
  "denial_wrong_name",
  "denial_wrong_type",
  "denial_wrong_wildcard",
  "denial_wrong_side",
  "wildcard_not_denied",
  "alias_loop",
  "alias_mismatch",
  "alias_at_zone_cut",
] as const;

/** Why nothing could be decided: the records were not to be had, or judging them costs too much. */
export const INDETERMINATE_REASONS = [
  "lookup_failed",
  "rcode",
  "no_trust_anchor",
  "signatures_stripped",
  "alias_chain_too_long",
  "work_limit",
] as const;

export const DNSSEC_REASONS = [
  ...INSECURE_REASONS,
  ...BOGUS_REASONS,
  ...INDETERMINATE_REASONS,
] as const;
export const DnssecReason = z.enum(DNSSEC_REASONS);
export type DnssecReason = z.infer<typeof DnssecReason>;

/** Each reason in one sentence for the person who runs the zone or the resolver. */
export const REASON_SENTENCES: Record<DnssecReason, string> = {
  no_ds: "The parent zone proves that it holds no DS record: the zone is not signed.",
  no_ds_opt_out: "The parent zone's opt-out range may hold an unsigned delegation here.",
  algorithms_unsupported: "Every DS record uses an algorithm or digest that is not supported.",
  nsec3_iterations_high: "The zone's NSEC3 records ask for more than 150 iterations.",
  opt_out: "The proof rests on an NSEC3 opt-out range, which may hide unsigned names.",
  type_never_signed: "Records of this type are never signed.",
  rrsig_missing: "The zone is signed, but these records came without a signature.",
  signature_invalid: "The signature does not match the records.",
  signature_expired: "The signature has expired: re-sign the zone.",
  signature_not_yet_valid: "The signature is not valid yet: check the signer's clock.",
  signature_malformed: "The signature record contradicts the records it covers.",
  signer_not_zone: "The signature names a signer that is not the zone of these records.",
  no_matching_key: "The zone publishes no key with the tag and algorithm of the signature.",
  key_not_zone: "The signing key lacks the ZONE flag.",
  key_revoked: "The signing key is revoked.",
  key_protocol: "The signing key's protocol field is not 3.",
  key_malformed: "The signing key's public key cannot be read.",
  key_unsupported: "The signing key's algorithm or size is not supported.",
  dnskey_missing: "The parent zone has a DS record, but the zone publishes no keys.",
  no_matching_ds: "None of the zone's keys matches a DS record of the parent zone.",
  dnskey_not_signed: "The key that matches the DS record does not sign the zone's keys.",
  too_many_signatures: "Too many signatures failed; the rest were not tried.",
  denial_missing: "No signed proof that the records do not exist.",
  denial_wrong_name: "The denial records do not cover this name.",
  denial_wrong_type: "The denial record says that the records do exist.",
  denial_wrong_wildcard: "The denial records leave a wildcard possible that would answer.",
  denial_wrong_side: "The denial record is from the wrong side of a zone cut or a DNAME.",
  wildcard_not_denied: "A wildcard answered without proof that no closer name exists.",
  alias_loop: "The aliases lead back to themselves.",
  alias_mismatch: "The CNAME does not follow from the DNAME above it.",
  alias_at_zone_cut: "An alias stands where the zone should begin.",
  lookup_failed: "A look-up that is needed for validation failed.",
  rcode: "The resolver answered with an error.",
  no_trust_anchor: "No trust anchor lies at or above this name.",
  signatures_stripped: "The resolver removes DNSSEC records: use one that passes them on.",
  alias_chain_too_long: "The chain of aliases is too long to follow.",
  work_limit: "Validating this answer would cost more work than is allowed.",
};

export const DNSSEC_WARNINGS = [
  "sha1_signature",
  "sha1_ds",
  "algorithm_not_recommended",
  "rsa_key_short",
  "nsec3_iterations",
  "nsec3_salt",
] as const;
/** Flags on a chain that validates all the same (decision table D6, D7). */
export const DnssecWarning = z.enum(DNSSEC_WARNINGS);
export type DnssecWarning = z.infer<typeof DnssecWarning>;

export const KEY_OUTCOMES = [
  "matches_ds",
  "published",
  "not_zone",
  "revoked",
  "protocol",
  "malformed",
  "unsupported",
] as const;
export const DS_OUTCOMES = [
  "matched",
  "no_key",
  "digest_mismatch",
  "unsupported_algorithm",
  "unsupported_digest",
  "weaker_digest",
] as const;
export const SIGNATURE_OUTCOMES = [
  "valid",
  "invalid",
  "expired",
  "not_yet_valid",
  "malformed",
  "no_key",
  "key_unusable",
  "unsupported_algorithm",
  "wrong_signer",
  "not_tried",
] as const;
export const DENIAL_ROLES = [
  "matches_name",
  "covers_name",
  "matches_closest_encloser",
  "covers_next_closer",
  "matches_wildcard",
  "covers_wildcard",
] as const;

const name = z.string().meta({ description: "Absolute domain name, lower case, escaped" });
const octet = z.int().min(0).max(255);
const seconds = z.int().min(0).meta({ description: "Unix time in seconds" });

/** One thing the validator looked at, in the order it looked. */
export const TraceStep = z.discriminatedUnion("step", [
  z.object({ step: z.literal("anchor"), owner: name, keyTag: z.int(), algorithm: octet }),
  z.object({
    step: z.literal("ds"),
    owner: name,
    keyTag: z.int(),
    algorithm: octet,
    digestType: octet,
    outcome: z.enum(DS_OUTCOMES),
  }),
  z.object({
    step: z.literal("key"),
    owner: name,
    keyTag: z.int(),
    algorithm: octet,
    flags: z.int(),
    bits: z.int().nullable().meta({ description: "Key size, null where it was not read" }),
    outcome: z.enum(KEY_OUTCOMES),
  }),
  z.object({
    step: z.literal("signature"),
    owner: name,
    type: z.string(),
    signer: name,
    keyTag: z.int(),
    algorithm: octet,
    inception: seconds,
    expiration: seconds,
    wildcard: name.nullable().meta({ description: "The wildcard that was expanded, if one was" }),
    outcome: z.enum(SIGNATURE_OUTCOMES),
  }),
  z.object({
    step: z.literal("denial"),
    record: z.enum(["NSEC", "NSEC3"]),
    owner: name,
    next: z.string(),
    types: z.array(z.string()),
    optOut: z.boolean(),
    iterations: z.int().nullable(),
    saltLength: z.int().nullable(),
    role: z.enum(DENIAL_ROLES),
    of: name,
  }),
  z.object({
    step: z.literal("cut"),
    owner: name,
    outcome: z.enum(["signed", "unsigned", "no_cut"]),
  }),
  z.object({
    step: z.literal("alias"),
    owner: name,
    record: z.enum(["CNAME", "DNAME"]),
    target: name,
  }),
  z.object({
    step: z.literal("failed"),
    owner: name,
    type: z.string(),
    reason: DnssecReason,
    detail: z.string().nullable(),
  }),
]);
export type TraceStep = z.infer<typeof TraceStep>;

/** What was looked at in one zone, and what came of it. */
export const ZoneTrace = z.object({
  zone: name,
  status: DnssecStatus,
  reason: DnssecReason.nullable(),
  steps: z.array(TraceStep),
});
export type ZoneTrace = z.infer<typeof ZoneTrace>;
