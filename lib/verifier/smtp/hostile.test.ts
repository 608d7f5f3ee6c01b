import { connect } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { addressPolicy } from "../net/address-policy";
import { type SmtpServer, type SmtpServerOptions, smtpServer } from "../testing/smtp-server";
import { testCertificate } from "../testing/test-certificate";
import { probeStarttls } from "./probe";
import type { ProbeOptions } from "./probe-options";
import type { ProbeResult } from "./probe-result";

const leaf = testCertificate({ subject: "leaf" });
const options: ProbeOptions = {
  ehloName: "probe.test.example",
  mayConnect: addressPolicy({ allowPrivate: true }),
};
/** Where a deadline has to pass; the others stay far away, so that no other one can be the cause. */
const soonMs = 120;
const ENDLESS = "250-and so on\r\n".repeat(1000);

const running: SmtpServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
async function probe(
  faults: SmtpServerOptions,
  ask: Partial<ProbeOptions> = {},
): Promise<{ result: ProbeResult; server: SmtpServer }> {
  const server = await smtpServer({ chains: [[leaf]], ...faults });
  running.push(server);
  const { address, port } = server;
  const target = { address, port, serverName: "mx.example.com", keyType: "any" } as const;
  return { result: await probeStarttls(target, { ...options, ...ask }), server };
}

/** The server's side of every connection is over too: nothing of ours stays open. */
const expectAllClosed = (server: SmtpServer) =>
  expect.poll(() => server.sessions.every(({ isClosed }) => isClosed), { interval: 5 }).toBe(true);

type Case = readonly [string, SmtpServerOptions, Partial<ProbeResult>, Partial<ProbeOptions>?];
const noSession = (fault: string, stage: string) =>
  ({ outcome: "no_session", fault, stage }) as Partial<ProbeResult>;
const noTls = (fault: string, stage: string) =>
  ({ outcome: "no_tls", fault, stage }) as Partial<ProbeResult>;
const within = (stage: string): Partial<ProbeOptions> => ({
  deadlines: { [`${stage}Ms`]: soonMs, quitMs: 50 },
});

