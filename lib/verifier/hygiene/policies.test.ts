import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { nowhere, observeWorld } from "../testing/hygiene-world";
import {
  type TestCertificate,
  type TestCertificateOptions,
  testCertificate,
} from "../testing/test-certificate";
import type { TestZone } from "../testing/test-zone";
import { fetchPolicy } from "./fetch-policy";
import { policiesIn } from "./hygiene";
import { POLICY_LINE_OCTETS, POLICY_LINES, POLICY_OCTETS } from "./limits";
import { coversHost, readMtaStsPolicy } from "./mta-sts-policy";
import { readMtaStsRecord, readTlsRptRecord } from "./policy-record";

// Silence costs a few rounds of waiting, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

const ca: TestCertificate = testCertificate({ subject: "test CA", ca: true });
const HOST = "mta-sts.example.nl";
const POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mx.example.nl\r\nmax_age: 604800\r\n";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const plain =
  (body: string | Buffer, status = 200, type = "text/plain"): Answer =>
  (_, response) =>
    response.writeHead(status, { "content-type": type }).end(body);

/** An HTTPS server of a test; the paths it was asked for. */
async function webServer(answer: Answer, certificate: Partial<TestCertificateOptions> = {}) {
  const leaf = testCertificate({ subject: HOST, dnsNames: [HOST], issuer: ca, ...certificate });
  const asked: string[] = [];
  const server = createServer({ key: leaf.keyPem, cert: leaf.pem }, (request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    answer(request, response);
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const fetchFrom = (port: number, timeoutMs = 5000) =>
  fetchPolicy({
    host: HOST,
    address: "127.0.0.1",
    port,
    ca: ca.pem,
    timeoutMs,
    signal: new AbortController().signal,
  });

describe("RFC 8461 §3.3: fetching the policy", () => {
  const codes: readonly [string, Answer, Partial<TestCertificateOptions>, string][] = [
    [
      "a redirect is not followed",
      (_, r) => r.writeHead(302, { location: "/x" }).end(),
      {},
      "redirected",
    ],
    ["404 is no policy", plain("no", 404), {}, "status_not_200"],
    ["201 is not 200", plain(POLICY, 201), {}, "status_not_200"],
    [
      "HTML may be a stranger's (§3.2)",
      plain(POLICY, 200, "text/html"),
      {},
      "media_type_not_plain",
    ],
    ["no media type", (_, r) => r.end(POLICY), {}, "media_type_not_plain"],
    ["more than 64 KB", plain(Buffer.alloc(POLICY_OCTETS + 1, 0x20)), {}, "too_long"],
    [
      "a certificate of nobody's",
      plain(POLICY),
      { issuer: testCertificate({ ca: true }) },
      "certificate_not_trusted",
    ],
    ["another name", plain(POLICY), { dnsNames: ["example.nl"] }, "certificate_wrong_name"],
    ["a common name alone", plain(POLICY), { dnsNames: null }, "certificate_wrong_name"],
    [
      "an expired one",
      plain(POLICY),
      { notBefore: new Date("2020-01-01"), notAfter: new Date("2020-02-01") },
      "certificate_expired",
    ],
  ];
  test.for(codes)("%s", async ([, answer, certificate, code]) => {
    const server = await webServer(answer, certificate);
    const fetched = await fetchFrom(server.port);
    await server.close();
    expect(fetched).toMatchObject({ ok: false, error: { code } });
    expect(server.asked.length).toBeLessThanOrEqual(1);
  });

  test("the policy host is asked for the well-known path, once", async () => {
    const server = await webServer(plain(POLICY, 200, "text/plain; charset=utf-8"));
    expect(await fetchFrom(server.port)).toEqual({ ok: true, value: Buffer.from(POLICY) });
    await server.close();
    expect(server.asked).toEqual([`${HOST}/.well-known/mta-sts.txt`]);
  });

  test("a server that drips is undetermined at the deadline, and never a fault", async () => {
    const server = await webServer((_, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const drip = setInterval(() => response.write("v"), 20);
      response.on("close", () => clearInterval(drip));
    });
    const fetched = await fetchFrom(server.port, 300);
    await server.close();
    expect(fetched).toMatchObject({ ok: false, error: { code: "undetermined" } });
  });

  test("nothing listens; something does that is neither TLS nor HTTP", async () => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.resume();
      socket.end("220 mail ready\r\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await fetchFrom(port)).toMatchObject({ ok: false, error: { code: "tls_failed" } });
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(await fetchFrom(port)).toMatchObject({
      ok: false,
      error: { code: "connection_refused" },
    });
  });
});

describe("from the DNS to the policy", () => {
  let server: Awaited<ReturnType<typeof webServer>>;
  beforeAll(async () => {
    server = await webServer(plain(POLICY));
  });
  afterAll(() => server.close());

  const fill = (zone: TestZone) =>
    zone
      .add("_mta-sts", { kind: "TXT", strings: [Buffer.from("v=STSv1; "), Buffer.from("id=7")] })
      .add("mta-sts", { kind: "A", address: "127.0.0.1" })
      .add("_smtp._tls", { kind: "TXT", strings: [Buffer.from("v=TLSRPTv1;rua=mailto:a@b.nl")] });

  test("record, address, policy; TLSRPT beside it", async () => {
    const seen = await observeWorld({ fill, io: { httpsPort: server.port, httpsCa: ca.pem } });
    expect(policiesIn(seen)).toEqual({
      mtaSts: { id: "7", policy: { mode: "enforce", maxAge: 604_800, mx: ["mx.example.nl"] } },
      tlsRpt: { rua: ["mailto:a@b.nl"] },
    });
  });

  test("without a record nothing is fetched", async () => {
    const before = server.asked.length;
    const io = { httpsPort: server.port, httpsCa: ca.pem };
    const seen = await observeWorld({
      fill: (zone) => zone.add("mta-sts", { kind: "A", address: "127.0.0.1" }),
      io,
    });
    expect(seen.mtaStsPolicy).toBeNull();
    expect(server.asked.length).toBe(before);
  });

  test("an address that may not be connected to is not", async () => {
    const before = server.asked.length;
    const io = { httpsPort: server.port, httpsCa: ca.pem, mayConnect: nowhere };
    const seen = await observeWorld({ fill, io });
    expect(seen.mtaStsPolicy).toMatchObject({ ok: false, error: { code: "undetermined" } });
    expect(server.asked.length).toBe(before);
  });

  test("a policy host without an address is the domain's fault", async () => {
    const seen = await observeWorld({
      fill: (zone) =>
        zone.add("_mta-sts", { kind: "TXT", strings: [Buffer.from("v=STSv1; id=7;")] }),
    });
    expect(seen.mtaStsPolicy).toMatchObject({ ok: false, error: { code: "no_address" } });
  });
});

describe("RFC 8461 §3.2: the policy file", () => {
  const lines = (...all: string[]) => readMtaStsPolicy(Buffer.from(all.join("\n")));
  const head = ["version: STSv1", "mode: testing", "max_age: 86400"];

  test("LF or CRLF, any order, unknown fields, the first of a repeated one", () => {
    const policy = lines(
      "max_age: 86400",
      "mx: *.B.nl\r",
      "x-new:1",
      "mode: none",
      "mode: enforce",
      "version: STSv1",
      "mx: a.nl  ",
      "",
    );
    expect(policy).toEqual({
      ok: true,
      value: { mode: "none", maxAge: 86_400, mx: ["*.b.nl", "a.nl"] },
    });
  });

  test.for([
    [["mode: testing", "max_age: 1", "mx: a"], "version_missing"],
    [["version: STSv2", "mode: testing", "max_age: 1", "mx: a"], "version_unknown"],
    [["version: STSv1", "max_age: 1", "mx: a"], "mode_missing"],
    [["version: STSv1", "mode: report", "max_age: 1", "mx: a"], "mode_unknown"],
    [["version: STSv1", "mode: testing", "mx: a"], "max_age_missing"],
    [["version: STSv1", "mode: testing", "max_age: -1", "mx: a"], "max_age_invalid"],
    [["version: STSv1", "mode: testing", "max_age: 31557601", "mx: a"], "max_age_invalid"],
    [head, "mx_missing"],
    [[...head, "mx: *"], "mx_invalid"],
    [[...head, "mx: a.*.nl"], "mx_invalid"],
    [[...head, "mx: mx.example.nl."], "mx_invalid"],
    [[...head, "mx: \u202emx.nl"], "mx_invalid"],
    [[...head, `mx: ${"a.".repeat(130)}nl`], "mx_invalid"],
    [[...head, "<html>"], "line_malformed"],
    [[...head, "mx:"], "line_malformed"],
    [[...head, `x: ${"y".repeat(POLICY_LINE_OCTETS)}`], "line_too_long"],
    [[...head, ...Array<string>(POLICY_LINES).fill("mx: a")], "too_many_lines"],
    [[...head, "mx: a\0b"], "not_text"],
  ] as const)("%j is %s", ([all, error]) => {
    expect(lines(...all)).toEqual({ ok: false, error });
  });

  test("any octets give a policy or a fault, and a policy is within RFC 8461's bounds", () => {
    const line = fc.oneof(
      fc.constantFrom(...head, "mx: *.example.nl", "mx: a", "", "\r", "x-new: 1", "mode:enforce"),
      fc.string({ unit: "binary", maxLength: 40 }),
    );
    const text = fc.array(line, { maxLength: 12 }).map((all) => Buffer.from(all.join("\n")));
    const octets = fc.uint8Array({ maxLength: 300 }).map((all) => Buffer.from(all));
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: text }, octets), (content) => {
        const policy = readMtaStsPolicy(content);
        if (!policy.ok) return;
        expect(policy.value.maxAge).toBeLessThanOrEqual(31_557_600);
        expect(policy.value.mode === "none" || policy.value.mx.length > 0).toBe(true);
        for (const pattern of policy.value.mx)
          expect(pattern).toMatch(/^(\*\.)?[a-z0-9.-]{1,253}$/);
      }),
      { numRuns: 3000 },
    );
  });

  test.for(["\n", "\r", "\r\n", " ", ":", "a:", "mx:", "mx: a\n"])(
    "64 KB of %j and another octet are read at one go",
    (piece) => {
      const text = `${piece.repeat(Math.floor((POLICY_OCTETS - 1) / piece.length))}x`;
      // A look at each line end anew took five seconds a time.
      for (let time = 0; time < 20; time++)
        expect(readMtaStsPolicy(Buffer.from(text)).ok).toBe(false);
    },
  );

  test("octets that are no UTF-8; 64 KB of line ends", () => {
    expect(readMtaStsPolicy(Buffer.from([0xff, 0xfe]))).toEqual({ ok: false, error: "not_text" });
    expect(readMtaStsPolicy(Buffer.alloc(POLICY_OCTETS, "\n")).ok).toBe(false);
  });
});

