import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkParts } from "@/lib/verifier/check-parts";
import type { TlsaData } from "@/lib/verifier/dns/record";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import { a, CheckBench, tlsaOf } from "@/lib/verifier/testing/check-bench";
import {
  type SmtpServer,
  type SmtpServerOptions,
  smtpServer,
} from "@/lib/verifier/testing/smtp-server";
import { testCertificate, testKeyPair } from "@/lib/verifier/testing/test-certificate";
import { TEST_NOW } from "@/lib/verifier/testing/test-zone";
import { recordFor } from "@/lib/verifier/tlsa/records-for-chain";
import { parseDaneTlsa } from "./arguments";
import { genericRecordText, parseRecord } from "./made-records";
import { make } from "./make";
import { rollOver } from "./roll-over";
import type { Outcome } from "./task";
import { verify } from "./verify";

const CA = testCertificate({ subject: "CA", ca: true });
const EC = testCertificate({ dnsNames: ["mx.example.nl"], issuer: CA });
const RSA = testCertificate({ dnsNames: ["mx.example.nl"], keyType: "rsa" });
const NEXT = testCertificate({ dnsNames: ["mx.example.nl"] });

const folder = mkdtempSync(path.join(tmpdir(), "dane-tlsa-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Buffer): string => {
  const where = path.join(folder, name);
  writeFileSync(where, content);
  return where;
};

let bench: CheckBench;
let server: SmtpServer;
beforeEach(() => {
  bench = new CheckBench();
});
afterEach(() => server?.close());

/** A mail server on loopback with these records, and the port that it got. */
async function serve(options: SmtpServerOptions, records: readonly TlsaData[]) {
  server = await smtpServer(options);
  bench.zone.add("mx", a(server.address));
  for (const record of records) bench.zone.add(`_${server.port}._tcp.mx`, record);
}

/** One command, answered as a process would answer it. */
async function run(...argv: string[]): Promise<Outcome> {
  const port = server === undefined ? [] : ["--port", `${server.port}`];
  const command = await parseDaneTlsa([...argv, ...port, "--resolver", "127.0.0.1"]);
  if (!command.ok || typeof command.value === "string") throw new Error(JSON.stringify(command));
  const io = checkParts({
    validator: bench.world.validator(),
    ehloName: "check.test.example",
    mayConnect: addressPolicy({ allowPrivate: true }),
    deadlines: { connectMs: 2000, bannerMs: 500, ehloMs: 500, starttlsMs: 500, handshakeMs: 2000 },
    now: () => TEST_NOW * 1000,
  });
  const task = { io, signal: AbortSignal.timeout(10_000), now: () => TEST_NOW * 1000 };
  const outcome =
    command.value.task === "make"
      ? await make(command.value, task)
      : command.value.task === "verify"
        ? await verify(command.value, task)
        : await rollOver(command.value, task);
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome.value;
}

const hex = (record: TlsaData) => record.association.toString("hex");

describe("make", () => {
  test("3 1 1 of a certificate, its key, its private key, in PEM and DER: all alike", async () => {
    await serve({}, []);
    const forms = [
      file("chain.pem", `${EC.pem}${CA.pem}`),
      file("cert.der", EC.der),
      file("key.pem", EC.keyPem),
      file("key.der", EC.privateKey.export({ format: "der", type: "pkcs8" })),
      file("public.pem", EC.publicKey.export({ format: "pem", type: "spki" })),
      file("public.der", EC.spki),
    ];
    for (const form of forms)
      expect((await run("make", "--file", form, "mx.example.nl")).text).toBe(
        `_${server.port}._tcp.mx.example.nl. IN TLSA 3 1 1 ${hex(tlsaOf(EC))}`,
      );
  });

  test("openssl makes the same digest", async () => {
    await serve({}, []);
    const spki = execFileSync("openssl", ["x509", "-noout", "-pubkey"], { input: EC.pem });
    const der = execFileSync("openssl", ["pkey", "-pubin", "-outform", "DER"], { input: spki });
    const digest = execFileSync("openssl", ["dgst", "-sha256", "-r"], { input: der });
    const made = await run("make", "--file", file("c.pem", EC.pem), "mx.example.nl");
    expect(made.text).toContain(digest.toString().slice(0, 64));
  });

  test("usage 2 is of the issuers, and every parameter counts", async () => {
    await serve({}, []);
    const chain = file("chain.pem", `${EC.pem}${CA.pem}`);
    const options = ["--usage", "2", "--selector", "0", "--matching-type", "2"];
    const made = await run("make", ...options, "--file", chain, "mx.example.nl");
    const record = recordFor(CA, { usage: 2, selector: 0, matchingType: 2 });
    expect(made.text).toBe(`_${server.port}._tcp.mx.example.nl. IN TLSA 2 0 2 ${hex(record)}`);
  });

  test("from the server itself: a record for each key type it has", async () => {
    await serve({ chains: [[EC], [RSA]] }, []);
    const made = await run("make", "mx.example.nl");
    expect(made.status).toBe(0);
    expect(
      made.text
        .split("\n")
        .map((line) => line.slice(-64))
        .sort(),
    ).toEqual([hex(tlsaOf(EC)), hex(tlsaOf(RSA))].sort());
  });

  test("a server without TLS gives no records, and says so", async () => {
    await serve({ chains: [[EC]], ehlo: { say: "250 mx.test.example\r\n" } }, []);
    const made = await run("make", "mx.example.nl");
    expect(made).toMatchObject({ status: 3, json: { records: [] } });
  });

  test("RFC 3597 form", () => {
    expect(genericRecordText("_25._tcp.mx.example.nl." as never, tlsaOf(EC))).toBe(
      `_25._tcp.mx.example.nl. IN TYPE52 \\# 35 030101${hex(tlsaOf(EC))}`,
    );
  });

  test.for<[string, string | Buffer, RegExp]>([
    ["nothing", "", /holds no certificate and no key/],
    ["rubbish", Buffer.alloc(100_000, 0x30), /holds no certificate and no key/],
    ["a broken certificate", EC.pem.replace(/.{64}/, "A".repeat(64)), /cannot be read|holds no/],
    [
      "an encrypted key",
      testKeyPair().privateKey.export({
        format: "pem",
        type: "pkcs8",
        cipher: "aes-256-cbc",
        passphrase: "x",
      }) as string,
      /encrypted key/,
    ],
  ])("%s in the file gets a sentence", async ([name, content, sentence]) => {
    await serve({}, []);
    const where = file(name.replaceAll(" ", "-"), content);
    await expect(run("make", "--file", where, "mx.example.nl")).rejects.toThrow(sentence);
  });
});

describe("verify", () => {
  test("the published record matches the server", async () => {
    await serve({ chains: [[EC]] }, [tlsaOf(EC)]);
    const said = await run("verify", "mx.example.nl");
    expect(said.status).toBe(0);
    expect(said.text).toContain("authenticated by 3 1 1 at depth 0");
  });

  test("it does not", async () => {
    await serve({ chains: [[NEXT]] }, [tlsaOf(EC)]);
    expect((await run("verify", "mx.example.nl")).status).toBe(1);
  });

  test("a certificate can be tried before it is used, against records before they are published", async () => {
    await serve({ chains: [[EC]] }, [tlsaOf(EC)]);
    const next = file("next.pem", NEXT.pem);
    expect((await run("verify", "--file", next, "mx.example.nl")).status).toBe(1);
    const record = `3 1 1 ${hex(tlsaOf(NEXT))}`;
    expect((await run("verify", "--file", next, "--record", record, "mx.example.nl")).status).toBe(
      0,
    );
    const key = file("next.key", NEXT.keyPem);
    expect((await run("verify", "--file", key, "--record", record, "mx.example.nl")).status).toBe(
      0,
    );
    expect((await run("verify", "--record", record, "mx.example.nl")).status).toBe(1);
  });

  test("no records, and records that could not be had, are two things", async () => {
    await serve({ chains: [[EC]] }, []);
    expect(await run("verify", "mx.example.nl")).toMatchObject({
      status: 4,
      json: { verdict: "no_tlsa" },
    });
    bench.spoil(`_${server.port}._tcp.mx.example.nl`, 52, { code: "timeout", afterMs: 1 });
    expect(await run("verify", "mx.example.nl")).toMatchObject({
      status: 3,
      json: { verdict: "dns_error" },
    });
  });

  test("a silent server is no mismatch", async () => {
    await serve({ chains: [[EC]], banner: "hang" }, [tlsaOf(EC)]);
    expect((await run("verify", "mx.example.nl")).status).toBe(3);
  });
});

describe("roll-over", () => {
  test("publish next, wait two TTLs, switch, verify, remove", async () => {
    await serve({ chains: [[EC]] }, [tlsaOf(EC)]);
    const said = await run("roll-over", "--next", file("next.pem", NEXT.pem), "mx.example.nl");
    const { ttl, steps } = said.json as {
      ttl: number;
      steps: { action: string; notBefore: string }[];
    };
    expect(ttl).toBeGreaterThan(0);
    expect(steps.map(({ action }) => action)).toEqual(["publish", "switch", "verify", "remove"]);
    const waited = Date.parse(steps[1]?.notBefore ?? "") - Date.parse(steps[0]?.notBefore ?? "");
    expect(waited).toBe((600 + 2 * ttl) * 1000);
    expect(said.text).toContain(hex(tlsaOf(NEXT)));
  });

  test("a look-up that failed makes no plan", async () => {
    await serve({ chains: [[EC]] }, [tlsaOf(EC)]);
    bench.spoil(`_${server.port}._tcp.mx.example.nl`, 52, { code: "timeout", afterMs: 1 });
    const said = await run("roll-over", "--next", file("next.pem", NEXT.pem), "mx.example.nl");
    expect(said.status).toBe(3);
  });
});

describe("wrong use gets one sentence", () => {
  test.for<[string[], RegExp]>([
    [[], /^Say what to do: make, verify, roll-over/],
    [["mend", "mx.example.nl"], /^Say what to do/],
    [["make"], /^Give one host/],
    [["make", "a.nl", "b.nl"], /^Give one host/],
    [["make", "--next", "x", "a.nl"], /^--next is for roll-over only/],
    [["verify", "--usage", "3", "a.nl"], /^--usage is for make and roll-over only/],
    [["make", "--usage", "1", "a.nl"], /^--usage takes a whole number from 2 to 3/],
    [["roll-over", "a.nl"], /^roll-over needs --next FILE/],
    [["make", "user@example.nl"], /is no host name/],
    [["make", "192.0.2.1"], /is no host name/],
  ])("%j", async ([argv, sentence]) => {
    const parsed = await parseDaneTlsa([...argv, "--resolver", "127.0.0.1"]);
    expect(parsed.ok ? "accepted" : parsed.error).toMatch(sentence);
  });

  test.for(["", "3 1 1", "3 1 1 xyz", "3 1 1 abc", "300 1 1 ab", "3 1 ab"])("--record %j", (text) =>
    expect(parseRecord(text).ok).toBe(false),
  );
  test("a whole line of a master file is a record too", () => {
    expect(parseRecord("_25._tcp.mx.nl. 300 IN TLSA 3 1 1 AB cd")).toMatchObject({
      value: { usage: 3, selector: 1, matchingType: 1, association: Buffer.from("abcd", "hex") },
    });
  });
});
