import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, TLSSocket, type TlsOptions } from "node:tls";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { addressPolicy } from "../net/address-policy";
import { derElement, derSequence } from "../testing/der-writer";
import { type SmtpServer, smtpServer, type TestChain } from "../testing/smtp-server";
import {
  pemChain,
  type TestCertificate,
  testCertificate,
  testExtension,
  testName,
} from "../testing/test-certificate";
import { DER } from "../x509/der";
import { certificateFacts } from "./chain-report";
import { probeStarttls } from "./probe";

const root = testCertificate({ subject: "root", ca: true });
const upper = testCertificate({ subject: "upper", ca: true, issuer: root });
const lower = testCertificate({ subject: "lower", ca: true, issuer: upper });
const leaf = testCertificate({ subject: "leaf", issuer: lower });
const stranger = testCertificate({ subject: "stranger" });
/** The same name and key as `lower`, signed by another. */
const cross = testCertificate({ subject: "lower", ca: true, issuer: root, keys: lower });

let server: SmtpServer | null = null;
/** How often Node was asked for the chain, as happens only where it cannot be read off the wire. */
let timesNodeWasAsked = 0;
const askNode = TLSSocket.prototype.getPeerX509Certificate;
beforeEach(() => {
  timesNodeWasAsked = 0;
  TLSSocket.prototype.getPeerX509Certificate = function (this: TLSSocket) {
    timesNodeWasAsked++;
    return askNode.call(this);
  };
});
afterAll(() => {
  TLSSocket.prototype.getPeerX509Certificate = askNode;
});
afterEach(async () => {
  await server?.close();
  server = null;
});

const seen = (chain: TestChain, version: "TLSv1.2" | "TLSv1.3") =>
  seenWith(chain, { minVersion: version, maxVersion: version });

async function seenWith(chain: TestChain, tls: TlsOptions) {
  server = await smtpServer({ chains: [chain], tls });
  const { address, port } = server;
  return probeStarttls(
    { address, port, serverName: null, keyType: "any" },
    { ehloName: "probe.test.example", mayConnect: addressPolicy({ allowPrivate: true }) },
  );
}

const chains: readonly [string, TestChain][] = [
  ["in order", [leaf, lower, upper, root]],
  ["the leaf alone", [leaf]],
  ["self-signed", [stranger]],
  ["from the root down", [leaf, root, upper, lower]],
  ["the leaf twice", [leaf, leaf, lower]],
  ["the leaf again at the end", [leaf, lower, leaf]],
  ["an issuer twice", [leaf, lower, lower, upper]],
  ["the root three times", [leaf, root, root, root]],
  ["strangers in between", [leaf, stranger, lower, stranger, upper]],
  ["two issuers of one name and key", [leaf, cross, lower, upper, root]],
  ["an issuer left out", [leaf, upper, root]],
];

describe.each(["TLSv1.2", "TLSv1.3"] as const)("the chain exactly as sent, in %s", (version) => {
  test.for(chains)("%s", async ([, chain]) => {
    const result = await seen(chain, version);
    const sent = chain.map(({ der }) => certificateFacts(der).certSha256);
    if (result.outcome !== "tls") throw new Error(result.fault);
    expect(result.chain.map((der) => certificateFacts(der).certSha256)).toEqual(sent);
    expect(timesNodeWasAsked).toBe(0);
  });

  test("32 certificates are taken, one more is a chain too long", async () => {
    const issuers = (count: number) => Array.from({ length: count }, () => lower);
    const taken = await seen([leaf, ...issuers(31)], version);
    expect(taken.outcome === "tls" && taken.chain.length).toBe(32);
    await server?.close();
    expect(await seen([leaf, ...issuers(32)], version)).toMatchObject({
      outcome: "no_tls",
      fault: "chain_too_long",
      retriedWithTls12: false,
    });
  });

  test("a thousand certificates are cut off by OpenSSL's own limit of 100 KB", async () => {
    const thousand = Array.from({ length: 999 }, () => lower);
    expect(await seen([leaf, ...thousand], version)).toMatchObject({
      outcome: "no_tls",
      fault: "chain_too_long",
    });
  });
});

