import { spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { rootCertificates } from "node:tls";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derElement, derSequence, derText } from "../testing/der-writer";
import {
  pemOf,
  type TestCertificateOptions,
  testCertificate,
  testExtension,
  testKeyPair,
  testName,
} from "../testing/test-certificate";
import { type Certificate, readCertificate } from "./certificate";
import { DER } from "./der";
import { KEY_CERT_SIGN } from "./extensions";

function read(der: Buffer): Certificate {
  const certificate = readCertificate(der);
  if (!certificate.ok) throw new Error(certificate.error.code);
  return certificate.value;
}
const made = (options: TestCertificateOptions): Certificate => read(testCertificate(options).der);

describe("RFC 5280 §4.1: what a certificate says", () => {
  test("names, dates, constraints and identifiers are read from the octets", () => {
    const notBefore = new Date("2026-01-02T03:04:05Z");
    const notAfter = new Date("2051-01-02T03:04:05Z");
    const root = testCertificate({ subject: "root", ca: true, pathLength: 1, keyType: "rsa" });
    const leaf = testCertificate({
      issuer: root,
      subject: testName("mx, example", "second"),
      dnsNames: ["mx.example.com", "*.example.com"],
      extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"],
      notBefore,
      notAfter,
    });
    expect(read(root.der)).toMatchObject({
      version: 3,
      subject: { text: "CN=root", der: root.subject },
      issuer: { der: root.subject },
      basicConstraints: { ca: true, pathLength: 1 },
      key: { type: "rsa", bits: 2048, curve: null },
      dnsNames: null,
      unreadable: [],
      otherCritical: [],
    });
    expect((read(root.der).keyUsage ?? 0) & KEY_CERT_SIGN).not.toBe(0);
    expect(read(leaf.der)).toMatchObject({
      spki: leaf.spki,
      subject: { text: "CN=second,CN=mx\\, example", commonNames: ["mx, example", "second"] },
      issuer: { text: "CN=root", der: root.subject },
      dnsNames: ["mx.example.com", "*.example.com"],
      validity: { notBefore: notBefore.getTime() / 1000, notAfter: notAfter.getTime() / 1000 },
      key: { type: "ec", bits: null, curve: "P-256" },
      keyUsage: 1,
      extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"],
      basicConstraints: null,
      authorityKeyIdentifier: root.subjectKeyIdentifier,
      subjectKeyIdentifier: leaf.subjectKeyIdentifier,
      signatureAlgorithm: "1.2.840.113549.1.1.11",
    });
    expect(read(leaf.der).x509?.verify(root.publicKey)).toBe(true);
  });

  test.for([
    ["rsa_pss", { type: "rsa_pss", bits: 2048 }],
    ["p384", { type: "ec", curve: "P-384" }],
    ["ed25519", { type: "ed25519", bits: null, curve: null }],
  ] as const)("a key of type %s is described", ([keyType, key]) => {
    const issuer = testCertificate({ ca: true });
    expect(made({ issuer, keyType }).key).toMatchObject(key);
  });

  test("version 1 has no extensions", () => {
    expect(made({ version: 1 })).toMatchObject({ version: 1, dnsNames: null, keyUsage: null });
  });

  test("the roots that Node brings are read in full, as OpenSSL reads them", () => {
    expect(rootCertificates.length).toBeGreaterThan(50);
    for (const pem of rootCertificates) {
      const x509 = new X509Certificate(pem);
      const certificate = read(x509.raw);
      expect(certificate.unreadable, x509.subject).toEqual([]);
      expect(certificate.validity).toEqual({
        notBefore: x509.validFromDate.getTime() / 1000,
        notAfter: x509.validToDate.getTime() / 1000,
      });
      expect(certificate.basicConstraints?.ca ?? false).toBe(x509.ca);
    }
  });
});

