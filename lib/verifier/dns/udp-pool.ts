import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { err } from "@/lib/result";
import { Exchange, type ReplyResult, replyTo } from "./exchange";
import type { ResolverAddress } from "./resolver-address";
import { WaitingExchanges } from "./waiting-exchanges";

/** Sockets, and so source ports, in use for one resolver, and queries before one is replaced. */
export type UdpPoolOptions = { sockets: number; queriesPerSocket: number };

/** Queries under way on one socket: few beside the ids there are, so that those stay hard to guess. */
const MAX_IN_FLIGHT = 1024;

type Port = {
  socket: Socket;
  waiting: WaitingExchanges;
  /** What waits for the socket to be connected; null once it is. */
  unsent: Exchange[] | null;
  sent: number;
  retired: boolean;
  onSettled: (exchange: Exchange) => void;
};

/**
 * Asks one resolver over UDP from a bounded number of connected sockets. Being connected, a
 * socket takes datagrams of that resolver only, and hears when its port is closed. Sockets are
 * used at random and replaced now and then, each on a port that the system picks at random.
 *
 * @see RFC 5452 §9
 */
export class UdpPool {
  private readonly resolver: ResolverAddress;
  private readonly options: UdpPoolOptions;
  private readonly random: (below: number) => number;
  private readonly ports: (Port | null)[];
  /** Datagrams that answered nothing asked: forged, late or doubled. */
  ignored = 0;

  constructor(
    resolver: ResolverAddress,
    options: UdpPoolOptions,
    random: (below: number) => number,
  ) {
    this.resolver = resolver;
    this.options = options;
    this.random = random;
    this.ports = Array<Port | null>(options.sockets).fill(null);
  }

  /** Sends a query, whose id it replaces by one that is free, and waits for the reply to it. */
  exchange(query: Buffer, waitMs: number, signal?: AbortSignal): Promise<ReplyResult> {
    const port = this.pick();
    query.writeUInt16BE(port.waiting.drawId(this.random), 0);
    const exchange = new Exchange(query, waitMs, signal, port.onSettled);
    port.waiting.add(exchange);
    port.sent++;
    if (port.sent >= this.options.queriesPerSocket) this.retire(port);
    if (port.unsent === null) port.socket.send(query);
    else port.unsent.push(exchange);
    return exchange.done;
  }

  close(): void {
    for (const port of this.ports) {
      if (port === null) continue;
      this.retire(port);
      const waiting = port.waiting.all();
      for (const exchange of waiting) exchange.settle(err({ code: "closed" }));
      if (waiting.length === 0) port.socket.close();
    }
  }

  private pick(): Port {
    const at = this.random(this.ports.length);
    const port = this.ports[at];
    if (port !== null && port !== undefined && port.waiting.size < MAX_IN_FLIGHT) return port;
    if (port !== null && port !== undefined) this.retire(port);
    const fresh = this.open();
    this.ports[at] = fresh;
    return fresh;
  }

  /** No longer used for new queries; closed with its last reply. */
  private retire(port: Port): void {
    port.retired = true;
    const at = this.ports.indexOf(port);
    if (at >= 0) this.ports[at] = null;
  }

  private open(): Port {
    const { address, port: remote } = this.resolver;
    const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
    const waiting = new WaitingExchanges();
    const fail = (error: Error) => {
      this.retire(port);
      const detail = codeOf(error);
      for (const exchange of waiting.all()) exchange.settle(err({ code: "unreachable", detail }));
    };
    const onSettled = (exchange: Exchange) => {
      waiting.delete(exchange);
      if (port.retired && waiting.size === 0) socket.close();
    };
    const port: Port = { socket, waiting, unsent: [], sent: 0, retired: false, onSettled };
    socket.once("connect", () => {
      const { unsent } = port;
      port.unsent = null;
      for (const { id, query } of unsent ?? [])
        if (waiting.get(id) !== undefined) socket.send(query);
    });
    socket.on("error", fail);
    socket.on("message", (bytes) => this.receive(port, bytes));
    socket.connect(remote, address);
    socket.unref();
    return port;
  }

  private receive(port: Port, bytes: Buffer): void {
    const exchange = bytes.length >= 2 ? port.waiting.get(bytes.readUInt16BE(0)) : undefined;
    const reply = exchange === undefined ? null : replyTo(exchange.query, bytes, true);
    if (reply === null) this.ignored++;
    else exchange?.settle(reply);
  }
}

const codeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : error.message;
