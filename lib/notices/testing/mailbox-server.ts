import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A message as it arrived at the relay. */
export type Arrived = {
  from: string;
  to: string[];
  /** As on the wire. */
  raw: string;
  /** Names in lower case, folding undone. */
  headers: Map<string, string>;
  /** As its recipient reads it. */
  text: string;
};

/** A real SMTP server on loopback that keeps what it gets. */
export type MailboxServer = {
  url: string;
  arrived: Arrived[];
  /** Decides what the server says to a recipient or at the end of a message; null accepts. */
  refuse: { rcpt: (address: string) => Error | null; data: () => Error | null };
  close: () => Promise<void>;
};

/** An answer of the server with a status of its own. */
export const reply = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

/** Starts the server, at a port of its own unless told. */
export async function startMailbox(
  options: SMTPServerOptions = {},
  fixedPort = 0,
): Promise<MailboxServer> {
  const arrived: Arrived[] = [];
  const refuse: MailboxServer["refuse"] = { rcpt: () => null, data: () => null };
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _, done) => done(refuse.rcpt(address)),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const refused = refuse.data();
        if (refused === null)
          arrived.push(readMail(Buffer.concat(chunks).toString("latin1"), envelope));
        done(refused);
      });
    },
    ...options,
  });
  // A client that hangs up is what some tests are about.
  server.on("error", () => {});
  await new Promise<void>((listening) => server.listen(fixedPort, "127.0.0.1", listening));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    arrived,
    refuse,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

type Envelope = { mailFrom: false | { address: string }; rcptTo: { address: string }[] };

/** A message as its recipient reads it. @param raw as on the wire, an octet a character. */
export function readMail(raw: string, { mailFrom, rcptTo }: Envelope): Arrived {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const body = raw.slice(end + 4);
  return {
    from: mailFrom === false ? "" : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    raw,
    headers,
    text: decoded(body, headers.get("content-transfer-encoding") ?? "7bit"),
  };
}

function decoded(body: string, encoding: string): string {
  const plain =
    encoding === "quoted-printable"
      ? body
          .replace(/=\r\n/g, "")
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      : encoding === "base64"
        ? Buffer.from(body, "base64").toString("latin1")
        : body;
  return Buffer.from(plain, "latin1").toString("utf8").replaceAll("\r\n", "\n");
}
