import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { CLASS_IN } from "@/lib/model/dns-registry";
import { decodeMessage } from "../dns/decode";
import { encodeMessage } from "../dns/encode";
import { EMPTY_MESSAGE, type Message } from "../dns/message";
import type { DnsRecord } from "../dns/record";

/** A DNS server of a test: what it does with one query. */
export type UdpBehaviour = (query: Buffer, from: RemoteInfo, socket: UdpSocket) => void;
export type StreamBehaviour = (query: Buffer, socket: Socket) => void;

export type Running = { port: number; close: () => Promise<void> };

/** `address` is another one of this machine than 127.0.0.1, IPv4. */
export async function udpServer(
  behaviour: UdpBehaviour,
  port = 0,
  address = "127.0.0.1",
): Promise<Running> {
  const socket = createSocket("udp4");
  socket.on("message", (bytes, from) => behaviour(bytes, from, socket));
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, address, resolve);
  });
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** With `tls` a DNS-over-TLS server. Frames are put together before `behaviour` sees them. */
export async function streamServer(
  behaviour: StreamBehaviour,
  {
    port = 0,
    address = "127.0.0.1",
    tls,
    onConnect,
  }: { port?: number; address?: string; tls?: TlsOptions; onConnect?: () => void } = {},
): Promise<Running> {
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    onConnect?.();
    sockets.add(socket);
    let held = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const end = 2 + held.readUInt16BE(0);
        behaviour(Buffer.from(held.subarray(2, end)), socket);
        held = held.subarray(end);
      }
    });
  };
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/**
 * Servers that share a port: UDP and TCP, or several addresses. The first picks it where `port` is
 * 0; where another finds it taken, all start anew.
 */
export async function onOnePort(
  starts: readonly ((port: number) => Promise<Running>)[],
  port = 0,
): Promise<Running> {
  for (let tries = 1; ; tries++) {
    const started: Running[] = [];
    const close = async () => {
      await Promise.all(started.map((server) => server.close()));
    };
    try {
      for (const start of starts) started.push(await start(started[0]?.port ?? port));
      return { port: started[0]?.port ?? port, close };
    } catch (error) {
      await close();
      if (tries === 10 || port !== 0) throw error;
    }
  }
}

/** A message with its length before it, as streams want it. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** The reply to a query that carries `answer`, the question copied octet by octet. */
export function replyWith(
  query: Buffer,
  answer: readonly DnsRecord[],
  more: Partial<Message> = {},
): Buffer {
  const decoded = decodeMessage(query);
  const questions = decoded.ok ? decoded.value.questions : [];
  const reply = encodeMessage({
    ...EMPTY_MESSAGE,
    id: query.readUInt16BE(0),
    response: true,
    recursionAvailable: true,
    questions: questions.map((question) => ({ ...question, class: CLASS_IN })),
    answer,
    ...more,
  });
  const end = 12 + questionLength(query);
  if (more.questions === undefined) query.copy(reply, 12, 12, end);
  return reply;
}

function questionLength(query: Buffer): number {
  let at = 12;
  while ((query[at] ?? 0) !== 0) at += (query[at] ?? 0) + 1;
  return at - 12 + 5;
}
