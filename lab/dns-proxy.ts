import { connect, type Socket } from "node:net";
import { decodeMessage } from "@/lib/verifier/dns/decode";
import type { Message } from "@/lib/verifier/dns/message";
import {
  framed,
  type Running,
  streamServer,
  udpServer,
} from "@/lib/verifier/testing/loopback-servers";

/** Where a DNS server listens, on UDP and TCP. */
export type Place = { address: string; port: number };

/** One query on its way through. */
export type Passing = {
  query: Buffer;
  message: Message;
  over: "udp" | "tcp";
  /** What the server behind says, whole; null where it says nothing. */
  ask: () => Promise<Buffer | null>;
};

/** What the asker gets; null is silence, and over TCP a closed connection. */
export type Passage = (passing: Passing) => Promise<Buffer | null>;

const UPSTREAM_MS = 20_000;

/** RFC 1035 §4.2.1: for those who do not say how much they take. */
const PLAIN_UDP_OCTETS = 512;

/** A DNS server in front of another, which may change what goes through. */
export async function startDnsProxy(at: Place, behind: Place, passage: Passage): Promise<Running> {
  const answer = async (query: Buffer, over: "udp" | "tcp"): Promise<Buffer | null> => {
    const decoded = decodeMessage(query);
    if (!decoded.ok) return null;
    return passage({ query, message: decoded.value, over, ask: () => askOverTcp(behind, query) });
  };
  const udp = await udpServer(
    (query, from, socket) => {
      void answer(query, "udp").then((reply) => {
        if (reply === null) return;
        socket.send(fitted(reply, query), from.port, from.address, () => {});
      });
    },
    at.port,
    at.address,
  );
  const tcp = await streamServer(
    (query, socket: Socket) => {
      void answer(query, "tcp").then((reply) => {
        if (reply === null) socket.destroy();
        else if (socket.writable) socket.write(framed(reply));
      });
    },
    { port: udp.port, address: at.address },
  );
  return {
    port: udp.port,
    close: async () => {
      await Promise.all([udp.close(), tcp.close()]);
    },
  };
}

/** Header and question only, with TC, where the whole does not fit (RFC 2181 §9). */
function fitted(reply: Buffer, query: Buffer): Buffer {
  const asked = decodeMessage(query);
  const size = (asked.ok ? asked.value.edns?.udpSize : undefined) ?? PLAIN_UDP_OCTETS;
  return reply.length <= Math.max(size, PLAIN_UDP_OCTETS) ? reply : truncated(query, reply);
}

/** A reply that says that it is cut off, and holds the question only. */
export function truncated(query: Buffer, reply: Buffer): Buffer {
  const short = questionOnly(query);
  short.writeUInt16BE((reply.readUInt16BE(2) | 0x8200) & 0xfff0, 2);
  return short;
}

/** A copy of the query without what follows its question: no EDNS, all counts but one zero. */
export function questionOnly(query: Buffer): Buffer {
  let end = 12;
  while ((query[end] ?? 0) !== 0) end += (query[end] ?? 0) + 1;
  const short = Buffer.from(query.subarray(0, end + 5));
  short.writeUInt16BE(1, 4);
  short.fill(0, 6, 12);
  return short;
}

/** One query, one connection: plain, and quick enough on loopback. */
function askOverTcp({ address, port }: Place, query: Buffer): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let held = Buffer.alloc(0);
    const end = (reply: Buffer | null) => {
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(UPSTREAM_MS, () => end(null));
    socket.on("error", () => end(null));
    socket.on("close", () => end(null));
    socket.on("connect", () => socket.write(framed(query)));
    socket.on("data", (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      if (held.length < 2 || held.length < 2 + held.readUInt16BE(0)) return;
      end(Buffer.from(held.subarray(2, 2 + held.readUInt16BE(0))));
    });
  });
}

/** A port that is free at the address, on UDP and TCP. */
export async function freePort(address: string): Promise<number> {
  for (let tries = 0; tries < 20; tries++) {
    const tcp = await streamServer(() => {}, { address });
    try {
      const udp = await udpServer(() => {}, tcp.port, address);
      await udp.close();
      return tcp.port;
    } catch {
    } finally {
      await tcp.close();
    }
  }
  throw new Error(`no free port at ${address}`);
}
