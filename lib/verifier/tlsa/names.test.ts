import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameOf } from "../dns/name";
import { testCertificate, testKeyPair } from "../testing/test-certificate";
import { readCertificate } from "../x509/certificate";
import { isNameFor, matchedName, referenceNames } from "./names";

const keys = testKeyPair();

/** The names of a certificate that carries these, read from its octets. */
function presented(dnsNames: readonly (string | Buffer)[] | null, subject = "nobody") {
  const read = readCertificate(testCertificate({ keys, dnsNames, subject }).der);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

describe("N1, N2, N2b: reference identifiers (RFC 7672 §3.2.2)", () => {
  const [base, nextHop] = [nameOf("exchange.example.org"), nameOf("example.com")];
  test.for([
    ["mx10", "mx10.example.com"],
    ["mx15", "mx15.example.com"],
    ["mx20", "mxbackup.example.net"],
  ] as const)("the RFC's own zone: %s", ([, tlsaBase]) => {
    const names = referenceNames({
      mx: "secure",
      base: nameOf(tlsaBase),
      nextHop: nameOf("exchange.example.org"),
      expandedNextHop: nameOf("example.com"),
    });
    expect(names).toEqual([`${tlsaBase}.`, "exchange.example.org.", "example.com."]);
    for (const accepted of ["exchange.example.org", "example.com", tlsaBase])
      expect(matchedName(presented([accepted]), names)).toBe(`${accepted}.`);
    expect(matchedName(presented(["other.example.com"]), names)).toBe(null);
  });

  test("N1: a next hop that is no alias counts once", () =>
    expect(referenceNames({ mx: "secure", base, nextHop, expandedNextHop: null })).toEqual([
      base,
      nextHop,
    ]));
  test("N2: insecure MX records vouch for no other name than the host's", () =>
    expect(referenceNames({ mx: "insecure", mxHost: base })).toEqual([base]));
  test("N2b: without MX records the next hop and what it is an alias of", () =>
    expect(referenceNames({ mx: "none", base, nextHop })).toEqual([base, nextHop]));
  test("N2b: one name where they are the same", () =>
    expect(referenceNames({ mx: "none", base: nextHop, nextHop })).toEqual([nextHop]));
});

describe("N3: DNS-IDs before common names (RFC 7672 §3.2.3)", () => {
  const reference = [nameOf("mx.example.com")];
  test("a DNS-ID", () =>
    expect(matchedName(presented(["a.example", "mx.example.com"]), reference)).toBe(reference[0]));
  test("the common name where there is no DNS-ID", () =>
    expect(matchedName(presented(null, "mx.example.com"), reference)).toBe(reference[0]));
  test("not the common name beside any DNS-ID, an unusable one included", () => {
    expect(matchedName(presented(["a.example"], "mx.example.com"), reference)).toBe(null);
    expect(matchedName(presented([Buffer.from([0xff])], "mx.example.com"), reference)).toBe(null);
  });
});

describe("N4: presented names (RFC 7672 §3.2.3, RFC 6125 §6.4)", () => {
  test.for([
    ["mx.example.com", "mx.example.com", true, "the name"],
    ["MX.EXAMPLE.com", "mx.example.com", true, "case is nothing"],
    ["xn--bcher-kva.example", "XN--BCHER-KVA.example", true, "A-labels as such"],
    ["mx.example.com.", "mx.example.com", false, "a final dot in a certificate"],
    ["mx.example.com", "mx.example.com.", true, "a final dot of ours"],
    ["*.example.com", "mx.example.com", true, "a wildcard"],
    ["*.example.com", "xn--bcher-kva.example.com", true, "a wildcard for an A-label"],
    ["*.example.com", "a.mx.example.com", false, "one label only"],
    ["*.example.com", "example.com", false, "one label, not none"],
    ["*.example.com", "_mx.example.com", false, "host names only"],
    ["smtp*.example.com", "smtp1.example.com", false, "smtp*."],
    ["*smtp.example.com", "xsmtp.example.com", false, "*smtp."],
    ["s*p.example.com", "smtp.example.com", false, "a wildcard within a label"],
    ["mx.*.com", "mx.example.com", false, "not the first label"],
    ["*.*.com", "mx.example.com", false, "two wildcards"],
    ["*.com", "example.com", false, "below a top-level domain"],
    ["*.", "com", false, "below nothing"],
    ["*", "com", false, "nothing but a wildcard"],
    ["*.example.com", "*.example.com", true, "literally itself"],
    ["", ".", false, "an empty name"],
    ["mx.example.com\0.evil.example", "mx.example.com", false, "NUL ends no name"],
    ["mx.example.com ", "mx.example.com", false, "a space"],
    ["b\u00fccher.example", "b\\252cher.example", false, "octets above ASCII"],
  ] as const)("%s for %s: %s, %s", ([name, reference, expected]) => {
    expect(isNameFor(name, nameOf(reference))).toBe(expected);
    const read = presented([Buffer.from(name, "latin1")]);
    expect(matchedName(read, [nameOf(reference)]) !== null).toBe(expected);
  });

  test("SAN octets that are UTF-8, or an escape as we would write it, stand for nobody", () => {
    for (const name of [Buffer.from("bücher.example"), Buffer.from("b\\252cher.example")])
      expect(matchedName(presented([name]), [nameOf("b\\252cher.example")])).toBe(null);
  });

  test("as OpenSSL has it with partial wildcards off, over generated names", () => {
    const label = fc.constantFrom(
      "a",
      "b",
      "*",
      "*a",
      "a*",
      "a-b",
      "-a",
      "a-",
      "xn--a",
      "A",
      "_a",
      "",
    );
    const names = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
    const host = fc
      .array(fc.constantFrom("a", "b", "a-b", "xn--a"), { minLength: 1, maxLength: 4 })
      .map((labels) => labels.join("."));
    fc.assert(
      fc.property(
        fc.array(names, { maxLength: 2 }),
        names,
        host,
        (dnsNames, subject, reference) => {
          const san = dnsNames.length > 0 ? dnsNames : null;
          const { der } = testCertificate({ keys, dnsNames: san, subject });
          const theirs = new X509Certificate(der).checkHost(reference, { partialWildcards: false });
          const ours = matchedName(presented(san, subject), [nameOf(reference)]);
          expect([reference, ours !== null]).toEqual([reference, theirs !== undefined]);
        },
      ),
      { numRuns: 400, seed: 6125 },
    );
  });
});
