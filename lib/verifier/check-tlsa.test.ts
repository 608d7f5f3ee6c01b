import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { nameOf } from "./dns/name";
import type { TlsaData } from "./dns/record";
import { MAX_TLSA_RECORDS } from "./judge-host-dns";
import { hostOutcome } from "./table-outcome";
import {
  a,
  CheckBench,
  cname,
  codesOf,
  LEAF,
  mx,
  noTls,
  OTHER_LEAF,
  timeout,
  tls,
  tlsaOf,
} from "./testing/check-bench";
import { testCertificate } from "./testing/test-certificate";
import { stripped } from "./testing/test-world";

const good = tlsaOf(LEAF);
const hostOf = async (bench: CheckBench) => (await bench.check()).hosts[0];
const withHost = (...records: readonly TlsaData[]) =>
  new CheckBench().host("mx", "192.0.2.1", records);
const alias = () => {
  const bench = new CheckBench();
  bench.zone.add("@", mx(10, "alias.example.nl")).add("alias", cname("mx.backup.net"));
  bench.backup.add("mx", a("192.0.2.1"));
  return bench;
};

describe("T1 the query name is _25._tcp.<base>, or the actual port", () => {
  test.for([
    [{}, "_25._tcp"],
    [{ port: 2525 }, "_2525._tcp"],
    [{ port: 2525, tlsaPort: 25 }, "_25._tcp"],
  ] as const)("%j", async ([options, prefix]) => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.zone.add(`${prefix}.mx`, good);
    const report = await bench.check("example.nl", options);
    expect(report.hosts[0]).toMatchObject({ tlsaNames: [`${prefix}.mx.example.nl`] });
    expect(report.verdict).toBe("dane_ok");
    expect(bench.probed[0]).toMatchObject({ port: "port" in options ? options.port : 25 });
  });
});

describe("T2 secure, one usable record: TLS and authentication are mandatory", () => {
  test("matched", async () => {
    const host = await hostOf(withHost(good));
    expect(host).toMatchObject({ verdict: "ok", rule: "E1" });
    expect(host?.addresses[0]?.matched).toEqual({
      usage: 3,
      selector: 1,
      matchingType: 1,
      depth: 0,
    });
  });
  test("X2: nothing matches is a failure, with the record to publish", async () => {
    const report = await withHost(tlsaOf(OTHER_LEAF)).check();
    expect(report).toMatchObject({ verdict: "dane_fail", rule: "X2" });
    const problem = report.problems.find(({ code }) => code === "tlsa_mismatch");
    expect(problem).toMatchObject({
      rule: "X2",
      severity: "error",
      at: { host: "mx.example.nl", address: "192.0.2.1" },
      publish: [`_25._tcp.mx.example.nl. IN TLSA 3 1 1 ${good.association.toString("hex")}`],
    });
    expect(hostOutcome("fail")).toBe("DANE_FAIL");
  });
  test("more records than are read: usable ones come first", async () => {
    const many = Array.from({ length: MAX_TLSA_RECORDS + 5 }, (_, at) => ({
      ...good,
      usage: 1,
      association: Buffer.alloc(32, at),
    }));
    const report = await withHost(...many, good).check();
    expect(report.verdict).toBe("dane_ok");
    expect(report.hosts[0]?.tlsa).toHaveLength(MAX_TLSA_RECORDS);
    expect(codesOf(report)).toContain("tlsa_left_out");
  });
});

describe("T3 secure records, none usable: TLS is mandatory, without authentication", () => {
  const unusable = tlsaOf(LEAF, 1);
  test("TLS held is unusable (Internet.nl #372: never PKIX)", async () => {
    const report = await withHost(unusable).check();
    expect(report.hosts[0]).toMatchObject({ verdict: "unusable", rule: "T3" });
    expect(report.verdict).toBe("dane_unusable");
    expect(codesOf(report)).toEqual(expect.arrayContaining(["usage_pkix", "tlsa_unusable"]));
    expect(hostOutcome("unusable")).toBe("TLS_ONLY");
  });
  test.for(["starttls_not_offered", "handshake_failed"] as const)("%s fails", async (fault) => {
    const bench = withHost(unusable);
    bench.servers.set("192.0.2.1", [noTls(fault)]);
    const report = await bench.check();
    expect(report.hosts[0]?.verdict).toBe("no_tls");
    expect(report.verdict).toBe("dane_fail");
  });
  test("the original name is not tried after unusable records at the target", async () => {
    const bench = alias();
    bench.backup.add("_25._tcp.mx", unusable);
    bench.zone.add("_25._tcp.alias", good);
    expect(await hostOf(bench)).toMatchObject({ verdict: "unusable", tlsaBase: "mx.backup.net" });
  });
});

