import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import {
  framed,
  onOnePort,
  type Running,
  replyWith,
  streamServer,
  udpServer,
} from "../testing/loopback-servers";
import { DnsClient, type DnsClientOptions } from "./client";
import { nameOf } from "./name";
import { makeRecord } from "./rdata-encode";
import type { ResolverAddress } from "./resolver-address";

const name = nameOf("mx.example.com");
const answer = [makeRecord(name, 60, { kind: "A", address: "192.0.2.7" })];
const other = [makeRecord(name, 60, { kind: "A", address: "198.51.100.66" })];

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});
const keep = async (server: Promise<Running>): Promise<Running> => {
  const running = await server;
  open.push(running);
  return running;
};
const at = (port: number, more: Partial<ResolverAddress> = {}): ResolverAddress => ({
  transport: "dns",
  address: "127.0.0.1",
  port,
  name: null,
  ...more,
});
function clientOf(resolvers: ResolverAddress[], more: Partial<DnsClientOptions> = {}): DnsClient {
  const client = new DnsClient({ resolvers, attemptMs: 150, deadlineMs: 1500, ...more });
  open.push(client);
  return client;
}
const addressIn = (result: Awaited<ReturnType<DnsClient["lookup"]>>) => {
  if (!result.ok) return result.error.code;
  const data = result.value.answer[0]?.data;
  return data?.kind === "A" ? data.address : `rcode ${result.value.rcode}`;
};