describe("read off the wire whatever was agreed on", () => {
  const long: TestChain = [leaf, ...Array.from({ length: 20 }, () => lower)];
  const suites: readonly [string, TlsOptions][] = [
    ["AES-128", { ciphers: "TLS_AES_128_GCM_SHA256" }],
    ["AES-256", { ciphers: "TLS_AES_256_GCM_SHA384" }],
    ["ChaCha20", { ciphers: "TLS_CHACHA20_POLY1305_SHA256" }],
    ["a HelloRetryRequest (RFC 8446 §4.1.4)", { ecdhCurve: "P-384" }],
    ["a request for a client's certificate", { requestCert: true }],
    ["the same in TLS 1.2", { requestCert: true, maxVersion: "TLSv1.2" }],
    ["TLS 1.2 with ChaCha20", { ciphers: "ECDHE-ECDSA-CHACHA20-POLY1305", maxVersion: "TLSv1.2" }],
    ["TLS 1.0", { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" }],
  ];
  test.for(suites)("%s", async ([, tls]) => {
    const result = await seenWith(long, tls);
    if (result.outcome !== "tls") throw new Error(result.detail);
    expect(result.chain).toEqual(long.map(({ der }) => der));
    expect(timesNodeWasAsked).toBe(0);
  });

  test.for(chains)("what Node itself has of it, asked once: %s", async ([, chain]) => {
    const tlsServer = createServer({
      cert: pemChain(...chain),
      key: chain[0].keyPem,
    });
    await new Promise<void>((resolve) => tlsServer.listen(0, "127.0.0.1", resolve));
    const { port } = tlsServer.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const walked: Buffer[] = [];
    let certificate = socket.getPeerX509Certificate();
    for (; certificate !== undefined; certificate = certificate.issuerCertificate)
      walked.push(certificate.raw);
    socket.destroy();
    tlsServer.close();
    expect(walked).toEqual(chain.map(({ der }) => der));
  });
});

describe("certificates that are odd inside are still taken octet by octet", () => {
  const odd: readonly [string, TestCertificate][] = [
    [
      "extensions that are none",
      testCertificate({ extensions: [testExtension("2.5.29.17", Buffer.from("no"))] }),
    ],
    ["a NUL in a name", testCertificate({ dnsNames: ["a\0b.example"] })],
    ["an empty subject", testCertificate({ subject: testName() })],
    ["version 1", testCertificate({ version: 1 })],
    ["expired in 1970", testCertificate({ notBefore: new Date(0), notAfter: new Date(1000) })],
    [
      "a huge extension",
      testCertificate({
        extensions: [
          testExtension("1.2.3.4", derSequence(derElement(DER.OCTET_STRING, Buffer.alloc(40_000)))),
        ],
      }),
    ],
  ];
  test.for(odd)("%s", async ([, certificate]) => {
    const result = await seen([certificate], "TLSv1.3");
    expect(result.outcome === "tls" && result.chain[0]?.equals(certificate.der)).toBe(true);
  });
});

describe("what the report shows of a certificate", () => {
  test("its facts", () => {
    const certificate = testCertificate({
      subject: "mx",
      issuer: root,
      keyType: "rsa",
      dnsNames: ["mx.example.com"],
      notBefore: new Date("2026-01-01T00:00:00Z"),
      notAfter: new Date("2026-12-31T23:59:59Z"),
    });
    expect(certificateFacts(certificate.der)).toEqual({
      subject: "CN=mx",
      issuer: "CN=root",
      notBefore: "2026-01-01T00:00:00Z",
      notAfter: "2026-12-31T23:59:59Z",
      keyType: "rsa",
      keyBits: 2048,
      keyCurve: null,
      dnsNames: ["mx.example.com"],
      spkiSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      certSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("one that cannot be read has a digest and nothing else", () => {
    expect(certificateFacts(Buffer.from("no certificate"))).toMatchObject({
      subject: null,
      spkiSha256: null,
      dnsNames: [],
      certSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});
