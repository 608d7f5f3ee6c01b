import { randomBytes } from "node:crypto";
import { RCODE } from "@/lib/model/dns-registry";
import { err, type Result } from "@/lib/result";
import { encodeQuery } from "./encode";
import type { LookupError } from "./lookup-error";
import type { Message } from "./message";
import type { Name } from "./name";
import type { ResolverAddress } from "./resolver-address";
import { StreamChannel, type StreamOptions } from "./stream-channel";
import { UdpPool, type UdpPoolOptions } from "./udp-pool";

export type DnsClientOptions = {
  /** Asked in this order; after a failure the next one, and from then on that one first. */
  resolvers: readonly ResolverAddress[];
  /** One absolute deadline for a look-up, retries and TCP included. */
  deadlineMs: number;
  /** How long the first attempt waits; each round over all resolvers doubles it. */
  attemptMs: number;
  /** Rounds over all resolvers. */
  rounds: number;
  /** The largest reply asked for over UDP: 1232 never fragments (https://dnsflagday.net/2020/). */
  udpSize: number;
  /** Ask over TCP at once, pipelined. */
  tcpOnly: boolean;
  /** Random upper and lower case in the question, which a forger would have to guess too. */
  mixedCase: boolean;
  udp: UdpPoolOptions;
  stream: StreamOptions;
  /** A number from 0 to below the given one. */
  random: (below: number) => number;
};

/** How one question is asked. */
export type LookupOptions = {
  /** DO, RFC 3225; true where absent. */
  dnssecOk?: boolean;
  /** CD, RFC 4035 §3.2.2; true where absent: we validate ourselves. */
  checkingDisabled?: boolean;
  deadlineMs?: number;
  signal?: AbortSignal;
};

const AS_ALWAYS: LookupOptions = {};
const NO_RESOLVER = err<LookupError>({ code: "no_resolver" });

const RETRIED_RCODES: readonly number[] = [
  RCODE.SERVFAIL,
  RCODE.REFUSED,
  RCODE.NOTIMP,
  RCODE.FORMERR,
];

/** Secure random numbers below 2^16, drawn from the system in blocks. */
function randomSource(): (below: number) => number {
  let block = randomBytes(0);
  let at = 0;
  return (below) => {
    if (at + 4 > block.length) {
      block = randomBytes(4096);
      at = 0;
    }
    const drawn = block.readUInt32BE(at);
    at += 4;
    return drawn % below;
  };
}

export const CLIENT_DEFAULTS: Omit<DnsClientOptions, "resolvers"> = {
  deadlineMs: 10_000,
  attemptMs: 1500,
  rounds: 3,
  udpSize: 1232,
  tcpOnly: false,
  mixedCase: false,
  udp: { sockets: 16, queriesPerSocket: 256 },
  stream: { connections: 2, inFlight: 256, idleMs: 10_000 },
  random: randomSource(),
};

/** RFC 8467 §4.1. */
const PADDING_BLOCK = 128;

type Server = { udp: UdpPool | null; stream: StreamChannel; padTo: number };

/** Asks recursive resolvers. What fails is a value; an rcode is an answer. */
export class DnsClient {
  private readonly options: DnsClientOptions;
  private readonly servers: readonly Server[];
  private preferred = 0;
  private isClosed = false;

  constructor(options: Partial<DnsClientOptions> & Pick<DnsClientOptions, "resolvers">) {
    this.options = { ...CLIENT_DEFAULTS, ...options };
    const { random, udp, stream, tcpOnly } = this.options;
    this.servers = options.resolvers.map((resolver) => ({
      udp: tcpOnly || resolver.transport === "tls" ? null : new UdpPool(resolver, udp, random),
      stream: new StreamChannel(resolver, stream, random),
      padTo: resolver.transport === "tls" ? PADDING_BLOCK : 0,
    }));
  }

  /** Ends what is under way as `closed`, without another attempt; so does any look-up afterwards. */
  close(): void {
    this.isClosed = true;
    for (const { udp, stream } of this.servers) {
      udp?.close();
      stream.close();
    }
  }

  /** One question of class IN with recursion desired; by default DO=1 and CD=1. */
  async lookup(
    name: Name,
    type: number,
    how: LookupOptions = AS_ALWAYS,
  ): Promise<Result<Message, LookupError>> {
    const { servers, options } = this;
    const startedAt = performance.now();
    const deadlineMs = how.deadlineMs ?? options.deadlineMs;
    let last: Result<Message, LookupError> = NO_RESOLVER;
    const first = this.preferred;
    for (let attempt = 0; attempt < options.rounds * servers.length; attempt++) {
      if (how.signal?.aborted) return err({ code: "aborted" });
      if (this.isClosed) return err({ code: "closed" });
      const left = deadlineMs - (attempt === 0 ? 0 : performance.now() - startedAt);
      if (left <= 0) break;
      const at = (first + attempt) % servers.length;
      const server = servers[at];
      if (server === undefined) break;
      const patience = options.attemptMs * 2 ** Math.floor(attempt / servers.length);
      const waitMs = Math.min(left, patience);
      const query = this.query(name, type, how, server.padTo);
      const reply = await (server.udp ?? server.stream).exchange(query, waitMs, how.signal);
      const result =
        reply === "truncated"
          ? await this.askByStream(server, name, type, how, waitMs, startedAt + deadlineMs)
          : reply;
      if (result.ok && !RETRIED_RCODES.includes(result.value.rcode)) {
        this.preferred = at;
        return result;
      }
      if (!result.ok && result.error.code === "aborted") return result;
      if (result.ok && last.ok && attempt >= servers.length) return result; // all agree: an answer
      if (result.ok || !last.ok) last = result;
    }
    if (!last.ok && last.error.code === "timeout")
      return err({ code: "timeout", afterMs: Math.round(performance.now() - startedAt) });
    return last;
  }

  /** Asks again where the reply did not fit into UDP (RFC 7766 §5). */
  private async askByStream(
    server: Server,
    name: Name,
    type: number,
    how: LookupOptions,
    waitedMs: number,
    deadlineAt: number,
  ): Promise<Result<Message, LookupError>> {
    const left = deadlineAt - performance.now();
    if (left <= 0) return err({ code: "timeout", afterMs: 0 });
    if (this.isClosed) return err({ code: "closed" });
    const waitMs = Math.min(left, Math.max(waitedMs, this.options.attemptMs * 2));
    const query = this.query(name, type, how, server.padTo);
    const whole = await server.stream.exchange(query, waitMs, how.signal);
    return whole === "truncated" ? err({ code: "mismatched" }) : whole;
  }

  private query(name: Name, type: number, how: LookupOptions, padTo: number): Buffer {
    const { udpSize, mixedCase, random } = this.options;
    const { dnssecOk = true, checkingDisabled = true } = how;
    const query = encodeQuery({ id: 0, name, type, dnssecOk, checkingDisabled, udpSize, padTo });
    if (mixedCase) mixCase(query, random);
    return query;
  }
}

/** draft-vixie-dnsext-dns0x20: flips the case of letters in the question's labels. */
function mixCase(query: Buffer, random: (below: number) => number): void {
  for (let at = 12; (query[at] ?? 0) !== 0; ) {
    const end = at + (query[at] ?? 0);
    for (at++; at <= end; at++) {
      const octet = query[at] ?? 0;
      if (octet >= 0x61 && octet <= 0x7a && random(2) === 1) query[at] = octet - 32;
    }
  }
}
