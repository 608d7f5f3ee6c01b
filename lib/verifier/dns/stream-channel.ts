import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { err } from "@/lib/result";
import { Exchange, type ReplyResult, replyTo } from "./exchange";
import type { LookupError } from "./lookup-error";
import type { ResolverAddress } from "./resolver-address";
import { WaitingExchanges } from "./waiting-exchanges";

export type StreamOptions = {
  /** Connections to one resolver. */
  connections: number;
  /** Queries under way on one connection. */
  inFlight: number;
  /** How long an unused connection is kept (RFC 7766 §6.2.3). */
  idleMs: number;
  /** Certificate authorities for TLS in PEM form; the system's where absent. */
  ca?: string;
};

/**
 * Asks one resolver over TCP or TLS: pipelined, replies in any order, connections kept for a
 * while (RFC 7766 §6.2.1, §7; RFC 7858). A connection that misbehaves is dropped with all on it.
 */
export class StreamChannel {
  private readonly resolver: ResolverAddress;
  private readonly options: StreamOptions;
  private readonly random: (below: number) => number;
  private readonly connections = new Set<Connection>();

  constructor(
    resolver: ResolverAddress,
    options: StreamOptions,
    random: (below: number) => number,
  ) {
    this.resolver = resolver;
    this.options = options;
    this.random = random;
  }

  /** Sends a query, whose id it replaces by one that is free, and waits for the reply to it. */
  exchange(query: Buffer, waitMs: number, signal?: AbortSignal): Promise<ReplyResult> {
    return this.pick().exchange(query, waitMs, signal);
  }

  close(): void {
    for (const connection of [...this.connections]) connection.drop({ code: "closed" });
  }

  private pick(): Connection {
    let least: Connection | null = null;
    for (const connection of this.connections)
      if (least === null || connection.load < least.load) least = connection;
    const isFull = least !== null && least.load >= this.options.inFlight;
    if (least !== null && (!isFull || this.connections.size >= this.options.connections))
      return least;
    const fresh = new Connection(this.resolver, this.options, this.random, () =>
      this.connections.delete(fresh),
    );
    this.connections.add(fresh);
    return fresh;
  }
}

class Connection {
  private readonly socket: Socket;
  private readonly waiting = new WaitingExchanges();
  private readonly random: (below: number) => number;
  private readonly idleMs: number;
  private readonly onGone: () => void;
  private idle: NodeJS.Timeout | null = null;
  private gone = false;
  private retired = false;
  private frames = 0;
  private outbox: Exchange[] = [];
  private chunks: Buffer[] = [];
  private held = 0;

  constructor(
    resolver: ResolverAddress,
    options: StreamOptions,
    random: (below: number) => number,
    onGone: () => void,
  ) {
    this.random = random;
    this.idleMs = options.idleMs;
    this.onGone = onGone;
    const secured = resolver.transport === "tls";
    this.socket = secured ? openTls(resolver, options) : openTcp(resolver);
    this.socket.setNoDelay(true);
    let handshaken = !secured;
    this.socket.once("secureConnect", () => {
      handshaken = true;
    });
    this.socket.on("data", (bytes: Buffer) => this.receive(bytes));
    this.socket.on("error", (error) => this.drop(causeOf(error, secured && !handshaken)));
    this.socket.on("end", () => this.drop({ code: "closed" }));
    this.socket.on("close", () => this.drop({ code: "closed" }));
  }

  get load(): number {
    return this.waiting.size;
  }

  exchange(query: Buffer, waitMs: number, signal?: AbortSignal): Promise<ReplyResult> {
    query.writeUInt16BE(this.waiting.drawId(this.random), 0);
    const exchange = new Exchange(query, waitMs, signal, this.onSettled, this.frames);
    if (this.idle !== null) clearTimeout(this.idle);
    this.idle = null;
    this.waiting.add(exchange);
    this.outbox.push(exchange);
    if (this.outbox.length === 1) setImmediate(this.flush);
    return exchange.done;
  }

