import { afterEach, describe, expect, test } from "vitest";
import { addressPolicy } from "../net/address-policy";
import {
  type SmtpServer,
  type SmtpServerOptions,
  smtpServer,
  type TestChain,
} from "../testing/smtp-server";
import { testCertificate } from "../testing/test-certificate";
import { certificateFacts } from "./chain-report";
import { probeStarttls } from "./probe";
import { probeAddress } from "./probe-address";
import type { ProbeOptions, ProbeTarget } from "./probe-options";
import type { ProbeResult } from "./probe-result";

const root = testCertificate({ subject: "root", ca: true });
const issuing = testCertificate({ subject: "issuing", ca: true, issuer: root });
const leaf = testCertificate({ subject: "leaf", issuer: issuing, dnsNames: ["mx.example.com"] });
const rsaLeaf = testCertificate({ subject: "rsa", issuer: issuing, keyType: "rsa" });
const ec: TestChain = [leaf, issuing];
const rsa: TestChain = [rsaLeaf, issuing];

const options: ProbeOptions = {
  ehloName: "probe.test.example",
  mayConnect: addressPolicy({ allowPrivate: true }),
};
const running: SmtpServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
async function serverWith(more: SmtpServerOptions = {}): Promise<SmtpServer> {
  const server = await smtpServer({ chains: [ec], ...more });
  running.push(server);
  return server;
}
const targetOf = ({ address, port }: SmtpServer, more: Partial<ProbeTarget> = {}): ProbeTarget => ({
  address,
  port,
  serverName: "mx.example.com",
  keyType: "any",
  ...more,
});
async function probe(
  more: SmtpServerOptions,
  ask: Partial<ProbeOptions> = {},
): Promise<ProbeResult> {
  return probeStarttls(targetOf(await serverWith(more)), { ...options, ...ask });
}
/** What the chain says, in the order sent. */
const subjectsOf = (result: ProbeResult) =>
  result.outcome === "tls"
    ? result.chain.map((der) => certificateFacts(der).subject)
    : result.fault;
/** All connections must be over on the server's side too. */
const allClosed = (server: SmtpServer) =>
  expect.poll(() => server.sessions.every(({ isClosed }) => isClosed), { interval: 5 }).toBe(true);

describe("a server as it should be", () => {
  test("TLS, the chain, and what the server said; it is told QUIT within TLS", async () => {
    const server = await serverWith();
    const result = await probeStarttls(targetOf(server), options);
    expect(result).toMatchObject({
      outcome: "tls",
      protocol: "TLSv1.3",
      cipher: expect.stringMatching(/^TLS_/),
      keyType: "any",
      serverName: "mx.example.com",
      sniAlert: "none",
      retriedWithTls12: false,
      session: {
        banner: { code: 220, text: "mx.test.example ESMTP" },
        extensions: ["SIZE 1000", "STARTTLS", "8BITMIME"],
      },
    });
    expect(subjectsOf(result)).toEqual(["CN=leaf", "CN=issuing"]);
    expect(result.session.heard.toString()).toMatch(/^220 mx\.test\.example ESMTP\r\n250-mx/);
    await allClosed(server);
    expect(server.sessions).toHaveLength(1);
    expect(server.sessions[0]).toMatchObject({
      commands: ["EHLO probe.test.example", "STARTTLS", "TLS QUIT"],
      serverName: "mx.example.com",
      tlsError: null,
    });
  });

  test("over IPv6", async () => {
    const server = await serverWith({ address: "::1" });
    expect((await probeStarttls(targetOf(server), options)).outcome).toBe("tls");
  });

  test.for([
    ["TLSv1.3", "TLSv1.3"],
    ["TLSv1.2", "TLSv1.2"],
    ["TLSv1.1", "TLSv1.1"],
    ["TLSv1", "TLSv1"],
  ] as const)("that knows %s only", async ([version]) => {
    const tls = { minVersion: version, maxVersion: version, ciphers: "ALL:@SECLEVEL=0" } as const;
    expect(await probe({ chains: [rsa], tls })).toMatchObject({
      outcome: "tls",
      protocol: version,
      retriedWithTls12: false,
    });
  });

  test("that would rather show no certificate is made to (RFC 7672 §2.2)", async () => {
    const tls = {
      maxVersion: "TLSv1.2",
      honorCipherOrder: true,
      ciphers: "aNULL:ALL:@SECLEVEL=0",
      dhparam: "auto",
    } as const;
    const result = await probe({ tls });
    expect(subjectsOf(result)).toEqual(["CN=leaf", "CN=issuing"]);
  });
});