describe("T4 insecure TLSA or none: the next candidate; else DANE does not apply", () => {
  test("a secure denial, and the record to publish for the chain that was seen", async () => {
    const report = await new CheckBench().host("mx", "192.0.2.1", null).check();
    expect(report).toMatchObject({ verdict: "no_dane", rule: "T4" });
    expect(report.hosts[0]).toMatchObject({ verdict: "no_tlsa", tlsaOutcome: "nxdomain" });
    expect(report.problems.find(({ code }) => code === "tlsa_missing")?.publish).toEqual([
      `_25._tcp.mx.example.nl. IN TLSA 3 1 1 ${good.association.toString("hex")}`,
    ]);
    expect(hostOutcome("no_tlsa")).toBe("OPPORTUNISTIC");
  });
  test("an insecure denial is normal too (danefail #13)", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.zone.add("_25._tcp.mx", cname("gone.plain.net"));
    const host = await hostOf(bench);
    expect(host).toMatchObject({ verdict: "no_tlsa", tlsaStatus: "insecure" });
  });
  test("insecure records", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.zone.add("_25._tcp.mx", cname("tlsa.plain.net"));
    bench.plain.add("tlsa", good);
    const report = await bench.check();
    expect(report.hosts[0]).toMatchObject({ verdict: "insecure", rule: "T4" });
    expect(codesOf(report)).toContain("tlsa_insecure");
    expect(report.hosts[0]?.tlsa).toHaveLength(1);
  });
  test("insecure records at the target, then secure ones at the original name", async () => {
    const bench = alias();
    bench.backup.add("_25._tcp.mx", cname("tlsa.plain.net"));
    bench.plain.add("tlsa", good);
    bench.zone.add("_25._tcp.alias", good);
    expect(await hostOf(bench)).toMatchObject({ verdict: "ok", tlsaBase: "alias.example.nl" });
  });
});

describe("T5 an error at any candidate: the host is passed over, nothing else is tried", () => {
  test.for([
    ["no answer", timeout, "dns_error", "tlsa_lookup_failed"],
    ["SERVFAIL", 2, "dns_error", "tlsa_lookup_failed"],
    ["REFUSED", 5, "dns_error", "tlsa_lookup_failed"],
    ["NOTIMP", 4, "dns_error", "tlsa_lookup_failed"],
    ["stripped", "stripped", "bogus", "tlsa_bogus"],
  ] as const)("%s", async ([, how, verdict, code]) => {
    const bench = alias();
    bench.backup.add("_25._tcp.mx", good);
    bench.zone.add("_25._tcp.alias", good);
    const name = "_25._tcp.mx.backup.net";
    if (typeof how === "number") bench.spoil(name, RR.TLSA, (m) => ({ ...m, rcode: how }));
    else bench.spoil(name, RR.TLSA, how === "stripped" ? stripped : how);
    const report = await bench.check();
    expect(report.hosts[0]).toMatchObject({ verdict, rule: "T5" });
    expect(report.verdict).toBe("tempfail");
    expect(codesOf(report)).toContain(code);
    expect(bench.asked("_25._tcp.alias.example.nl", RR.TLSA)).toBe(-1);
    expect(hostOutcome(verdict)).toBe("SKIP");
  });
  test("aliases that lead back to themselves are dns_error", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.zone.add("_25._tcp.mx", cname("x.example.nl")).add("x", cname("_25._tcp.mx.example.nl"));
    expect(await hostOf(bench)).toMatchObject({
      verdict: "dns_error",
      tlsaStatus: "indeterminate",
    });
  });
  test("what the server does is shown and changes nothing", async () => {
    const bench = withHost(good).spoil("_25._tcp.mx.example.nl", RR.TLSA, timeout);
    const host = await hostOf(bench);
    expect(host?.addresses[0]?.verdict).toBe("tls");
    expect(host?.publish).toHaveLength(1);
  });
});