const cases: readonly Case[] = [
  [
    "S1: 554 in place of a banner",
    { banner: { say: "554 5.7.1 go away\r\n" } },
    noSession("banner_rejected", "banner"),
  ],
  [
    "S1: 421 in place of a banner, and closes",
    { banner: { sayAndClose: "421 busy\r\n" } },
    noSession("banner_rejected", "banner"),
  ],
  ["S1: closes without a banner", { banner: "close" }, noSession("closed_early", "banner")],
  [
    "S1: resets without a banner", // which may come before connect(2) is done
    { banner: "reset" },
    {
      outcome: "no_session",
      fault: expect.stringMatching(/^(closed_early|connection_failed)$/),
    },
  ],
  [
    "closes in the middle of the banner",
    { banner: { sayAndClose: "220-mx\r\n220" } },
    noSession("closed_early", "banner"),
  ],
  ["S1: no banner", { banner: "hang" }, noSession("banner_timeout", "banner"), within("banner")],
  [
    "a banner that drips",
    { banner: { drip: "220-mx\r\n", everyMs: 5 } },
    noSession("banner_timeout", "banner"),
    within("banner"),
  ],
  [
    "a banner without end",
    { banner: { flood: "220-mx mx mx\r\n".repeat(100) } },
    noSession("reply_too_long", "banner"),
  ],
  [
    "a line without end",
    { banner: { flood: "220 mx mx mx".repeat(100) } },
    noSession("reply_too_long", "banner"),
  ],
  [
    "a web server",
    { banner: { say: "HTTP/1.1 400 Bad Request\r\n\r\n" } },
    noSession("reply_malformed", "banner"),
  ],
  [
    "two banners at once",
    { banner: { say: "220 mx\r\n220 mx\r\n" } },
    noSession("reply_malformed", "banner"),
  ],
  ["550 to EHLO", { ehlo: { say: "550 5.5.1 no\r\n" } }, noSession("ehlo_rejected", "ehlo")],
  [
    "421 to EHLO, and closes",
    { ehlo: { sayAndClose: "421 no\r\n" } },
    noSession("ehlo_rejected", "ehlo"),
  ],
  ["closes at EHLO", { ehlo: "close" }, noSession("closed_early", "ehlo")],
  ["no reply to EHLO", { ehlo: "hang" }, noSession("ehlo_timeout", "ehlo"), within("ehlo")],
  [
    "a reply to EHLO that drips",
    { ehlo: { drip: "250-STARTTLS\r\n", everyMs: 5 } },
    noSession("ehlo_timeout", "ehlo"),
    within("ehlo"),
  ],
  [
    "a reply to EHLO without end",
    { ehlo: { flood: ENDLESS } },
    noSession("reply_too_long", "ehlo"),
  ],
  [
    "two codes in the reply to EHLO",
    { ehlo: { say: "250-mx\r\n220 STARTTLS\r\n" } },
    noSession("reply_malformed", "ehlo"),
  ],
  [
    "S2: no STARTTLS",
    { ehlo: { say: "250-mx\r\n250 SIZE 1\r\n" } },
    noTls("starttls_not_offered", "ehlo"),
  ],
  [
    "S2: STARTTLS only as the greeting's text (RFC 5321 §4.1.1.1)",
    { ehlo: { say: "250 STARTTLS\r\n" } },
    noTls("starttls_not_offered", "ehlo"),
  ],
  [
    "S2: a word that begins with STARTTLS",
    { ehlo: { say: "250-mx\r\n250 STARTTLSX\r\n" } },
    noTls("starttls_not_offered", "ehlo"),
  ],
  [
    "S4: STARTTLS only after good behaviour",
    { ehlo: (before) => ({ say: before === 0 ? "250 mx\r\n" : "250-mx\r\n250 STARTTLS\r\n" }) },
    noTls("starttls_not_offered", "ehlo"),
  ],
  [
    "S3: 454 to STARTTLS",
    { starttls: { say: "454 4.7.0 TLS not available\r\n" } },
    noTls("starttls_rejected", "starttls"),
  ],
  [
    "S3: 250 to STARTTLS",
    { starttls: { say: "250 what?\r\n" } },
    noTls("starttls_rejected", "starttls"),
  ],
  ["closes at STARTTLS", { starttls: "close" }, noTls("starttls_closed", "starttls")],
  [
    "says 220 to STARTTLS and closes",
    { starttls: { sayAndClose: "220 go\r\n" } },
    noTls("starttls_closed", "starttls"),
  ],
  ["resets at STARTTLS", { starttls: "reset" }, noTls("starttls_closed", "starttls")],
  [
    "no reply to STARTTLS",
    { starttls: "hang" },
    noTls("starttls_timeout", "starttls"),
    within("starttls"),
  ],
  [
    "a reply to STARTTLS that is none",
    { starttls: { say: "go ahead\r\n" } },
    noTls("starttls_malformed", "starttls"),
  ],
  [
    "a reply to STARTTLS without end",
    { starttls: { flood: ENDLESS } },
    noTls("starttls_malformed", "starttls"),
  ],
  [
    "plain text injected behind the 220 (CVE-2011-0411)",
    { starttls: { say: "220 go\r\n250 injected\r\n" } },
    noTls("plaintext_injected", "starttls"),
  ],
  [
    "one octet behind the 220",
    { starttls: { say: "220 go\r\n\x16" } },
    noTls("plaintext_injected", "starttls"),
  ],
  ["S3: closes in the handshake", { handshake: "close" }, noTls("handshake_closed", "handshake")],
  ["S3: resets in the handshake", { handshake: "reset" }, noTls("handshake_closed", "handshake")],
  [
    "S3: no handshake",
    { handshake: "hang" },
    noTls("handshake_timeout", "handshake"),
    within("handshake"),
  ],
  [
    "a handshake that drips",
    { handshake: { drip: Buffer.from([0x16, 3, 3, 0x40, 0]), everyMs: 5 } },
    noTls("handshake_timeout", "handshake"),
    within("handshake"),
  ],
  [
    "plain text in place of a handshake",
    { handshake: { say: "454 TLS is broken here\r\n" } },
    {
      ...noTls("handshake_failed", "handshake"),
      detail: "plain text: 454 TLS is broken here\\x0d\\x0a",
    } as Partial<ProbeResult>,
  ],
  [
    "a handshake of empty records without end",
    { handshake: { flood: Buffer.from([0x16, 3, 3, 0, 0]) } },
    noTls("handshake_failed", "handshake"),
  ],
  [
    "garbage that looks like TLS",
    {
      handshake: {
        flood: Buffer.concat([Buffer.from([0x16, 3, 3, 0x10, 0]), Buffer.alloc(4096, 7)]),
      },
    },
    noTls("handshake_failed", "handshake"),
  ],
];

