import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import type { CheckIo } from "@/lib/verifier/check-io";
import {
  type TestCertificate,
  type TestKeyType,
  testCertificate,
} from "@/lib/verifier/testing/test-certificate";
import { parseDaneTlsa } from "./arguments";
import { parseRecord } from "./made-records";
import { make } from "./make";

const run = promisify(execFile);
const HOST = "mx.example.nl";

const folder = mkdtempSync(path.join(tmpdir(), "dane-tlsa-peers-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

type Files = { certificate: string; key: string; publicKey: string; ca: string };
const KEY_TYPES = ["ec", "p384", "rsa", "rsa_pss", "ed25519"] as const;
const made = new Map<TestKeyType, Files>();
function filesOf(keyType: TestKeyType): Files {
  const known = made.get(keyType);
  if (known !== undefined) return known;
  const caKeyType = keyType === "rsa_pss" ? "rsa" : keyType; // which signs nothing in tests
  const ca = testCertificate({ subject: "CA", ca: true, keyType: caKeyType });
  const leaf = testCertificate({ subject: HOST, dnsNames: [HOST], issuer: ca, keyType });
  const pem = (certificate: TestCertificate) => certificate.pem;
  const files = {
    certificate: fileOf(`${keyType}.pem`, pem(leaf)),
    key: fileOf(`${keyType}.key`, leaf.keyPem),
    publicKey: fileOf(
      `${keyType}.pub`,
      leaf.publicKey.export({ format: "pem", type: "spki" }).toString(),
    ),
    ca: fileOf(`${keyType}.ca`, `${pem(leaf)}${pem(ca)}`),
  };
  made.set(keyType, files);
  return files;
}

type Parameters = readonly [usage: number, selector: number, matchingType: number];
const ALL: readonly Parameters[] = [2, 3].flatMap((usage) =>
  [0, 1].flatMap((selector) => [0, 1, 2].map((type) => [usage, selector, type] as const)),
);

/** What `dane-tlsa make` prints. */
async function ours(file: string, [usage, selector, type]: Parameters, ...more: string[]) {
  const parameters = ["--usage", usage, "--selector", selector, "--matching-type", type].map(
    String,
  );
  const command = await parseDaneTlsa(["make", "--file", file, ...parameters, ...more, HOST]);
  if (!command.ok || typeof command.value === "string" || command.value.task !== "make")
    throw new Error(JSON.stringify(command));
  const task = {
    io: {} as CheckIo, // what is made from a file asks nobody
    signal: AbortSignal.timeout(60_000),
    now: Date.now,
  };
  const outcome = await make(command.value, task);
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome.value.text;
}

/** Both records as data: programs differ in white space, parentheses and zeros before a number. */
function expectSame(mine: string, theirs: string): void {
  const [one, other] = [parseRecord(mine), parseRecord(theirs)];
  expect(other).toMatchObject({ ok: true });
  expect(one).toEqual(other);
  expect(mine.split(" ")[0]).toBe(theirs.trim().split(/\s/)[0]);
}

const cases = KEY_TYPES.flatMap((keyType) =>
  ALL.map((parameters) => [keyType, ...parameters] as const),
);
/** All of it for two types of key, one of each kind for the others: each run takes a while. */
const some = cases.filter(
  ([keyType, usage, selector, type]) =>
    keyType === "ec" || keyType === "rsa" || (usage === 3 && selector !== type),
);

const hasSlinger = existsSync("/usr/bin/tlsa");
describe.skipIf(!hasSlinger)("hash-slinger (skipped: tlsa is missing)", () => {
  const theirs = async (file: string, [usage, selector, type]: Parameters, output: string) => {
    const parameters = ["--usage", usage, "--selector", selector, "--mtype", type].map(String);
    const args = ["--create", "--port", "25", "--output", output, "--certificate", file];
    const { stdout } = await run("/usr/bin/tlsa", [...args, ...parameters, HOST]);
    return stdout.split("\n").find((line) => line.startsWith("_25.")) ?? stdout;
  };
  test.for(some)("%s: %i %i %i", async ([keyType, ...parameters]) => {
    const { certificate, ca } = filesOf(keyType);
    // It takes the first certificate of a file for any usage.
    const issuer = fileOf(`${keyType}.issuer`, await issuerIn(ca));
    const theirFile = parameters[0] === 2 ? issuer : certificate;
    const mine = await ours(parameters[0] === 2 ? ca : certificate, parameters);
    expectSame(mine, await theirs(theirFile, parameters, "rfc"));
  });
  test("RFC 3597 form", async () => {
    const { certificate } = filesOf("ec");
    const mine = await ours(certificate, [3, 1, 1], "--generic");
    expect(await theirs(certificate, [3, 1, 1], "generic")).toBe(mine);
  });
});

const hasDanetool = existsSync("/usr/bin/danetool");
describe.skipIf(!hasDanetool)("GnuTLS (skipped: danetool is missing)", () => {
  const theirs = async (source: readonly string[], [usage, selector, type]: Parameters) => {
    const kind = [...(usage === 2 ? ["--ca"] : []), ...(selector === 0 ? ["--x509"] : [])];
    const hash = ["--hash", type === 1 ? "sha256" : "sha512"];
    const args = ["--tlsa-rr", "--host", HOST, "--port", "25", ...source, ...kind, ...hash];
    return (await run("danetool", args)).stdout;
  };
  // It makes no Full(0) records.
  test.for(some.filter(([, , , type]) => type !== 0))(
    "%s: %i %i %i",
    async ([keyType, ...parameters]) => {
      const { certificate, ca } = filesOf(keyType);
      const issuer = fileOf(`${keyType}.issuer`, await issuerIn(ca));
      const theirFile = parameters[0] === 2 ? issuer : certificate;
      const mine = await ours(parameters[0] === 2 ? ca : certificate, parameters);
      expectSame(mine, await theirs(["--load-certificate", theirFile], parameters));
    },
  );
  test.for(KEY_TYPES)("%s: a public key, beside our private one", async (keyType) => {
    const { key, publicKey } = filesOf(keyType);
    const said = await theirs(["--load-pubkey", publicKey], [3, 1, 1]);
    expectSame(await ours(key, [3, 1, 1]), said);
    expectSame(await ours(publicKey, [3, 1, 1]), said);
  });
});

const hasOpenssl = existsSync("/usr/bin/openssl");
describe.skipIf(!hasOpenssl)("OpenSSL's pipeline (skipped: openssl is missing)", () => {
  /** What RFC 7671's readers type: x509, pkey, dgst. */
  const SCRIPT = {
    0: 'openssl x509 -in "$1" -outform DER',
    1: 'openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER',
    key: 'openssl pkey -in "$1" -pubout -outform DER',
  };
  const hex = async (script: string, type: number, file: string) => {
    const ends = type === 0 ? "od -An -v -tx1 | tr -d ' \\n'" : `openssl dgst -sha${type * 256} -r`;
    const { stdout } = await run("sh", ["-c", `${script} | ${ends}`, "sh", file]);
    return stdout.split(" ")[0] ?? "";
  };
  test.for(cases.filter(([, usage]) => usage === 3))(
    "%s: %i %i %i",
    async ([keyType, usage, selector, type]) => {
      const { certificate } = filesOf(keyType);
      const digest = await hex(SCRIPT[selector === 0 ? 0 : 1], type, certificate);
      expect(await ours(certificate, [usage, selector, type])).toBe(
        `_25._tcp.${HOST}. IN TLSA ${usage} ${selector} ${type} ${digest.trim()}`,
      );
    },
  );
  test.for(KEY_TYPES)("%s: from the private key", async (keyType) => {
    const { key } = filesOf(keyType);
    const digest = await hex(SCRIPT.key, 1, key);
    expect(await ours(key, [3, 1, 1])).toBe(`_25._tcp.${HOST}. IN TLSA 3 1 1 ${digest}`);
  });
});

/** The second certificate of a file. */
async function issuerIn(file: string): Promise<string> {
  const { stdout } = await run("sh", ["-c", "sed '1,/-----END/d' \"$1\"", "sh", file]);
  return stdout;
}
