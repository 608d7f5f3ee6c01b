import { createServer } from "node:net";
import { RCODE } from "@/lib/model/dns-registry";
import { decodeMessage } from "@/lib/verifier/dns/decode";
import { encodeMessage } from "@/lib/verifier/dns/encode";
import { a, LEAF, mx, tlsaOf } from "@/lib/verifier/testing/check-bench";
import {
  framed,
  type Running,
  streamServer,
  udpServer,
} from "@/lib/verifier/testing/loopback-servers";
import {
  type SmtpServer,
  type SmtpServerOptions,
  smtpServer,
} from "@/lib/verifier/testing/smtp-server";
import { TestWorld } from "@/lib/verifier/testing/test-world";
import { TEST_NOW, TestZone } from "@/lib/verifier/testing/test-zone";
import { CHECK_DEFAULTS, type CheckSettings } from "../settings";

/** Zones behind a recursive resolver, and mail servers, all on loopback and all real sockets. */
export type LoopbackLab = {
  world: TestWorld;
  nl: TestZone;
  /** Settings of a check that works in this lab, and only there. */
  settings: CheckSettings;
  now: () => number;
  /** Delegates a zone of this name from `nl.`, signed unless told otherwise. */
  zone: (label: string, options?: { signed?: boolean; expiration?: number }) => TestZone;
  /** A zone with one mail host at an address of its own, with a TLSA record unless told otherwise. */
  domain: (
    label: string,
    options?: {
      smtp?: SmtpServerOptions | null;
      tlsa?: "right" | "wrong" | "none";
      signed?: boolean;
    },
  ) => Promise<{ zone: TestZone; server: SmtpServer | null; address: string }>;
  close: () => Promise<void>;
};

/**
 * Starts the resolver; `domain` adds mail servers, all at one port and each at its own address.
 *
 * @param nowSeconds when signatures are valid, a day before and after; `TEST_NOW` unless given.
 */
export async function startLoopbackLab({
  nowSeconds = TEST_NOW,
}: {
  nowSeconds?: number;
} = {}): Promise<LoopbackLab> {
  const valid = { inception: nowSeconds - 86_400, expiration: nowSeconds + 86_400 };
  const nl = new TestZone("nl", valid);
  const root = new TestZone(".", valid).delegate(nl);
  const world = new TestWorld(root, nl);
  const answer = (query: Buffer): Buffer | null => {
    const decoded = decodeMessage(query);
    const [question] = decoded.ok ? decoded.value.questions : [];
    if (question === undefined) return null;
    const { name, type } = question;
    const said = world.tamper(world.answer(name, type), name, type) ?? world.answer(name, type);
    const base = { id: query.readUInt16BE(0), questions: [question] };
    // Tests that break a look-up see it as a resolver's clients do.
    const reply =
      "code" in said
        ? { ...world.answer(name, type), rcode: RCODE.SERVFAIL, answer: [], authority: [] }
        : said;
    return encodeMessage({ ...reply, ...base });
  };
  const tcp: Running = await streamServer((query, socket) => {
    const reply = answer(query);
    if (reply !== null) socket.write(framed(reply));
  });
  const udp: Running = await udpServer((query, from, socket) => {
    const reply = answer(query);
    if (reply === null) return;
    if (reply.length > 1232) reply.writeUInt16BE(reply.readUInt16BE(2) | 0x0200, 2);
    socket.send(reply, from.port, from.address);
  }, tcp.port);
  const smtpPort = await freePort();
  const servers: SmtpServer[] = [];
  let hosts = 0;
  const zone: LoopbackLab["zone"] = (label, { signed = true, ...options } = {}) => {
    const made = new TestZone(`${label}.nl`, {
      ...valid,
      ...options,
      ...(signed ? {} : { keys: [] }),
    });
    nl.delegate(made);
    world.add(made);
    return made;
  };
  return {
    world,
    nl,
    zone,
    now: () => nowSeconds * 1000,
    settings: {
      ...CHECK_DEFAULTS,
      ehloName: "check.test.example",
      resolvers: [{ transport: "dns", address: "127.0.0.1", port: udp.port, name: null }],
      anchors: root.dsSet().map((data) => ({ owner: root.apex, data })),
      allowedRanges: [{ address: "127.0.0.0", prefix: 8, family: "ipv4" }],
      smtpPort,
      perClient: { burst: 1000, everyMs: 10 },
      pace: { burst: 1000, everyMs: 10 },
    },
    domain: async (label, { smtp = {}, tlsa = "right", signed = true } = {}) => {
      hosts += 1;
      const address = `127.77.${hosts >> 8}.${hosts & 255}`;
      const made = zone(label, { signed });
      made.add("@", mx(10, `mx.${label}.nl`)).add("mx", a(address));
      const record = tlsaOf(LEAF);
      if (tlsa === "wrong") record.association = Buffer.alloc(32, 7);
      if (tlsa !== "none") made.add(`_${smtpPort}._tcp.mx`, record);
      if (smtp === null) return { zone: made, server: null, address };
      const server = await smtpServer({ chains: [[LEAF]], ...smtp, address, port: smtpPort });
      servers.push(server);
      return { zone: made, server, address };
    },
    close: async () => {
      await Promise.all([...servers, udp, tcp].map((server) => server.close()));
    },
  };
}

/** A TCP port that is free on all of loopback now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