describe("servers that do wrong: one fault each, and everything is closed", () => {
  test.for(cases)("%s", async ([, faults, expected, ask]) => {
    const { result, server } = await probe(faults, ask);
    expect(result).toMatchObject({ ...expected, cutShort: false });
    await expectAllClosed(server);
  });

  test("a port where nobody listens refuses", async () => {
    const server = await smtpServer({ chains: [[leaf]] });
    await server.close();
    const { address, port } = server;
    const target = { address, port, serverName: null, keyType: "any" } as const;
    expect(await probeStarttls(target, options)).toMatchObject(
      noSession("connection_refused", "connect"),
    );
  });
});

describe("fuzzed", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "220 go\r\n",
      "250-mx\r\n",
      "250 STARTTLS\r\n",
      "454 no\r\n",
      "\r\n",
      "250",
      "\0",
    ),
    fc.string({ maxLength: 20, unit: "binary" }),
  );
  const said = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
  const tls = fc
    .uint8Array({ maxLength: 40 })
    .map((octets) => Buffer.concat([Buffer.from([0x16, 3, 3, 0, octets.length]), octets]));

  test(
    "a server that says anything at all gets a fault, and the connection is closed",
    () =>
      fc.assert(
        fc.asyncProperty(fc.nat(3), said, tls, async (stage, text, record) => {
          const faults = [
            { banner: { sayAndClose: text } },
            { ehlo: { sayAndClose: text } },
            { starttls: { sayAndClose: text } },
            { handshake: { sayAndClose: record } },
          ][stage];
          const { result, server } = await probe(faults ?? {});
          expect(result.outcome).toMatch(stage < 2 ? /^no_/ : /^no_tls$/);
          await expectAllClosed(server);
        }),
        { numRuns: 150 },
      ),
    30_000,
  );
});

describe("bounded work, in octets read", () => {
  /** What one read of a socket may bring beyond a limit, and the replies before. */
  const READ_OCTETS = 65_536 + 200;
  test.for([
    ["a banner without end", { banner: { flood: ENDLESS } }, 65_536],
    ["a reply to EHLO without end", { ehlo: { flood: ENDLESS } }, 65_536],
    ["a line without end", { starttls: { flood: "220" } }, 4096],
    [
      "endless talk after a refusal",
      { banner: { say: "554 no\r\n" }, quit: { flood: ENDLESS } },
      65_536,
    ],
    [
      "a handshake of alerts without end",
      { handshake: { flood: Buffer.from([0x15, 3, 3, 0, 2, 1, 0]) } },
      262_144,
    ],
    [
      "a handshake of empty records",
      { handshake: { flood: Buffer.from([0x16, 3, 3, 0, 0]) } },
      262_144,
    ],
    [
      "an endless message",
      {
        handshake: {
          flood: Buffer.concat([
            Buffer.from([0x16, 3, 3, 0x10, 4, 2, 0xff, 0xff, 0xff]),
            Buffer.alloc(4096),
          ]),
        },
      },
      262_144,
    ],
  ] as const)("%s", async ([, faults, octets]) => {
    const { result, server } = await probe(faults, { tls13: "on" });
    expect(result.outcome).not.toBe("tls");
    expect(result.octets).toBeGreaterThan(0);
    expect(result.octets).toBeLessThanOrEqual(octets + READ_OCTETS);
    await expectAllClosed(server);
  });
});

