import type { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { KeyTypeAsked, NoTlsFault, SniAlert } from "@/lib/model/smtp-probe";
import { err, ok, type Result } from "@/lib/result";
import { printable } from "../net/printable";
import { stageTimer } from "../net/stage-timer";
import { HandshakeTap } from "./handshake-tap";
import type { HeldTls } from "./probe-result";
import { type HandshakeRecord, sentChain } from "./sent-chain";
import { type MaxVersion, tlsOffer } from "./tls-offer";

/** Certificates looked at in a chain; an honest one has five at most. */
export const MAX_CHAIN_CERTIFICATES = 32;

export type HandshakeOptions = {
  serverName: string | null;
  keyType: KeyTypeAsked;
  maxVersion: MaxVersion;
  withinMs: number;
  quitMs: number;
  signal: AbortSignal | undefined;
};

export type HandshakeFailure = { fault: NoTlsFault; detail: string; cutShort: boolean };
export type HandshakeOutcome = {
  result: Result<HeldTls, HandshakeFailure>;
  sniAlert: SniAlert;
  /** Octets the server sent after STARTTLS. */
  octets: number;
};

/**
 * Turns a socket to TLS, takes the chain, says QUIT and destroys the socket. Nothing is verified:
 * DANE looks at the chain, not at what OpenSSL makes of it.
 */
export async function handshake(raw: Socket, options: HandshakeOptions): Promise<HandshakeOutcome> {
  const tap = new HandshakeTap(raw);
  const socket = connectTls({
    socket: tap,
    secureContext: tlsOffer(options.keyType, options.maxVersion),
    servername: options.serverName ?? "",
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    minDHSize: 1,
  });
  let secret: Buffer | null = null;
  socket.on("keylog", (line: Buffer) => {
    secret ??= handshakeSecret(line);
  });
  const failed = await outcomeOf(socket, tap, options);
  const result = failed === null ? heldBy(socket, tap.received, secret) : err(failed);
  if (result.ok) await sayQuit(socket, options);
  socket.destroy();
  tap.destroy();
  return { result, sniAlert: tap.sniAlert, octets: tap.octets };
}

/** Null once TLS holds. */
function outcomeOf(
  socket: TLSSocket,
  tap: HandshakeTap,
  { withinMs, signal }: HandshakeOptions,
): Promise<HandshakeFailure | null> {
  return new Promise((resolve) => {
    const timedOut = (cutShort: boolean) =>
      settle({
        fault: "handshake_timeout",
        detail: detailOf(tap, `no end after ${withinMs} ms`),
        cutShort,
      });
    const onAbort = () => timedOut(true);
    const stopTimer = stageTimer(withinMs, () => timedOut(false));
    const settle = (failure: HandshakeFailure | null) => {
      stopTimer();
      signal?.removeEventListener("abort", onAbort);
      resolve(failure);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    socket.once("secureConnect", () => settle(null));
    socket.on("error", (error) => settle(failureOf(error, tap)));
    socket.on("close", () => settle(closed(tap, "the server closed the connection")));
  });
}

const detailOf = (tap: HandshakeTap, otherwise: string): string =>
  tap.plainText === null ? otherwise : `plain text: ${tap.plainText}`;

const closed = (tap: HandshakeTap, detail: string): HandshakeFailure => ({
  fault: "handshake_closed",
  detail: detailOf(tap, detail),
  cutShort: false,
});

function failureOf(error: Error, tap: HandshakeTap): HandshakeFailure {
  const code = "code" in error && typeof error.code === "string" ? error.code : error.message;
  if (/^(ECONNRESET|EPIPE)$/.test(code)) return closed(tap, code);
  // What OpenSSL says where the certificates exceed its own limit.
  const isTooLong = tap.isTooLong || code === "ERR_SSL_EXCESSIVE_MESSAGE_SIZE";
  const fault = isTooLong ? "chain_too_long" : "handshake_failed";
  return { fault, detail: detailOf(tap, printable(code, 200)), cutShort: false };
}

/** From a line as SSLKEYLOGFILE has it. */
function handshakeSecret(line: Buffer): Buffer | null {
  const [label, , secret = ""] = line.toString("latin1").trimEnd().split(" ");
  return label === "SERVER_HANDSHAKE_TRAFFIC_SECRET" ? Buffer.from(secret, "hex") : null;
}

function heldBy(
  socket: TLSSocket,
  received: Buffer,
  secret: Buffer | null,
): Result<HeldTls, HandshakeFailure> {
  const cipher = socket.getCipher().standardName;
  const chain = chainOf(socket, { received, cipher, secret });
  if (chain.length > MAX_CHAIN_CERTIFICATES)
    return err({
      fault: "chain_too_long",
      detail: `more than ${MAX_CHAIN_CERTIFICATES} certificates`,
      cutShort: false,
    });
  if (chain.length === 0) return err({ fault: "no_certificate", detail: cipher, cutShort: false });
  return ok({ protocol: socket.getProtocol() ?? "unknown", cipher, chain });
}

/**
 * The chain as sent. It is read off the wire; where that gives another leaf than OpenSSL has, which
 * no test has shown yet, Node is asked for the chain at the price of some memory that is not freed.
 */
function chainOf(socket: TLSSocket, record: HandshakeRecord): readonly Buffer[] {
  const leaf: Buffer | undefined = socket.getPeerCertificate().raw;
  if (leaf === undefined) return [];
  const chain = sentChain(record, MAX_CHAIN_CERTIFICATES);
  return chain?.[0]?.equals(leaf) ? chain : chainFromNode(socket);
}

/** Node gives it once only: a second time there are no issuers left. */
function chainFromNode(socket: TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (certificate !== undefined && chain.length <= MAX_CHAIN_CERTIFICATES) {
    chain.push(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

/** A server told goodbye writes no complaint into its log. */
function sayQuit(socket: TLSSocket, { quitMs, signal }: HandshakeOptions): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, quitMs);
    if (socket.destroyed || signal?.aborted) return done();
    signal?.addEventListener("abort", done, { once: true });
    socket.on("close", done);
    socket.resume(); // what it answers is not read, and must not be in the way
    socket.end("QUIT\r\n");
  });
}