test.for([
  ["mx.example.nl", "mx.example.nl", true],
  ["mx.example.nl", "MX.Example.NL", true],
  ["*.example.nl", "mx.example.nl", true],
  ["*.example.nl", "a.mx.example.nl", false],
  ["*.example.nl", "example.nl", false],
  ["*.example.nl", ".example.nl", false],
  ["example.nl", "mx.example.nl", false],
] as const)("RFC 8461 §4.1: %s and %s: %s", ([pattern, host, covers]) => {
  expect(coversHost(pattern, host)).toBe(covers);
});

describe("RFC 8461 §3.1 and RFC 8460 §3: the TXT records", () => {
  const records = (...texts: string[]) => texts.map((text) => Buffer.from(text));
  test.for([
    [[], "none"],
    [["v=spf1 -all"], "none"],
    [["v=STSv1; id=20160831085700Z;"], "record"],
    [["v=STSv1;id=1 ; x=y"], "record"],
    [["v=spf1 -all", "v=STSv1; id=1;"], "record"],
    [["v=STSv1; id=1;", "v=STSv1; id=1;"], "several_records"],
    [["v=STSv1;"], "id_missing"],
    [["v=STSv1; id=;"], "syntax"],
    [["v=STSv1; id=a-b;"], "syntax"],
    [[`v=STSv1; id=${"1".repeat(33)};`], "syntax"],
    [["v=STSv1; id=1;; x=y"], "syntax"],
    [["v=STSv1 id=1"], "syntax"],
    [['"v=STSv1; id=1;"'], "syntax"],
    [[`v=STSv1; id=1; x=${"y".repeat(5000)}`], "syntax"],
  ] as const)("_mta-sts %j: %s", ([texts, expected]) => {
    const found = readMtaStsRecord(records(...texts));
    expect(found.kind === "fault" ? found.fault : found.kind).toBe(expected);
  });

  test.for([
    [["v=TLSRPTv1; rua=mailto:reports@example.nl"], "record"],
    [["v=TLSRPTv1;rua=mailto:a@b.nl, https://b.nl/v1;"], "record"],
    [["v=TLSRPTv1;"], "rua_missing"],
    [["v=TLSRPTv1; rua=reports@example.nl"], "rua_scheme"],
    [["v=TLSRPTv1; rua=mailto:a@b.nl,http://b.nl/"], "rua_scheme"],
    [["v=TLSRPTv1; rua=mailto:a@b.nl", "v=TLSRPTv1; rua=mailto:c@b.nl"], "several_records"],
  ] as const)("_smtp._tls %j: %s", ([texts, expected]) => {
    const found = readTlsRptRecord(records(...texts));
    expect(found.kind === "fault" ? found.fault : found.kind).toBe(expected);
  });
});
