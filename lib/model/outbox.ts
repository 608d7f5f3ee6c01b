import { z } from "zod";

export const OUTBOX_CHANNELS = ["mail", "webhook"] as const;
export const OutboxChannel = z.enum(OUTBOX_CHANNELS);
export type OutboxChannel = z.infer<typeof OutboxChannel>;

export const MAIL_REASONS = [
  "opt_out_link",
  "watch_sign_in",
  "watch_proof",
  "watch_news",
  "operator_notice",
] as const;
/** Why a message was written. */
export const MailReason = z.enum(MAIL_REASONS);
export type MailReason = z.infer<typeof MailReason>;

export const OUTBOX_STATES = [
  "waiting",
  "claimed",
  "handed_over",
  "sent",
  "refused",
  "failed",
  "withdrawn",
  "unsure",
] as const;
/**
 * How far a message is. `claimed`: a process works on it, and the relay has not the whole of it;
 * `handed_over`: the last octet may have been sent; `unsure`: the process or the connection ended
 * then, so that nobody knows; such a message is not sent again. `refused`: the other side said that it
 * never will take it; `failed`: it could not leave for too long; `withdrawn`: we took it back before.
 */
export const OutboxState = z.enum(OUTBOX_STATES);
export type OutboxState = z.infer<typeof OutboxState>;