describe("S5, S6: SNI is the TLSA base domain", () => {
  const named = testCertificate({ subject: "named" });

  test("S5: a server that knows the name shows the name's chain", async () => {
    const result = await probe({ chainsByName: { "mx.example.com": [[named]] } });
    expect(subjectsOf(result)).toEqual(["CN=named"]);
  });

  test("S6: one that does not shows its default chain, which is taken as sent", async () => {
    const result = await probe({ chainsByName: { "other.example": [[named]] } });
    expect(subjectsOf(result)).toEqual(["CN=leaf", "CN=issuing"]);
  });

  test.for([
    ["mx.example.com.", "mx.example.com"],
    ["MX_1.example.com", "mx_1.example.com"],
    ["192.0.2.1", null],
    ["::1", null],
    ["a b.example", null],
    ["-mx.example", null],
    [`${"a".repeat(64)}.example`, null],
    ["", null],
    [null, null],
  ] as const)("for %j it is %j", async ([asked, sent]) => {
    const server = await serverWith();
    const result = await probeStarttls(targetOf(server, { serverName: asked }), options);
    expect(result).toMatchObject({ outcome: "tls", serverName: sent });
    expect(server.sessions[0]?.serverName).toBe(sent ?? false);
  });

  test("a name refused by an alert is no TLS, says so, and is not asked for again", async () => {
    const server = await serverWith({ unknownName: "alert" });
    expect(await probeStarttls(targetOf(server), options)).toMatchObject({
      outcome: "no_tls",
      fault: "handshake_failed",
      detail: expect.stringMatching(/UNRECOGNIZED_NAME/),
      sniAlert: "fatal",
      retriedWithTls12: false,
    });
    expect(server.sessions).toHaveLength(1);
  });

  test("a warning about the name is seen, and TLS goes on", async () => {
    const tls = { maxVersion: "TLSv1.2" } as const;
    expect(await probe({ unknownName: "warning", tls })).toMatchObject({
      outcome: "tls",
      sniAlert: "warning",
    });
  });
});

describe("S7: RSA and ECDSA separately", () => {
  /** Which leaf each attempt saw, or why it saw none. */
  const seenBy = (results: readonly ProbeResult[]) =>
    results.map((result) => {
      if (result.outcome !== "tls") return result.fault;
      return result.chain[0]?.equals(rsaLeaf.der) ? "rsa" : "ec";
    });

  test.for(["TLSv1.2", "TLSv1.3"] as const)(
    "a server with both shows both in %s",
    async (version) => {
      const server = await serverWith({
        chains: [ec, rsa],
        tls: { minVersion: version, maxVersion: version },
      });
      const results = await probeAddress(targetOf(server), options);
      expect(results.map(({ keyType }) => keyType)).toEqual(["any", "rsa", "ec"]);
      expect(seenBy(results).slice(1)).toEqual(["rsa", "ec"]);
      expect(server.sessions).toHaveLength(3);
    },
  );

  test.for(["TLSv1.2", "TLSv1.3"] as const)(
    "one with ECDSA only fails for RSA in %s",
    async (version) => {
      const server = await serverWith({ tls: { minVersion: version, maxVersion: version } });
      const results = await probeAddress(targetOf(server), options);
      expect(seenBy(results)).toEqual(["ec", "handshake_failed", "ec"]);
      expect(server.sessions).toHaveLength(3);
    },
  );

  test("a key for RSA-PSS only counts as RSA", async () => {
    const pss = testCertificate({ subject: "pss", issuer: issuing, keyType: "rsa_pss" });
    const server = await serverWith({ chains: [[pss, issuing]] });
    const results = await probeAddress(targetOf(server), options);
    expect(results.map(subjectsOf)).toEqual([
      ["CN=pss", "CN=issuing"],
      ["CN=pss", "CN=issuing"],
      "handshake_failed",
    ]);
  });

  test("without TLS there is one attempt only", async () => {
    const server = await serverWith({ starttls: { say: "454 4.7.0 no TLS now\r\n" } });
    const results = await probeAddress(targetOf(server), options);
    expect(seenBy(results)).toEqual(["starttls_rejected"]);
    expect(server.sessions).toHaveLength(1);
  });
});

describe("TLS 1.3 that fails is tried once more without", () => {
  test("with success: TLS, and it is said what was used", async () => {
    const server = await serverWith({
      tls: { maxVersion: "TLSv1.2" },
      handshake: (before) => (before === 0 ? "close" : null),
    });
    expect(await probeStarttls(targetOf(server), options)).toMatchObject({
      outcome: "tls",
      protocol: "TLSv1.2",
      retriedWithTls12: true,
    });
    expect(server.sessions).toHaveLength(2);
  });

  test("without success the first fault stands", async () => {
    const dead = await serverWith({ handshake: "close" });
    expect(await probeStarttls(targetOf(dead), options)).toMatchObject({
      outcome: "no_tls",
      fault: "handshake_closed",
      retriedWithTls12: true,
    });
    expect(dead.sessions).toHaveLength(2);
  });

  test("not where the caller does not want it", async () => {
    const dead = await serverWith({ handshake: "close" });
    const result = await probeStarttls(targetOf(dead), { ...options, tls13: "on" });
    expect(result.retriedWithTls12).toBe(false);
    expect(dead.sessions).toHaveLength(1);
  });
});
