import { z } from "zod";

export const PUBLIC_KEY_TYPES = [
  "rsa",
  "rsa_pss",
  "ec",
  "ed25519",
  "ed448",
  "dsa",
  "other",
] as const;
/** What a certificate's key is, by the algorithm in its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export const PublicKeyType = z.enum(PUBLIC_KEY_TYPES);
export type PublicKeyType = z.infer<typeof PublicKeyType>;

export const CERTIFICATE_PARTS = [
  "validity",
  "subject",
  "issuer",
  "public_key",
  "extensions",
  "subject_alt_name",
  "basic_constraints",
  "key_usage",
  "extended_key_usage",
  "key_identifier",
] as const;
/** A part of a certificate that could not be read though the whole could. */
export const CertificatePart = z.enum(CERTIFICATE_PARTS);
export type CertificatePart = z.infer<typeof CertificatePart>;
