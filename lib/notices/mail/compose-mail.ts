import MailComposer from "nodemailer/lib/mail-composer";
import type { MailAddress } from "./mail-address";
import { wrapped } from "./wrapped-text";

/** A message to one recipient. */
export type OutgoingMail = {
  /** Names it for good: a second copy is seen to be one by what stands in `Message-ID`. */
  id: string;
  to: MailAddress;
  subject: string;
  /** Paragraphs; they are wrapped here. */
  text: string;
  /** Where one request ends such mail (RFC 8058); null for a mail that its reader asked for. */
  stopUrl: string | null;
  date: Date;
};

const SENDER = "DANE statistics";
const MOST_SUBJECT = 150;

/** Anything that could end a header's line; the composer folds and encodes the rest. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in a header
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** The message in wire form: plain text, no flowed lines, marked as sent by a program (RFC 3834). */
export function composeMail(mail: OutgoingMail, from: MailAddress): Promise<Buffer> {
  const host = from.slice(from.lastIndexOf("@") + 1);
  const text = `${wrapped(mail.text)}\n`;
  const composer = new MailComposer({
    from: { name: SENDER, address: from },
    to: { name: "", address: mail.to },
    subject: mail.subject.replace(CONTROL, " ").slice(0, MOST_SUBJECT),
    messageId: `<${mail.id}@${host}>`,
    date: mail.date,
    // Left to itself the composer flows long lines, and whoever does not unflow them sees a broken link.
    text: {
      content: text,
      contentTransferEncoding: isShortAscii(text) ? "7bit" : "quoted-printable",
    },
    headers: {
      "Auto-Submitted": "auto-generated",
      ...(mail.stopUrl === null
        ? {}
        : {
            "List-Unsubscribe": { prepared: true, foldLines: false, value: `<${mail.stopUrl}>` },
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

const isShortAscii = (text: string): boolean =>
  /^[\n\x20-\x7e]*$/.test(text) && text.split("\n").every((line) => line.length <= 76);
