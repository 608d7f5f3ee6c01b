import type { NoSessionFault, NoTlsFault, SmtpStage } from "@/lib/model/smtp-probe";
import type { StageFailure } from "./connection";
import type { ReplyText } from "./probe-result";
import type { SmtpReply } from "./reply-reader";
import { replyText } from "./reply-text";

/** What a probe that did not come to TLS says. */
export type ProbeFailure = {
  stage: SmtpStage;
  detail: string;
  reply: ReplyText | null;
  cutShort: boolean;
} & ({ outcome: "no_session"; fault: NoSessionFault } | { outcome: "no_tls"; fault: NoTlsFault });

/** Faults before EHLO was answered with 250, by what failed where. */
export function noSession(
  stage: "connect" | "banner" | "ehlo",
  { code, detail, cutShort }: StageFailure,
  reply: ReplyText | null,
): ProbeFailure {
  const timeout = { connect: "connection_timeout", banner: "banner_timeout", ehlo: "ehlo_timeout" };
  const faults = {
    refused: "connection_refused",
    network: stage === "connect" ? "connection_failed" : "closed_early",
    closed: stage === "connect" ? "connection_failed" : "closed_early",
    timeout: timeout[stage] as NoSessionFault,
    malformed: "reply_malformed",
    too_long: "reply_too_long",
    out_of_turn: "reply_malformed",
  } as const;
  return { outcome: "no_session", fault: faults[code], stage, detail, reply, cutShort };
}

/** Faults of the reply to STARTTLS. */
export function noTls({ code, detail, cutShort }: StageFailure): ProbeFailure {
  const faults = {
    refused: "starttls_closed",
    network: "starttls_closed",
    closed: "starttls_closed",
    timeout: "starttls_timeout",
    malformed: "starttls_malformed",
    too_long: "starttls_malformed",
    out_of_turn: "plaintext_injected",
  } as const;
  const fault = faults[code];
  return { outcome: "no_tls", fault, stage: "starttls", detail, reply: null, cutShort };
}

type RejectedSession = "banner_rejected" | "ehlo_rejected";
type RejectedTls = "starttls_not_offered" | "starttls_rejected";

/** A reply of another code than the one that goes on. */
export function rejected(
  fault: RejectedSession | RejectedTls,
  stage: SmtpStage,
  answer: SmtpReply,
): ProbeFailure {
  const reply = replyText(answer);
  const detail = reply === null ? "" : `${reply.code} ${reply.text}`;
  const rest = { stage, detail, reply, cutShort: false };
  return fault === "banner_rejected" || fault === "ehlo_rejected"
    ? { outcome: "no_session", fault, ...rest }
    : { outcome: "no_tls", fault, ...rest };
}
