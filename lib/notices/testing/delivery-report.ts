import type { Arrived } from "./mailbox-server";

/** How a report differs from the usual one. */
export type ReportChange = {
  action?: string;
  status?: string;
  /** Headers of the message instead of its own. */
  returned?: string;
  boundary?: string;
};

/** A delivery status notification about a message, as Postfix writes one (RFC 3464, RFC 6522). */
export function reportOf(
  { raw, to, from }: Pick<Arrived, "raw" | "to" | "from">,
  { action = "failed", status = "5.1.1", returned, boundary = "B0UND/A.ry=1" }: ReportChange = {},
): Buffer {
  const headers = returned ?? raw.slice(0, raw.indexOf("\r\n\r\n"));
  return Buffer.from(
    [
      "From: MAILER-DAEMON@mx.example",
      `To: ${from}`,
      "Subject: Undelivered Mail Returned to Sender",
      "Auto-Submitted: auto-replied",
      "MIME-Version: 1.0",
      "Content-Type: multipart/report; report-type=delivery-status;",
      `\tboundary="${boundary}"`,
      "",
      "This is a MIME-encapsulated message.",
      "",
      `--${boundary}`,
      "Content-Description: Notification",
      "Content-Type: text/plain; charset=us-ascii",
      "",
      "I'm sorry to have to inform you that your message could not be delivered.",
      "",
      `--${boundary}`,
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; mx.example",
      "Arrival-Date: Thu, 26 Nov 2026 12:00:00 +0000",
      "",
      `Final-Recipient: rfc822; ${to[0] ?? ""}`,
      `Action: ${action}`,
      `Status: ${status}`,
      "Diagnostic-Code: smtp; 550 5.1.1 no such user",
      "",
      `--${boundary}`,
      "Content-Type: text/rfc822-headers",
      "",
      headers,
      "",
      `--${boundary}--`,
      "",
    ].join("\r\n"),
    "latin1",
  );
}
