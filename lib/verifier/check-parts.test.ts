import { afterEach, describe, expect, test, vi } from "vitest";
import { checkDomain } from "./check-domain";
import { checkParts } from "./check-parts";
import { nameOf } from "./dns/name";
import { addressPolicy } from "./net/address-policy";
import { a, CheckBench, mx, tlsaOf } from "./testing/check-bench";
import { type SmtpServer, type SmtpServerOptions, smtpServer } from "./testing/smtp-server";
import { testCertificate } from "./testing/test-certificate";
import { TEST_NOW } from "./testing/test-zone";

vi.setConfig({ testTimeout: 60_000 }); // real servers, on a machine that may be busy
const servers: SmtpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const EC = testCertificate({ dnsNames: ["mx.example.nl"] });
const RSA = testCertificate({ dnsNames: ["mx.example.nl"], keyType: "rsa" });

/** `example.nl` with one host on loopback, checked over the network with the verifier's own parts. */
async function check(
  options: SmtpServerOptions,
  published = [tlsaOf(EC)],
  { allowPrivate = true, signal }: { allowPrivate?: boolean; signal?: AbortSignal } = {},
) {
  const server = await smtpServer(options);
  servers.push(server);
  const bench = new CheckBench();
  bench.zone.add("@", mx(10, "mx.example.nl")).add("mx", a(server.address));
  for (const record of published) bench.zone.add(`_${server.port}._tcp.mx`, record);
  const io = checkParts({
    validator: bench.world.validator(),
    ehloName: "check.test.example",
    mayConnect: addressPolicy({ allowPrivate }),
    deadlines: { bannerMs: 1500 },
    now: () => TEST_NOW * 1000,
  });
  const name = { name: nameOf("example.nl"), ascii: "example.nl", unicode: "example.nl" };
  return {
    server,
    report: await checkDomain(name, io, {
      port: server.port,
      ...(signal ? { signal } : {}),
    }),
  };
}

describe("the verifier's own parts against real servers", () => {
  test("ok, with SNI of the base (S5) and both kinds of certificate (S7)", async () => {
    const published = [tlsaOf(EC), tlsaOf(RSA)];
    const { report, server } = await check({ chains: [[EC], [RSA]] }, published);
    expect(report).toMatchObject({ verdict: "dane_ok", problems: [] });
    const attempts = report.hosts[0]?.addresses[0]?.attempts;
    expect(attempts?.map(({ keyType, verdict }) => [keyType, verdict])).toEqual([
      ["any", "ok"],
      ["rsa", "ok"],
      ["ec", "ok"],
    ]);
    expect(attempts?.[2]?.chain[0]).toMatchObject({ keyType: "ec", dnsNames: ["mx.example.nl"] });
    expect(server.sessions.map(({ serverName }) => serverName)).toEqual([
      "mx.example.nl",
      "mx.example.nl",
      "mx.example.nl",
    ]);
  });
  test("X3 the RSA certificate was forgotten; its record is given", async () => {
    const { report, server } = await check({ chains: [[EC], [RSA]] });
    expect(report.verdict).toBe("dane_fail");
    const publish = report.problems.find(({ code }) => code === "key_types_differ")?.publish;
    const data = tlsaOf(RSA).association.toString("hex");
    expect(publish).toContain(`_${server.port}._tcp.mx.example.nl. IN TLSA 3 1 1 ${data}`);
  });
  test("S2 no STARTTLS", async () => {
    const { report } = await check({ chains: [[EC]], ehlo: { say: "250 mx.test.example\r\n" } });
    expect(report).toMatchObject({ verdict: "dane_fail", rule: "S2" });
  });
  test("S1 a server that never greets", async () => {
    const { report } = await check({ chains: [[EC]], banner: "hang" });
    expect(report.hosts[0]).toMatchObject({ verdict: "unreachable" });
  });
  test("S5 a server that refuses the name", async () => {
    const { report } = await check({ chains: [[EC]], unknownName: "alert" });
    expect(report.verdict).toBe("dane_fail");
    expect(report.problems.map(({ code }) => code)).toContain("sni_refused");
  });
  test.for([
    ["before the banner", { banner: "hang" }, "unreachable", "banner_timeout"],
    ["before EHLO is answered", { ehlo: "hang" }, "unreachable", "ehlo_timeout"],
    ["after STARTTLS", { starttls: "hang" }, "no_tls", "starttls_timeout"],
    ["in the handshake", { handshake: "hang" }, "no_tls", "handshake_timeout"],
  ] as const)("a deadline %s", async ([, behaviour, verdict, problem]) => {
    const { report } = await check({ chains: [[EC]], ...behaviour }, [tlsaOf(EC)], {
      signal: AbortSignal.timeout(700),
    });
    expect(report.hosts[0]).toMatchObject({ verdict, addresses: [{ problem }] });
  });
  test("private addresses are not connected to unless that is allowed", async () => {
    const { report, server } = await check({ chains: [[EC]] }, [tlsaOf(EC)], {
      allowPrivate: false,
    });
    expect(report.hosts[0]?.addresses[0]).toMatchObject({
      verdict: "not_tried",
      problem: "address_not_allowed",
    });
    expect(server.sessions).toEqual([]);
  });
});