describe("T6 the TLSA name is a CNAME: followed, the base stays", () => {
  test("secure at every hop", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.zone.add("_25._tcp.mx", cname("_dane.backup.net"));
    bench.backup.add("_dane", good);
    expect(await hostOf(bench)).toMatchObject({ verdict: "ok", tlsaBase: "mx.example.nl" });
    expect(bench.probed[0]?.serverName).toBe("mx.example.nl");
  });
});

describe("T7 the first candidate with secure records is the base", () => {
  test.for([
    ["both", true, true, "mx.backup.net"],
    ["the target alone", true, false, "mx.backup.net"],
    ["the original alone", false, true, "alias.example.nl"],
  ] as const)("%s", async ([, target, original, base]) => {
    const bench = alias();
    if (target) bench.backup.add("_25._tcp.mx", good);
    if (original) bench.zone.add("_25._tcp.alias", good);
    expect((await hostOf(bench))?.tlsaBase).toBe(base);
    expect(bench.probed[0]?.serverName).toBe(base);
  });
});

describe("advice is never a failure", () => {
  test.for([
    ["a single record", [good], "tlsa_single"],
    ["RFC 7671 §5.1 usage 3, selector 0", [tlsaOf(LEAF, 3, 0)], "tlsa_selector_cert"],
    ["RFC 7671 §10.1.2 Full(0)", [tlsaOf(LEAF, 3, 1, 0)], "tlsa_full_data"],
    ["RFC 7672 §3.1.2 usage 2, selector 1", [good, tlsaOf(OTHER_LEAF, 2)], "tlsa_anchor_key"],
  ] as const)("%s", async ([, records, code]) => {
    const report = await withHost(...records).check();
    expect(report.verdict).toBe("dane_ok");
    expect(report.problems.find((problem) => problem.code === code)).toMatchObject({
      rule: "advice",
      severity: "advice",
    });
  });
  test("current and next key: no advice at all", async () => {
    const report = await withHost(good, tlsaOf(OTHER_LEAF)).check();
    expect(report).toMatchObject({ verdict: "dane_ok", problems: [] });
  });
  test("RFC 7671 §13 a long TTL", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.zone.put(nameOf("_25._tcp.mx.example.nl"), good, 7 * 86_400);
    expect(codesOf(await bench.check())).toContain("tlsa_ttl_long");
  });
  test("U5 a weaker digest is pointed out; a match on it alone is no match", async () => {
    const bench = withHost(good, tlsaOf(OTHER_LEAF, 3, 1, 2));
    const report = await bench.check();
    expect(report.verdict).toBe("dane_fail");
    expect(codesOf(report)).toContain("tlsa_weaker_digest");
  });
  test("U2 to U4 an unusable record beside a good one is a warning", async () => {
    const short = { ...good, association: Buffer.alloc(31) };
    const report = await withHost(good, tlsaOf(LEAF, 1), { ...good, selector: 7 }, short).check();
    expect(report.verdict).toBe("dane_ok");
    expect(codesOf(report)).toEqual(
      expect.arrayContaining(["usage_pkix", "selector_unknown", "digest_length"]),
    );
    expect(report.hosts[0]?.tlsa.filter(({ usable }) => usable)).toHaveLength(1);
  });
});

describe("E2, E3, X1 with DANE-EE(3)", () => {
  test.for([
    ["E2 another name", { dnsNames: ["elsewhere.example"] }],
    ["E3 expired", { notBefore: new Date(0), notAfter: new Date(86_400_000) }],
    ["E3 not yet valid", { notBefore: new Date("2040-01-01"), notAfter: new Date("2041-01-01") }],
  ] as const)("%s does not matter", async ([, options]) => {
    const certificate = testCertificate(options);
    const bench = withHost(tlsaOf(certificate));
    bench.servers.set("192.0.2.1", [tls(certificate)]);
    expect((await bench.check()).verdict).toBe("dane_ok");
  });
  test("X1 any one record is enough (stalwart #2328)", async () => {
    const bench = withHost(good, tlsaOf(OTHER_LEAF, 2, 0, 1));
    bench.servers.set("192.0.2.1", [tls()]);
    expect((await bench.check()).verdict).toBe("dane_ok");
  });
});
