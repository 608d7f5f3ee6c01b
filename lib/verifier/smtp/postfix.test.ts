import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressPolicy } from "../net/address-policy";
import { type PostfixServer, postfixMissing, postfixServer } from "../testing/postfix-server";
import { type SmtpServer, smtpServer } from "../testing/smtp-server";
import { testCertificate } from "../testing/test-certificate";
import { certificateFacts } from "./chain-report";
import { probeStarttls } from "./probe";
import { probeAddress } from "./probe-address";
import type { ProbeResult } from "./probe-result";

const root = testCertificate({ subject: "root", ca: true });
const issuing = testCertificate({ subject: "issuing", ca: true, issuer: root });
const ecLeaf = testCertificate({ subject: "ec", issuer: issuing, dnsNames: ["mx.test.example"] });
const rsaLeaf = testCertificate({ subject: "rsa", issuer: issuing, keyType: "rsa" });
const options = {
  ehloName: "probe.test.example",
  mayConnect: addressPolicy({ allowPrivate: true }),
};

/** SHA-256 of the certificates that posttls-finger sees, in the order it prints them, in hex. */
async function posttlsFinger(port: number): Promise<string[]> {
  const args = ["-c", "-C", "-l", "encrypt", "-d", "sha256", `[127.0.0.1]:${port}`];
  const { stdout, stderr } = await promisify(execFile)("/usr/sbin/posttls-finger", args);
  const digests = `${stdout}${stderr}`.matchAll(/cert digest=([0-9A-F:]+)/g);
  return [...digests].map(([, digest = ""]) => digest.replaceAll(":", "").toLowerCase());
}
const subjects = (results: readonly ProbeResult[]) =>
  results.map((result) =>
    result.outcome === "tls"
      ? result.chain.map((der) => certificateFacts(der).subject).join(" ")
      : result.fault,
  );

const missing = postfixMissing();
describe.skipIf(missing !== null)(`Postfix (skipped: ${missing ?? "it is here"})`, () => {
  let postfix: PostfixServer;
  let ours: SmtpServer;
  const portOf = (service: string) => postfix.ports[service] ?? 0;
  const target = (service: string) =>
    ({ address: "127.0.0.1", port: portOf(service), serverName: "mx.test.example" }) as const;
  const any = (service: string) => probeStarttls({ ...target(service), keyType: "any" }, options);

  beforeAll(async () => {
    postfix = await postfixServer({
      chains: [
        [rsaLeaf, issuing],
        [ecLeaf, issuing, root],
      ],
      services: {
        usual: {},
        tls12: {
          tls_preempt_cipherlist: "yes",
          smtpd_tls_mandatory_protocols: "<=TLSv1.2",
          smtpd_tls_protocols: "<=TLSv1.2",
        },
        noTls: { smtpd_tls_security_level: "none" },
        noCertificate: { smtpd_tls_chain_files: "/nonexistent" },
        ecOnly: { smtpd_tls_exclude_ciphers: "aRSA", smtpd_tls_protocols: "<=TLSv1.2" },
      },
    });
    ours = await smtpServer({ chains: [[ecLeaf, root, issuing, issuing]] });
  }, 30_000);
  afterAll(async () => {
    postfix?.stop();
    await ours?.close();
  });

  test("both keys, in TLS 1.3, and QUIT in its log", async () => {
    const results = await probeAddress(target("usual"), options);
    expect(subjects(results).slice(1)).toEqual(["CN=rsa CN=issuing", "CN=ec CN=issuing CN=root"]);
    expect(results[0]).toMatchObject({ outcome: "tls", protocol: "TLSv1.3" });
    await expect
      .poll(() => postfix.log().match(/disconnect .* ehlo=1 starttls=1 quit=1 commands=3/g)?.length)
      .toBe(3);
  });

  test("TLS 1.2 where Postfix chooses, which prefers suites without certificates", async () => {
    const results = await probeAddress(target("tls12"), options);
    expect(subjects(results).slice(1)).toEqual(["CN=rsa CN=issuing", "CN=ec CN=issuing CN=root"]);
    expect(results[0]).toMatchObject({ outcome: "tls", protocol: "TLSv1.2" });
  });

  test("S7: a service that refuses RSA is seen to", async () => {
    const results = await probeAddress(target("ecOnly"), options);
    expect(subjects(results).slice(1)).toEqual(["handshake_failed", "CN=ec CN=issuing CN=root"]);
  });

  test("S2, S3: no TLS, and TLS for which it has no certificate", async () => {
    expect(await any("noTls")).toMatchObject({ fault: "starttls_not_offered" });
    const broken = await any("noCertificate");
    expect(broken).toMatchObject({ fault: "handshake_failed" });
  });

  test("posttls-finger sees the same chains, on Postfix and on our test server", async () => {
    for (const port of [portOf("usual"), ours.port]) {
      const where = { address: "127.0.0.1", port, serverName: null, keyType: "any" } as const;
      const result = await probeStarttls(where, options);
      const digests =
        result.outcome === "tls" ? result.chain.map((der) => certificateFacts(der).certSha256) : [];
      expect(digests.length).toBeGreaterThan(1);
      expect(await posttlsFinger(port)).toEqual(digests);
    }
  });
});
