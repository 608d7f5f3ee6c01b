import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { err, ok, type Result } from "@/lib/result";
import { replyTo } from "./exchange";
import type { LookupError } from "./lookup-error";
import type { Message } from "./message";

/** A server's reply, and the octets it had over UDP; over TCP they are not counted. */
export type ServerReply = Result<
  | { kind: "message"; message: Message; octets: number | null }
  | { kind: "truncated"; octets: number | null },
  LookupError
>;

/**
 * Sends one query from a socket of its own, on a port that the system picks at random, and waits
 * for the reply to it. Being connected, the socket hears when nothing listens.
 *
 * @see RFC 5452 §9
 */
export function udpQuestion(
  query: Buffer,
  address: string,
  port: number,
  waitMs: number,
  signal: AbortSignal | undefined,
): Promise<ServerReply> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
    let isOver = false;
    const end = (reply: ServerReply) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      socket.close();
      resolve(reply);
    };
    const abort = () => end(err({ code: "aborted" }));
    const timer = setTimeout(() => end(err({ code: "timeout", afterMs: waitMs })), waitMs);
    signal?.addEventListener("abort", abort, { once: true });
    socket.on("error", (error) => end(err({ code: "unreachable", detail: codeOf(error) })));
    socket.on("message", (bytes) => {
      const reply = replyTo(query, bytes, true);
      if (reply === null) return; // none of its business
      const octets = bytes.length;
      if (reply === "truncated") end(ok({ kind: "truncated", octets }));
      else end(reply.ok ? ok({ kind: "message", message: reply.value, octets }) : reply);
    });
    socket.connect(port, address, () => {
      if (!isOver) socket.send(query);
    });
    if (signal?.aborted) abort();
  });
}

const codeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : error.message;
