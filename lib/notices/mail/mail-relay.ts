import { Readable } from "node:stream";
import { createTransport } from "nodemailer";
import { printable } from "@/lib/verifier/net/printable";
import { composeMail, type OutgoingMail } from "./compose-mail";
import type { MailSettings } from "./mail-settings";

/**
 * What became of an attempt. `later`: the relay has it not, and another attempt may; `refused`: it
 * never will; `unsure`: the connection ended after the whole message was handed over.
 */
export type SendOutcome = { kind: "sent" | "later" | "refused" | "unsure"; answer: string };

/** The way out for mail. */
export type MailRelay = {
  /**
   * Sends one message.
   *
   * @param handOver asked after the message and before the dot that ends it, from which on the
   *   relay may have it (RFC 5321 §4.1.1.4). Where it says false, nothing is delivered.
   */
  send: (mail: OutgoingMail, handOver: () => Promise<boolean>) => Promise<SendOutcome>;
  close: () => void;
};

const STAGE_MS = 30_000;
/** RFC 5321 §4.5.3.2.6: after the final dot a server may take its time. */
const SOCKET_MS = 120_000;
const MOST_ANSWER = 300;

/** Whether the relay is on this machine, so that nothing on the way could listen. */
const isLoopback = (host: string): boolean => /^(localhost|127\.[\d.]+|\[?::1\]?)$/.test(host);

/** Speaks to the relay of the settings: TLS from the start, or STARTTLS wherever a network is between. */
export function openMailRelay({ relayUrl, from, bounces, ca }: MailSettings): MailRelay {
  const url = new URL(relayUrl);
  const isTls = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(url.username);
  const transport = createTransport({
    host,
    port: Number(url.port || (isTls ? 465 : 587)),
    secure: isTls,
    requireTLS: !isTls && !isLoopback(host),
    ignoreTLS: !isTls && isLoopback(host),
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    connectionTimeout: STAGE_MS,
    greetingTimeout: STAGE_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail, handOver) => {
      const raw = await composeMail(mail, from);
      let isOver = false;
      async function* octets() {
        yield raw;
        if (!(await handOver())) throw new Error("another process has this message");
        isOver = true;
      }
      try {
        const { response } = await transport.sendMail({
          envelope: { from: bounces, to: [mail.to] },
          raw: Readable.from(octets(), { objectMode: false }),
        });
        return { kind: "sent", answer: printable(response, MOST_ANSWER) };
      } catch (cause) {
        return outcomeOf(cause, isOver);
      }
    },
    close: () => transport.close(),
  };
}

function outcomeOf(cause: unknown, isOver: boolean): SendOutcome {
  const error = cause as Error & { code?: string; response?: string; responseCode?: number };
  const said = error.response ?? `${error.code ?? ""} ${error.message}`.trim();
  const answer = printable(said, MOST_ANSWER);
  const status = error.responseCode ?? 0;
  // 535 and the like are about our own login: the recipient has not refused anything.
  if (status >= 500 && error.code !== "EAUTH") return { kind: "refused", answer };
  if (status >= 400 || !isOver) return { kind: "later", answer };
  return { kind: "unsure", answer };
}
