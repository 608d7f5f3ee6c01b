import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressPolicy, parseAddressRange } from "@/lib/verifier/net/address-policy";
import { a, aaaa } from "@/lib/verifier/testing/check-bench";
import { testCertificate } from "@/lib/verifier/testing/test-certificate";
import { webhookSender } from "./send-webhook";
import { newWebhookSecret } from "./sign-webhook";
import { parseWebhookUrl } from "./webhook-url";

const ca = testCertificate({ subject: "ca", ca: true });
const leaf = testCertificate({ subject: "hooks", issuer: ca, dnsNames: ["hooks.hoster.nl"] });
const NOW = Date.parse("2026-11-26T12:00:00Z");

type Got = { headers: Record<string, unknown>; body: string; path: string };
let server: Server;
let port = 0;
const got: Got[] = [];
beforeAll(async () => {
  server = createServer({ key: leaf.keyPem, cert: leaf.pem }, (request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const path = request.url ?? "";
      got.push({ headers: request.headers, body, path });
      if (path === "/never") return;
      if (path === "/moved") response.writeHead(302, { location: "https://127.0.0.1/" }).end();
      else if (path === "/huge") pourForever();
      else response.writeHead(Number(path.slice(1)) || 204).end();
      function pourForever() {
        response.writeHead(200);
        const chunk = Buffer.alloc(65_536);
        for (let sent = 0; sent < 10 * 1_048_576; sent += chunk.length) response.write(chunk);
        response.end();
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  ({ port } = server.address() as AddressInfo);
});
afterAll(
  () =>
    new Promise((closed) => {
      server.closeAllConnections();
      server.close(closed);
    }),
);

const loopback = parseAddressRange("127.0.0.0/8");
const open = addressPolicy({ allowedRanges: loopback.ok ? [loopback.value] : [] });

const sender = (addresses: readonly string[], mayConnect = open) =>
  webhookSender({
    resolve: async (_, type) =>
      ({
        records: addresses
          .filter((address) => address.includes(":") === (type === 28))
          .map((address) => ({ data: address.includes(":") ? aaaa(address) : a(address) })),
      }) as never,
    mayConnect,
    port,
    ca: ca.pem,
    timeoutMs: 2_000,
  });

const secret = newWebhookSecret();
const call = (path: string, send = sender(["127.0.0.1"]), host = "hooks.hoster.nl") =>
  send({ id: "event-1", url: `https://${host}${path}`, secret, body: '{"a":1}', now: NOW });

describe("webhooks", () => {
  test("Standard Webhooks: signed over id, time and body, with a key of 256 bits", async () => {
    expect(await call("/204")).toEqual({ kind: "sent", answer: "status 204" });
    const { headers, body } = got.at(-1) ?? { headers: {}, body: "" };
    expect(body).toBe('{"a":1}');
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    expect(key).toHaveLength(32);
    const seconds = NOW / 1000;
    const mac = createHmac("sha256", key).update(`event-1.${seconds}.{"a":1}`).digest("base64");
    expect(headers).toMatchObject({
      host: "hooks.hoster.nl",
      "webhook-id": "event-1",
      "webhook-timestamp": String(seconds),
      "webhook-signature": `v1,${mac}`,
    });
  });

  test.for([
    ["/500", "later"],
    ["/404", "later"],
    ["/410", "refused"],
    ["/moved", "later"],
    ["/never", "later"],
  ] as const)("%s: %s", async ([path, kind]) => expect((await call(path)).kind).toBe(kind));

  test("an answer of 10 MB changes nothing, and is not read", async () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await call("/huge")).toEqual({ kind: "sent", answer: "status 200" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1_048_576);
  });

  test("a redirect is not followed", async () => {
    const calls = got.length;
    await call("/moved");
    expect(got.length).toBe(calls + 1);
  });

  test.for([
    ["127.0.0.1"],
    ["10.0.0.1", "192.168.0.1"],
    ["169.254.169.254"],
    ["::1"],
    ["::ffff:127.0.0.1"],
    ["64:ff9b::7f00:1"],
  ])("a name that leads to %j and so inside is refused for good", async (addresses) => {
    const calls = got.length;
    expect(await call("/204", sender(addresses, addressPolicy()))).toMatchObject({
      kind: "refused",
      answer: "its address is not public",
    });
    expect(got.length).toBe(calls);
  });

  test("of several addresses only a public one is called", async () => {
    expect((await call("/204", sender(["10.0.0.1", "127.0.0.1"]))).kind).toBe("sent");
  });

  test("another name's certificate is not taken", async () => {
    const outcome = await call("/204", sender(["127.0.0.1"]), "other.hoster.nl");
    expect(outcome).toMatchObject({ kind: "later" });
  });

  test.for([
    "http://hooks.hoster.nl/",
    "https://hooks.hoster.nl:25/",
    "https://user:pw@hooks.hoster.nl/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://localhost/",
    "https://0x7f.1/",
    "ftp://hooks.hoster.nl/",
    "hooks.hoster.nl",
    `https://hooks.hoster.nl/${"a".repeat(600)}`,
    "",
  ])("%j is no address for one", (text) => expect(parseWebhookUrl(text).ok).toBe(false));
});