describe("a part that cannot be read is listed, and is no exception", () => {
  const san = (value: Buffer) => ({ extensions: [testExtension("2.5.29.17", value)] });
  test.for([
    ["a SAN that is no sequence", san(derText(DER.UTF8_STRING, "x")), "subject_alt_name"],
    ["a SAN cut short", san(Buffer.from([0x30, 0x05, 0x82])), "subject_alt_name"],
    [
      "the same extension twice (RFC 5280 §4.2)",
      { dnsNames: ["a.example"], ...san(derSequence()) },
      "extensions",
    ],
    [
      "basicConstraints with a negative path length",
      {
        extensions: [
          testExtension("2.5.29.19", derSequence(derElement(DER.INTEGER, Buffer.from([0xff])))),
        ],
      },
      "basic_constraints",
    ],
    ["a key that is no key", { spki: derSequence(derSequence()) }, "public_key"],
    ["a subject that is no Name", { subject: derSequence(derSequence()) }, "subject"],
    [
      "keyUsage of no bits that leaves some unused",
      {
        keyUsage: null,
        extensions: [testExtension("2.5.29.15", derElement(DER.BIT_STRING, Buffer.from([7])))],
      },
      "key_usage",
    ],
    [
      "extendedKeyUsage of nothing",
      { extensions: [testExtension("2.5.29.37", derSequence())] },
      "extended_key_usage",
    ],
  ] as const)("%s", ([, options, part]) => {
    expect(made(options as TestCertificateOptions).unreadable).toContain(part);
  });

  test("an unknown critical extension is named (RFC 5280 §4.2)", () => {
    const extensions = [testExtension("1.2.3.4", derSequence(), true)];
    expect(made({ extensions }).otherCritical).toEqual(["1.2.3.4"]);
  });

  test.for([
    ["2026-02-30T00:00:00Z", "260230000000Z"],
    ["no seconds", "2602200000Z"],
    ["an offset", "260220000000+0100"],
    ["letters", "26022000000oZ"],
  ])("a date that is none: %s", ([, text = ""]) => {
    const { der } = testCertificate({ notBefore: new Date("2026-02-20T00:00:00Z") });
    const spoilt = Buffer.from(der.toString("latin1").replace("260220000000Z", text), "latin1");
    const certificate = readCertificate(spoilt);
    // A text of another length breaks the frame as well; either way there is no date.
    expect(certificate.ok ? certificate.value.validity : null).toBe(null);
  });

  test("hostile names are escaped, and equal no host name", () => {
    const certificate = made({
      subject: testName("a\u0000b\u001b[31m\u202e<script>"),
      dnsNames: ["good.example\0.evil.example", "münchen.example", "a b"],
    });
    expect(certificate.subject.commonNames).toEqual(["a\\x00b\\x1b[31m\\u{202e}<script>"]);
    expect(certificate.dnsNames).toEqual([
      "good.example\\x00.evil.example",
      "m\\u{fc}nchen.example",
      "a\\u{20}b",
    ]);
  });
});

describe("what is no certificate", () => {
  const { der } = testCertificate();
  test.for([
    ["nothing", Buffer.alloc(0), "not_a_certificate"],
    ["an octet behind it", Buffer.concat([der, Buffer.from([0])]), "octets_after_certificate"],
    ["cut short", der.subarray(0, -1), "not_a_certificate"],
    ["an indefinite length", Buffer.from([0x30, 0x80, 0, 0]), "not_a_certificate"],
    ["a length in too many octets", Buffer.from([0x30, 0x81, 0x01, 0]), "not_a_certificate"],
    ["a key", testKeyPair().publicKey.export({ format: "der", type: "spki" }), "not_a_certificate"],
    ["100 KB", Buffer.alloc(102_401, 0x30), "certificate_too_long"],
  ] as const)("%s", ([, octets, code]) => {
    expect(readCertificate(octets)).toEqual({ ok: false, error: { code } });
  });
});

const { der: sample } = testCertificate({
  issuer: testCertificate({ ca: true, subject: "root" }),
  dnsNames: ["mx.example.com"],
  extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"],
});

describe("fuzzed", () => {
  const mutation = fc.record({ at: fc.nat(sample.length - 1), octet: fc.nat(255) });

  test("mutated certificates are read or refused, and their key lies within them", () =>
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const mutated = Buffer.from(sample);
        for (const { at, octet } of mutations) mutated[at] = octet;
        const certificate = readCertificate(mutated);
        if (certificate.ok) expect(mutated.includes(certificate.value.spki)).toBe(true);
      }),
      { numRuns: 2000 },
    ));

  test("any octets give an answer", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (octets) => {
        expect(readCertificate(derSequence(Buffer.from(octets)))).toHaveProperty("ok");
      }),
    ));

  test("where OpenSSL reads a mutated certificate too, both see the same key", () => {
    let compared = 0;
    const key = sample.indexOf(read(sample).spki);
    const isInKey = (at: number) => at >= key && at < key + read(sample).spki.length;
    for (let at = 0; at < sample.length; at++) {
      if (isInKey(at)) continue; // OpenSSL writes a key anew, and so loses what is odd in it
      const mutated = Buffer.from(sample);
      mutated[at] = (mutated[at] ?? 0) ^ 0x01;
      const certificate = readCertificate(mutated);
      if (!certificate.ok || certificate.value.x509 === null) continue;
      const { x509, spki } = certificate.value;
      expect(x509.publicKey.export({ format: "der", type: "spki" })).toEqual(spki);
      compared++;
    }
    expect(compared).toBeGreaterThan(sample.length / 4);
  });
});

const openssl = "/usr/bin/openssl";
describe.skipIf(!existsSync(openssl))("openssl as a peer (skipped: openssl is missing)", () => {
  const run = (args: string[], input: Buffer | string) =>
    spawnSync(openssl, args, { input }).stdout;

  test.for(["rsa", "ec", "p384", "ed25519"] as const)("the key of a %s certificate", (keyType) => {
    const { der } = testCertificate({ keyType, issuer: testCertificate({ ca: true }) });
    const pem = run(["x509", "-inform", "DER", "-noout", "-pubkey"], der);
    const theirs = run(["pkey", "-pubin", "-outform", "DER"], pem);
    expect(createHash("sha256").update(read(der).spki).digest("hex")).toBe(
      createHash("sha256").update(theirs).digest("hex"),
    );
    expect(pemOf(der)).toBe(run(["x509", "-inform", "DER"], der).toString());
  });
});