  private readonly onSettled = (exchange: Exchange, result: ReplyResult): void => {
    this.waiting.delete(exchange);
    const timedOut = typeof result === "object" && !result.ok && result.error.code === "timeout";
    if (timedOut && this.frames === exchange.mark) this.retire();
    if (this.waiting.size > 0) return;
    if (this.retired) this.drop({ code: "closed" });
    else this.rest();
  };

  /** Queries of one turn leave in one segment (RFC 7766 §6.2.1.1). */
  private readonly flush = (): void => {
    const queries = this.outbox.map(({ query }) => query);
    this.outbox = [];
    if (this.gone) return;
    const octets = queries.reduce((sum, { length }) => sum + 2 + length, 0);
    const segment = Buffer.allocUnsafe(octets);
    let at = 0;
    for (const query of queries) {
      at = segment.writeUInt16BE(query.length, at);
      at += query.copy(segment, at);
    }
    this.socket.write(segment);
  };

  /** Nothing came for as long as a query waits: new ones go elsewhere. */
  private retire(): void {
    this.retired = true;
    this.onGone();
  }

  /** Fails all that waits and lets go of the socket. */
  drop(error: LookupError): void {
    if (this.gone) return;
    this.gone = true;
    this.onGone();
    if (this.idle !== null) clearTimeout(this.idle);
    this.socket.destroy();
    for (const exchange of this.waiting.all()) exchange.settle(err(error));
  }

  private rest(): void {
    if (this.gone) return;
    this.idle = setTimeout(() => this.drop({ code: "closed" }), this.idleMs);
    this.idle.unref();
  }

  /** Frames of two octets' length and a message; at most one frame is held back. */
  private receive(bytes: Buffer): void {
    this.chunks.push(bytes);
    this.held += bytes.length;
    if (this.held < 2) return;
    const first = this.chunks[0];
    if (first !== undefined && first.length >= 2 && this.held < 2 + first.readUInt16BE(0)) return;
    const data = this.chunks.length === 1 ? bytes : Buffer.concat(this.chunks, this.held);
    let at = 0;
    while (at + 2 <= data.length && !this.gone) {
      const end = at + 2 + data.readUInt16BE(at);
      if (end > data.length) break;
      this.frame(data.subarray(at + 2, end));
      at = end;
    }
    this.chunks = at < data.length ? [data.subarray(at)] : [];
    this.held = data.length - at;
  }

  /** A frame that answers no query of ours means that the two sides disagree: start afresh. */
  private frame(message: Buffer): void {
    this.frames++;
    const exchange = message.length >= 2 ? this.waiting.get(message.readUInt16BE(0)) : undefined;
    if (exchange === undefined) {
      if (message.length < 12) this.drop({ code: "mismatched" });
      return; // the reply to a query that timed out
    }
    const reply = replyTo(exchange.query, message, false);
    if (reply === null) this.drop({ code: "mismatched" });
    else exchange.settle(reply);
  }
}

const openTcp = ({ address, port }: ResolverAddress): Socket => connectTcp({ host: address, port });

/** RFC 7858 §3.2 with RFC 8310 §8.1: the name, or else the address, must be in the certificate. */
function openTls({ address, port, name }: ResolverAddress, options: StreamOptions): TLSSocket {
  const ca = options.ca === undefined ? {} : { ca: options.ca };
  const servername = name !== null && isIP(name) === 0 ? name : "";
  return connectTls({
    host: address,
    port,
    servername,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["dot"],
    ...ca,
  });
}

function causeOf(error: Error, inHandshake: boolean): LookupError {
  const detail = "code" in error && typeof error.code === "string" ? error.code : error.message;
  if (/^(ECONNRESET|EPIPE)$/.test(detail) && !inHandshake) return { code: "closed" };
  const isNetwork = /^E[A-Z]+$/.test(detail) && !/^ERR_/.test(detail);
  return inHandshake && !isNetwork
    ? { code: "tls_failed", detail }
    : { code: "unreachable", detail };
}