describe("we are polite", () => {
  test.for([
    ["after a refusal", { banner: { say: "554 no\r\n" } }, ["QUIT"]],
    ["without STARTTLS", { ehlo: { say: "250 mx\r\n" } }, ["EHLO probe.test.example", "QUIT"]],
    [
      "after 454",
      { starttls: { say: "454 no\r\n" } },
      ["EHLO probe.test.example", "STARTTLS", "QUIT"],
    ],
  ] as const)("QUIT %s", async ([, faults, commands]) => {
    const { server } = await probe(faults);
    expect(server.sessions.map((session) => session.commands)).toEqual([commands]);
  });
});

describe("what strangers say is kept short and safe to print", () => {
  test("control characters and markup", async () => {
    const { result } = await probe({
      banner: {
        say: Buffer.from("554 \x1b[2J\x00\u202e<script>alert(1)</script>\xff\r\n", "utf8"),
      },
    });
    expect(result).toMatchObject({
      reply: { code: 554, text: "\\x1b[2J\\x00\\u{202e}<script>alert(1)</script>ÿ" },
      session: { heard: expect.any(Buffer) },
    });
  });

  test("a huge reply", async () => {
    const line = `${"x".repeat(4000)}\r\n`;
    const { result } = await probe({
      ehlo: { say: `${`250-${line}`.repeat(15)}250 ${line}` },
    });
    expect(result.outcome === "no_tls" && result.fault).toBe("starttls_not_offered");
    expect(JSON.stringify(result.session.extensions).length).toBeLessThan(64 * 130);
    expect(result.session.heard.length).toBe(2048);
    expect(result.outcome === "no_tls" && result.detail.length).toBeLessThan(520);
  });
});

describe("the caller's deadline (check-report.md: it never loses the report)", () => {
  test.for([
    ["banner", "banner_timeout"],
    ["ehlo", "ehlo_timeout"],
    ["starttls", "starttls_timeout"],
    ["handshake", "handshake_timeout"],
  ] as const)("in the stage %s", async ([stage, fault]) => {
    const caller = new AbortController();
    const giveUp = () => {
      setImmediate(() => caller.abort());
      return "hang" as const;
    };
    const { result, server } = await probe({ [stage]: giveUp }, { signal: caller.signal });
    expect(result).toMatchObject({ fault, stage, cutShort: true });
    await expectAllClosed(server);
    expect(server.sessions).toHaveLength(1);
    expect(server.sessions.flatMap(({ commands }) => commands)).not.toContain("QUIT");
  });

  test("before it begins there is no connection", async () => {
    const { result, server } = await probe({}, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ fault: "connection_timeout", cutShort: true });
    expect(server.sessions).toEqual([]);
  });
});

describe("addresses that we may not connect to", () => {
  test("are refused without a connection", async () => {
    const { result, server } = await probe({}, { mayConnect: addressPolicy() });
    expect(result).toMatchObject({
      ...noSession("address_not_allowed", "connect"),
      detail: "loopback",
    });
    // A connection of ours made afterwards is the first that the server sees.
    const socket = connect(server.port, server.address);
    await expect.poll(() => server.sessions.length).toBe(1);
    socket.destroy();
  });

  test("names are not looked up", async () => {
    const server = await smtpServer({ chains: [[leaf]] });
    running.push(server);
    const target = {
      address: "localhost",
      port: server.port,
      serverName: null,
      keyType: "any",
    } as const;
    const mayConnect = addressPolicy({ allowPrivate: true });
    expect(await probeStarttls(target, { ...options, mayConnect })).toMatchObject({
      fault: "address_not_allowed",
      detail: "not_an_address",
    });
  });
});
