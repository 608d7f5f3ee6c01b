import { z } from "zod";

export const KEY_TYPES = ["any", "rsa", "ec"] as const;
/** Which certificates a handshake asks for: any, or by signature lists of one key type only. */
export const KeyTypeAsked = z.enum(KEY_TYPES);
export type KeyTypeAsked = z.infer<typeof KeyTypeAsked>;

export const NO_SESSION_FAULTS = [
  "address_not_allowed",
  "connection_refused",
  "connection_timeout",
  "connection_failed",
  "banner_timeout",
  "banner_rejected",
  "ehlo_timeout",
  "ehlo_rejected",
  "closed_early",
  "reply_malformed",
  "reply_too_long",
] as const;
/** Why there was no SMTP session: all of these come before EHLO was answered with 250. */
export const NoSessionFault = z.enum(NO_SESSION_FAULTS);
export type NoSessionFault = z.infer<typeof NoSessionFault>;

export const NO_TLS_FAULTS = [
  "starttls_not_offered",
  "starttls_rejected",
  "starttls_timeout",
  "starttls_closed",
  "starttls_malformed",
  "plaintext_injected",
  "handshake_failed",
  "handshake_timeout",
  "handshake_closed",
  "no_certificate",
  "chain_too_long",
] as const;
/** Why a session that answered EHLO did not come to hold TLS. */
export const NoTlsFault = z.enum(NO_TLS_FAULTS);
export type NoTlsFault = z.infer<typeof NoTlsFault>;

export const SMTP_STAGES = ["connect", "banner", "ehlo", "starttls", "handshake"] as const;
/** How far an SMTP session had come (RFC 5321 §3.1, §3.2, RFC 3207 §4). */
export const SmtpStage = z.enum(SMTP_STAGES);
export type SmtpStage = z.infer<typeof SmtpStage>;

export const SNI_ALERTS = ["none", "warning", "fatal"] as const;
/** Whether the server answered the name asked for with `unrecognized_name` (RFC 6066 §3). */
export const SniAlert = z.enum(SNI_ALERTS);
export type SniAlert = z.infer<typeof SniAlert>;