describe("UDP (RFC 5452 §9)", () => {
  test("asks with DO and CD from varying ports and ids", async () => {
    const ports = new Set<number>();
    const ids = new Set<number>();
    const flags = new Set<number>();
    const server = await keep(
      udpServer((query, from, socket) => {
        ports.add(from.port);
        ids.add(query.readUInt16BE(0));
        flags.add(query.readUInt16BE(2));
        socket.send(replyWith(query, answer), from.port);
      }),
    );
    const client = clientOf([at(server.port)], { udp: { sockets: 8, queriesPerSocket: 4 } });
    const results = await Promise.all(Array.from({ length: 64 }, () => client.lookup(name, RR.A)));
    expect(new Set(results.map(addressIn))).toEqual(new Set(["192.0.2.7"]));
    expect(ports.size).toBeGreaterThan(8);
    expect(ids.size).toBeGreaterThan(60);
    expect([...flags]).toEqual([0x0110]);
  });

  test("a wrong id, another question and a query sent back are passed over", async () => {
    const server = await keep(
      udpServer((query, from, socket) => {
        const wrongId = replyWith(query, other);
        wrongId.writeUInt16BE((query.readUInt16BE(0) + 1) & 0xffff, 0);
        const question = { name: nameOf("evil.example"), type: RR.A, class: 1 };
        for (const bytes of [
          wrongId,
          replyWith(query, other, { questions: [question] }),
          query,
          Buffer.from([1]),
        ])
          socket.send(bytes, from.port);
        setTimeout(() => socket.send(replyWith(query, answer), from.port), 20);
      }),
    );
    expect(addressIn(await clientOf([at(server.port)]).lookup(name, RR.A))).toBe("192.0.2.7");
  });

  test("a reply from another source is not taken", async () => {
    const server = await keep(
      udpServer((query, from) => {
        const forger = createSocket("udp4");
        forger.send(replyWith(query, other), from.port, "127.0.0.1", () => forger.close());
      }),
    );
    expect(addressIn(await clientOf([at(server.port)], { rounds: 1 }).lookup(name, RR.A))).toBe(
      "timeout",
    );
  });

  test("0x20: the question must come back in the same case", async () => {
    const seen: string[] = [];
    const server = await keep(
      udpServer((query, from, socket) => {
        seen.push(query.toString("latin1", 13, 15));
        const reply = replyWith(query, seen.length === 1 ? other : answer);
        if (seen.length === 1) reply[13] = (reply[13] ?? 0) ^ 0x20;
        socket.send(reply, from.port);
      }),
    );
    expect(
      addressIn(await clientOf([at(server.port)], { mixedCase: true }).lookup(name, RR.A)),
    ).toBe("192.0.2.7");
    expect(seen.length).toBe(2);
  });

  test("a lost datagram is asked again; a silent server times out by the deadline", async () => {
    let queries = 0;
    const server = await keep(
      udpServer((query, from, socket) => {
        if (++queries === 2) socket.send(replyWith(query, answer), from.port);
      }),
    );
    const client = clientOf([at(server.port)]);
    expect(addressIn(await client.lookup(name, RR.A))).toBe("192.0.2.7");
    expect(addressIn(await client.lookup(name, RR.A, { deadlineMs: 300 }))).toBe("timeout");
    expect(queries).toBeLessThanOrEqual(6); // three rounds each, on a busy machine too
  });

  test("a closed client ends what is under way, and asks nothing more", async () => {
    let queries = 0;
    let client: DnsClient | undefined;
    const server = await keep(
      udpServer(() => {
        queries++;
        client?.close();
      }),
    );
    client = clientOf([at(server.port)]);
    expect(addressIn(await client.lookup(name, RR.A))).toBe("closed");
    expect(addressIn(await client.lookup(name, RR.A))).toBe("closed");
    expect(queries).toBe(1);
  });

  test("a closed port, a REFUSED and a malformed reply lead to the next resolver", async () => {
    const closed = await udpServer(() => {});
    await closed.close();
    const refusing = await keep(
      udpServer((query, from, socket) =>
        socket.send(replyWith(query, [], { rcode: 5 }), from.port),
      ),
    );
    const mad = await keep(
      udpServer((query, from, socket) =>
        socket.send(Buffer.concat([replyWith(query, answer), Buffer.from([0])]), from.port),
      ),
    );
    const good = await keep(
      udpServer((query, from, socket) => socket.send(replyWith(query, answer), from.port)),
    );
    const client = clientOf([at(closed.port), at(refusing.port), at(mad.port), at(good.port)]);
    expect(addressIn(await client.lookup(name, RR.A))).toBe("192.0.2.7");
    expect(addressIn(await clientOf([at(mad.port)]).lookup(name, RR.A))).toBe("malformed");
    expect(addressIn(await clientOf([at(refusing.port)]).lookup(name, RR.A))).toBe("rcode 5");
    expect(addressIn(await clientOf([at(closed.port)]).lookup(name, RR.A))).toBe("unreachable");
    expect(addressIn(await clientOf([]).lookup(name, RR.A))).toBe("no_resolver");
  });

  test("an abort ends the wait at once", async () => {
    const server = await keep(udpServer(() => {}));
    const controller = new AbortController();
    const pending = clientOf([at(server.port)]).lookup(name, RR.A, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    expect(addressIn(await pending)).toBe("aborted");
  });

  test("a truncated reply, even one cut in the middle of a record, leads to TCP", async () => {
    const udp = (port: number) =>
      udpServer((query, from, socket) => {
        const reply = replyWith(query, other, { truncated: true });
        socket.send(reply.subarray(0, reply.length - 3), from.port);
      }, port);
    const tcp = (port: number) =>
      streamServer((query, socket) => socket.write(framed(replyWith(query, answer))), { port });
    const server = await keep(onOnePort([udp, tcp]));
    expect(addressIn(await clientOf([at(server.port)]).lookup(name, RR.A))).toBe("192.0.2.7");
  });
});

describe("TCP (RFC 7766)", () => {
  const tcp = (server: Running, more: Partial<DnsClientOptions> = {}) =>
    clientOf([at(server.port)], { tcpOnly: true, ...more });

  test("queries share a connection, and replies may come in any order and any pieces", async () => {
    let connections = 0;
    const held: Buffer[] = [];
    const server = await keep(
      streamServer(
        (query, socket) => {
          held.push(framed(replyWith(query, answer)));
          if (held.length < 20) return;
          const bytes = Buffer.concat(held.reverse());
          for (let from = 0; from < bytes.length; from += 7)
            socket.write(bytes.subarray(from, from + 7));
        },
        { onConnect: () => connections++ },
      ),
    );
    const client = tcp(server);
    const results = await Promise.all(Array.from({ length: 20 }, () => client.lookup(name, RR.A)));
    expect(results.map(addressIn)).toEqual(Array(20).fill("192.0.2.7"));
    expect(connections).toBe(1);
  });

  test("an idle connection is used again, and replaced when the server has closed it", async () => {
    let connections = 0;
    const server = await keep(
      streamServer(
        (query, socket) => {
          socket.write(framed(replyWith(query, answer)));
          if (connections === 1 && query[0] !== undefined) setTimeout(() => socket.end(), 60);
        },
        { onConnect: () => connections++ },
      ),
    );
    const client = tcp(server);
    expect(addressIn(await client.lookup(name, RR.A))).toBe("192.0.2.7");
    expect(addressIn(await client.lookup(name, RR.A))).toBe("192.0.2.7");
    expect(connections).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(addressIn(await client.lookup(name, RR.A))).toBe("192.0.2.7");
    expect(connections).toBe(2);
  });

  test("a server that half-closes without an answer, drips, or floods does not hold us", async () => {
    const closing = await keep(streamServer((_, socket) => socket.end()));
    expect(addressIn(await tcp(closing).lookup(name, RR.A))).toBe("closed");
    const dripping = await keep(
      streamServer((query, socket) => {
        const bytes = framed(replyWith(query, answer));
        let sent = 0;
        const timer = setInterval(
          () =>
            socket.destroyed ? clearInterval(timer) : socket.write(bytes.subarray(sent, ++sent)),
          50,
        );
        socket.on("close", () => clearInterval(timer));
      }),
    );
    expect(addressIn(await tcp(dripping, { deadlineMs: 400 }).lookup(name, RR.A))).toBe("timeout");
    const flooding = await keep(
      streamServer((_, socket) => socket.write(Buffer.alloc(200_000, 0xff))),
    );
    expect(["mismatched", "timeout"]).toContain(
      addressIn(await tcp(flooding, { deadlineMs: 300, rounds: 1 }).lookup(name, RR.A)),
    );
  });

  test("a connection that went silent is not used for the next query", async () => {
    let connections = 0;
    const server = await keep(
      streamServer(
        (query, socket) => {
          if (connections > 1) socket.write(framed(replyWith(query, answer)));
        },
        { onConnect: () => connections++ },
      ),
    );
    expect(addressIn(await tcp(server).lookup(name, RR.A))).toBe("192.0.2.7");
    expect(connections).toBe(2);
  });
});

const openssl = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!openssl)("DNS over TLS (RFC 7858; skipped: no openssl command)", () => {
  function certificate(): { key: string; cert: string } {
    const folder = mkdtempSync(join(tmpdir(), "dot-"));
    const [key, cert] = [join(folder, "key"), join(folder, "cert")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        key,
        "-out",
        cert,
        "-days",
        "2",
        "-subj",
        "/CN=dot",
        "-addext",
        "subjectAltName=DNS:dns.example,IP:127.0.0.1",
      ],
      { stdio: "ignore" },
    );
    const pair = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
    rmSync(folder, { recursive: true });
    return pair;
  }

  test("the certificate must have the name; queries are padded", async () => {
    const pair = certificate();
    const sizes: number[] = [];
    const server = await keep(
      streamServer(
        (query, socket) => {
          sizes.push(query.length);
          socket.write(framed(replyWith(query, answer)));
        },
        { tls: pair },
      ),
    );
    const ask = async (named: string | null, ca?: string) => {
      const stream = {
        connections: 1,
        inFlight: 10,
        idleMs: 1000,
        ...(ca === undefined ? {} : { ca }),
      };
      return addressIn(
        await clientOf([at(server.port, { transport: "tls", name: named })], {
          stream,
          rounds: 1,
        }).lookup(name, RR.A),
      );
    };
    expect(await ask("dns.example", pair.cert)).toBe("192.0.2.7");
    expect(await ask(null, pair.cert)).toBe("192.0.2.7");
    expect(await ask("other.example", pair.cert)).toBe("tls_failed");
    expect(await ask("dns.example")).toBe("tls_failed");
    expect(sizes.every((size) => size % 128 === 0)).toBe(true);
  });
});
