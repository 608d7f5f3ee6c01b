import { randomInt } from "node:crypto";
import { CLASS_IN } from "@/lib/model/dns-registry";
import { err, ok } from "@/lib/result";
import { encodeMessage } from "./encode";
import { type Edns, EMPTY_MESSAGE } from "./message";
import type { Name } from "./name";
import { StreamChannel } from "./stream-channel";
import { type ServerReply, udpQuestion } from "./udp-question";

/** One question to one server. `edns` null asks as before RFC 6891. */
export type ServerQuestion = { name: Name; type: number; edns: Edns | null };

/** How long a server may take. */
export type ServerPatience = {
  /** How often a question goes out over UDP before the server counts as silent. */
  udpAttempts: number;
  /** For each attempt. */
  attemptMs: number;
  tcpMs: number;
};

/** What an authoritative server is asked with: DO=1 and a size that never fragments. */
export const DNSSEC_EDNS: Edns = { udpSize: 1232, version: 0, dnssecOk: true, options: [] };

const randomBelow = (below: number): number => randomInt(below);

/**
 * Asks one server, and only it, without recursion desired: what it says of its own zones. Unlike
 * `DnsClient` it says how each answer came, and tries nothing else.
 */
export class ServerClient {
  private readonly address: string;
  private readonly port: number;
  private readonly stream: StreamChannel;
  private readonly patience: ServerPatience;
  private readonly signal: AbortSignal | undefined;

  constructor(
    address: string,
    port: number,
    patience: ServerPatience,
    signal: AbortSignal | undefined,
  ) {
    const server = { transport: "dns", address, port, name: null } as const;
    this.address = address;
    this.port = port;
    const options = { connections: 1, inFlight: 8, idleMs: 2000 };
    this.stream = new StreamChannel(server, options, randomBelow);
    this.patience = patience;
    this.signal = signal;
  }

  /** Over UDP; an answer that did not fit is `truncated`. Repeated where nothing comes back. */
  async udp(question: ServerQuestion): Promise<ServerReply> {
    const { udpAttempts, attemptMs } = this.patience;
    let reply: ServerReply = err({ code: "no_resolver" });
    for (let attempt = 0; attempt < udpAttempts; attempt++) {
      if (this.signal?.aborted) return err({ code: "aborted" });
      const query = queryOf(question, randomBelow(0x10000));
      reply = await udpQuestion(query, this.address, this.port, attemptMs, this.signal);
      if (reply.ok || reply.error.code !== "timeout") return reply;
    }
    return reply;
  }

  /** Over TCP. */
  async tcp(question: ServerQuestion): Promise<ServerReply> {
    if (this.signal?.aborted) return err({ code: "aborted" });
    const query = queryOf(question, 0);
    const reply = await this.stream.exchange(query, this.patience.tcpMs, this.signal);
    if (reply === "truncated") return ok({ kind: "truncated", octets: null });
    return reply.ok ? ok({ kind: "message", message: reply.value, octets: null }) : reply;
  }

  /** Over UDP, and over TCP where the answer did not fit (RFC 7766 §5). */
  async ask(question: ServerQuestion): Promise<ServerReply> {
    const reply = await this.udp(question);
    return reply.ok && reply.value.kind === "truncated" ? this.tcp(question) : reply;
  }

  /** Lets go of the TCP connection. */
  close(): void {
    this.stream.close();
  }
}

const queryOf = ({ name, type, edns }: ServerQuestion, id: number): Buffer =>
  encodeMessage({ ...EMPTY_MESSAGE, id, questions: [{ name, type, class: CLASS_IN }], edns });
