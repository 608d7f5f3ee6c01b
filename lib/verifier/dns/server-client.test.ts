import { describe, expect, test } from "vitest";
import { RCODE, RR } from "@/lib/model/dns-registry";
import { framed, onOnePort, replyWith, streamServer, udpServer } from "../testing/loopback-servers";
import { decodeMessage } from "./decode";
import type { Message } from "./message";
import { nameOf } from "./name";
import { makeRecord } from "./rdata-encode";
import { DNSSEC_EDNS, ServerClient } from "./server-client";

const name = nameOf("example.nl");
const patience = { udpAttempts: 3, attemptMs: 300, tcpMs: 900 };
const question = { name, type: RR.A, edns: DNSSEC_EDNS };
const a = makeRecord(name, 60, { kind: "A", address: "192.0.2.1" });

const asked = (query: Buffer): Message => {
  const decoded = decodeMessage(query);
  if (!decoded.ok) throw new Error(decoded.error.code);
  return decoded.value;
};

describe("asking one server directly", () => {
  test("RFC 1034 §4.3.1: recursion is not desired; EDNS as asked for, or none", async () => {
    const queries: Message[] = [];
    const server = await udpServer((query, from, socket) => {
      queries.push(asked(query));
      socket.send(replyWith(query, [a]), from.port, from.address);
    });
    const client = new ServerClient("127.0.0.1", server.port, patience, undefined);
    const reply = await client.udp(question);
    await client.udp({ ...question, edns: null });
    const option = { code: 64_999, data: Buffer.from([1]) };
    await client.udp({ ...question, edns: { ...DNSSEC_EDNS, version: 1, options: [option] } });
    client.close();
    await server.close();
    expect(reply).toMatchObject({ ok: true, value: { kind: "message", octets: 44 } });
    expect(queries.map(({ recursionDesired }) => recursionDesired)).toEqual([false, false, false]);
    expect(queries.map(({ edns }) => edns)).toEqual([
      DNSSEC_EDNS,
      null,
      { ...DNSSEC_EDNS, version: 1, options: [option] },
    ]);
  });

  test("silence is asked again, an rcode is an answer", async () => {
    let count = 0;
    const server = await udpServer((query, from, socket) => {
      if (++count === 3)
        socket.send(replyWith(query, [], { rcode: RCODE.REFUSED }), from.port, from.address);
    });
    const client = new ServerClient("127.0.0.1", server.port, patience, undefined);
    expect(await client.udp(question)).toMatchObject({
      value: { message: { rcode: RCODE.REFUSED } },
    });
    expect(await client.udp(question)).toMatchObject({ error: { code: "timeout" } });
    expect(count).toBe(6);
    client.close();
    await server.close();
  });

  test("RFC 7766 §5: what was truncated is asked for over TCP", async () => {
    const udp = (port: number) =>
      udpServer((query, from, socket) => {
        socket.send(replyWith(query, [], { truncated: true }), from.port, from.address);
      }, port);
    const tcp = (port: number) =>
      streamServer((query, socket) => socket.write(framed(replyWith(query, [a]))), { port });
    const server = await onOnePort([udp, tcp]);
    const client = new ServerClient("127.0.0.1", server.port, patience, undefined);
    expect(await client.udp(question)).toMatchObject({ value: { kind: "truncated", octets: 28 } });
    expect(await client.ask(question)).toMatchObject({ value: { message: { answer: [a] } } });
    client.close();
    await server.close();
  });

  test("an aborted signal ends what is under way, and nothing more goes out", async () => {
    let count = 0;
    const server = await udpServer(() => count++);
    const controller = new AbortController();
    const client = new ServerClient("127.0.0.1", server.port, patience, controller.signal);
    const first = client.udp(question);
    controller.abort();
    expect(await first).toMatchObject({ error: { code: "aborted" } });
    expect(await client.tcp(question)).toMatchObject({ error: { code: "aborted" } });
    expect(count).toBeLessThanOrEqual(1);
    client.close();
    await server.close();
  });
});
