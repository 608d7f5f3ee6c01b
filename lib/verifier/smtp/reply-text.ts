import { printable } from "../net/printable";
import type { ReplyText } from "./probe-result";
import type { SmtpReply } from "./reply-reader";

const MAX_REPLY_TEXT = 500;
const MAX_EXTENSIONS = 64;
const MAX_EXTENSION_TEXT = 120;

/** The reply for people: its lines with a space between, safe to print. */
export function replyText(reply: SmtpReply | null): ReplyText | null {
  if (reply === null) return null;
  const lines = reply.lines.slice(0, MAX_EXTENSIONS).map((line) => printable(line, MAX_REPLY_TEXT));
  const text = lines.join(" ").trim();
  return {
    code: reply.code,
    text: text.length > MAX_REPLY_TEXT ? `${text.slice(0, MAX_REPLY_TEXT)}…` : text,
  };
}

/** The lines after the first of a reply to EHLO, safe to print. */
export const extensionsOf = ({ lines }: SmtpReply): string[] =>
  lines.slice(1, 1 + MAX_EXTENSIONS).map((line) => printable(line, MAX_EXTENSION_TEXT));

/** RFC 5321 §4.1.1.1: the first line is a greeting; keywords have no case. RFC 3207 §4. */
export const offersStarttls = ({ lines }: SmtpReply): boolean =>
  lines.slice(1).some((line) => /^STARTTLS(?: |$)/i.test(line.toString("latin1")));
