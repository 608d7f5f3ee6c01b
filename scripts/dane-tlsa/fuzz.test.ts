import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameOf } from "@/lib/verifier/dns/name";
import type { TlsaData } from "@/lib/verifier/dns/record";
import { testCertificate, testKeyPair } from "@/lib/verifier/testing/test-certificate";
import { readKeyMaterial } from "./key-material";
import { parseRecord, recordText } from "./made-records";

describe("--record (RFC 6698 §2.2)", () => {
  const octet = fc.nat(255);
  const record = fc
    .record({
      usage: octet,
      selector: octet,
      matchingType: octet,
      octets: fc.uint8Array({ minLength: 1, maxLength: 200 }),
    })
    .map(
      ({ octets, ...fields }): TlsaData => ({
        kind: "TLSA",
        ...fields,
        association: Buffer.from(octets),
      }),
    );

  test("what we print we read, with white space anywhere in the digits and in any case", () =>
    fc.assert(
      fc.property(
        record,
        fc.array(fc.nat(400), { maxLength: 6 }),
        fc.boolean(),
        (data, cuts, up) => {
          let hex = data.association.toString("hex");
          for (const cut of cuts) hex = `${hex.slice(0, cut)} \t${hex.slice(cut)}`;
          const fields = `${data.usage} ${data.selector} ${data.matchingType}`;
          const text = ` ${fields}  ${up ? hex.toUpperCase() : hex} `;
          expect(parseRecord(text)).toEqual({ ok: true, value: data });
          const whole = recordText(nameOf("_25._tcp.tlsa.example.nl"), data);
          expect(parseRecord(whole)).toEqual({ ok: true, value: data });
        },
      ),
    ));

  test("any text gives a value, and one that is accepted is what it says", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc
            .array(fc.constantFrom("3", "1", "256", "-1", "1e2", "ab", "0xab", "TLSA", "\n", ""), {
              maxLength: 8,
            })
            .map((words) => words.join(" ")),
        ),
        (text) => {
          const parsed = parseRecord(text);
          if (!parsed.ok) expect(parsed.error).toMatch(/^--record takes/);
          else expect(parseRecord(recordText(nameOf("a.nl"), parsed.value))).toEqual(parsed);
        },
      ),
      { numRuns: 3000 },
    ));

  test.for([
    ["white space", `3 1 1 ${" ".repeat(1_000_000)}x`],
    ["octets", `3 1 1 ${"ab ".repeat(300_000)}x`],
    ["words", "TLSAx ".repeat(200_000)],
    ["lines", "\nTLSA".repeat(200_000)],
  ] as const)("a megabyte of %s is refused", ([, text]) => {
    for (let time = 0; time < 20; time++) expect(parseRecord(text).ok).toBe(false);
  });
});

describe("--file: what an administrator has at hand", () => {
  const certificate = testCertificate({ dnsNames: ["mx.example.nl"] });
  const encrypted = testKeyPair().privateKey.export({
    format: "pem",
    type: "pkcs8",
    cipher: "aes-256-cbc",
    passphrase: "x",
  }) as string;
  const forms = [
    certificate.der,
    Buffer.from(certificate.pem),
    Buffer.from(`${certificate.keyPem}${certificate.pem}`),
    Buffer.from(certificate.keyPem),
    certificate.spki,
    Buffer.from(encrypted),
  ];
  const isSentence = (text: string) => expect(text).toMatch(/^holds [^\n]{5,120}\.$/);

  test("spoilt files give a value, never an exception", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat(3000)),
        (form, changes, cut) => {
          const content = Buffer.from(cut === null ? form : form.subarray(0, cut));
          for (const [at, octet] of changes)
            if (content.length > 0) content[at % content.length] = octet;
          const read = readKeyMaterial(content);
          if (!read.ok) isSentence(read.error);
        },
      ),
      { numRuns: 3000 },
    ));

  test("any octets, and any order of PEM lines", () => {
    const line = fc.constantFrom(
      "-----BEGIN CERTIFICATE-----",
      "-----END CERTIFICATE-----",
      "-----BEGIN PUBLIC KEY-----",
      "-----END PUBLIC KEY-----",
      "-----BEGIN ENCRYPTED PRIVATE KEY-----",
      "-----END X-----",
      "AAAA",
      "",
      certificate.pem.trim(),
    );
    const lines = fc.array(line, { maxLength: 30 }).map((all) => Buffer.from(all.join("\n")));
    const octets = fc.uint8Array({ maxLength: 500 }).map((all) => Buffer.from(all));
    fc.assert(
      fc.property(fc.oneof(lines, octets), (content) => {
        const read = readKeyMaterial(content);
        if (!read.ok) isSentence(read.error);
      }),
      { numRuns: 2000 },
    );
  });

  test("a private key never leaves: only its public half is in what was read", () => {
    const read = readKeyMaterial(Buffer.from(certificate.keyPem));
    expect(read).toEqual({ ok: true, value: { kind: "key", spki: certificate.spki } });
  });

  test.for([
    ["beginnings", "-----BEGIN A-----".repeat(58_000)],
    [
      "beginnings and other ends",
      "-----BEGIN A-----".repeat(29_000) + "-----END B-----".repeat(29_000),
    ],
    ["certificates without an end", "-----BEGIN CERTIFICATE-----\nAAAA\n".repeat(25_000)],
    ["dashes", "-".repeat(1_000_000)],
  ] as const)("a megabyte of %s is refused", ([, text]) => {
    for (let time = 0; time < 10; time++) expect(readKeyMaterial(Buffer.from(text)).ok).toBe(false);
  });

  test("a thousand certificates are too many", () => {
    expect(readKeyMaterial(Buffer.from(certificate.pem.repeat(1000)))).toEqual({
      ok: false,
      error: "holds more than 16 certificates.",
    });
  });
});
