import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { parseDomainInput } from "./domain-name-input";
import {
  a,
  aaaa,
  CheckBench,
  cname,
  codesOf,
  LEAF,
  mx,
  OTHER_LEAF,
  tls,
  tlsaOf,
} from "./testing/check-bench";
import { testCertificate } from "./testing/test-certificate";
import { TEST_NOW, TestZone } from "./testing/test-zone";

const good = tlsaOf(LEAF);
const dates = {
  notBefore: new Date((TEST_NOW - 3600) * 1000),
  notAfter: new Date((TEST_NOW + 3600) * 1000),
};

describe("RFC 7672 §3.2.2 the zone of the example: mx10, mx15, mx20", () => {
  const ca = testCertificate({ subject: "CA", ca: true, ...dates });
  /** `exchange.example.org` is an alias of `example.com`, whose MX hosts are these. */
  function zones() {
    const com = new TestZone("com");
    const example = new TestZone("example.com");
    const org = new TestZone("org");
    const exampleOrg = new TestZone("example.org");
    const net = new TestZone("example.net");
    example
      .add("@", mx(10, "mx10.example.com"))
      .add("@", mx(15, "mx15.example.com"))
      .add("@", mx(20, "mx20.example.com"))
      .add("mx10", a("192.0.2.10"))
      .add("mx10", aaaa("2001:db8::10"))
      .add("_25._tcp.mx10", tlsaOf(ca, 2, 0, 1))
      .add("mx15", cname("mxbackup.example.com"))
      .add("mxbackup", a("192.0.2.15"))
      .add("_25._tcp.mx15", tlsaOf(ca, 2, 0, 1))
      .add("mx20", cname("mxbackup.example.net"));
    net.add("mxbackup", a("198.51.100.20")).add("_25._tcp.mxbackup", tlsaOf(ca, 2, 0, 1));
    exampleOrg.add("exchange", cname("example.com"));
    return { com, example, org, exampleOrg, net };
  }
  /** The bench knows only `nl` and `net`: the other tops are hung below the root by hand. */
  function benchFor(certificateName: string) {
    const { com, example, org, exampleOrg, net } = zones();
    const bench = new CheckBench(net);
    const [root] = bench.world.zones;
    root?.delegate(com.delegate(example)).delegate(org.delegate(exampleOrg));
    bench.world.add(com, example, org, exampleOrg);
    const leaf = testCertificate({ issuer: ca, dnsNames: [certificateName], ...dates });
    for (const address of ["192.0.2.10", "2001:db8::10", "192.0.2.15", "198.51.100.20"])
      bench.servers.set(address, [tls(leaf, "any", ca)]);
    return bench;
  }
  test.for(["exchange.example.org", "example.com"])("%s does in all three", async (name) => {
    const report = await benchFor(name).check("exchange.example.org");
    expect(report.verdict).toBe("dane_ok");
    expect(report.hosts.map(({ name, tlsaBase }) => [name, tlsaBase])).toEqual([
      ["mx10.example.com", "mx10.example.com"],
      ["mx15.example.com", "mx15.example.com"],
      ["mx20.example.com", "mxbackup.example.net"],
    ]);
    for (const host of report.hosts)
      expect(host.referenceNames).toEqual([host.tlsaBase, "exchange.example.org", "example.com"]);
    expect(report.hosts[1]?.tlsaNames[0]).toBe("_25._tcp.mxbackup.example.com");
  });
  test.for([
    ["mx10.example.com", ["ok", "fail", "fail"]],
    ["mx15.example.com", ["fail", "ok", "fail"]],
    ["mxbackup.example.com", ["fail", "fail", "fail"]], // no base, so no reference name
    ["mxbackup.example.net", ["fail", "fail", "ok"]],
    ["mx20.example.com", ["fail", "fail", "fail"]], // the base is the target's
  ] as const)("%s does in its own alone", async ([name, verdicts]) => {
    const report = await benchFor(name).check("exchange.example.org");
    expect(report.hosts.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(report.hosts.find(({ verdict }) => verdict === "fail")?.rule).toBe("G2");
  });
  test("a next hop without an alias has no expanded name", async () => {
    const report = await benchFor("example.com").check("example.com");
    expect(report.verdict).toBe("dane_ok");
    expect(report.hosts[0]?.referenceNames).toEqual(["mx10.example.com", "example.com"]);
  });
});

describe("bugs that others had", () => {
  test("kumomta #543, #545: TLSA SERVFAIL at a host with unsigned addresses", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "mx.plain.net"));
    bench.plain.add("mx", a("192.0.2.1")).add("mx", aaaa("2001:db8::1"));
    bench.spoil("_25._tcp.mx.plain.net", RR.TLSA, (m) => ({ ...m, rcode: 2 }));
    expect((await bench.check()).hosts[0]?.verdict).toBe("insecure");
  });
  test("stalwart #2328: usage 3 and usage 2 records need not both match", async () => {
    const ca = testCertificate({ subject: "CA", ca: true, ...dates });
    const bench = new CheckBench().host("mx", "192.0.2.1", [good, tlsaOf(ca, 2, 0, 1)]);
    expect((await bench.check()).verdict).toBe("dane_ok");
  });
  test("stalwart #2287: usage 2 needs no root of the web's", async () => {
    const ca = testCertificate({ subject: "Own CA", ca: true, ...dates });
    const leaf = testCertificate({ issuer: ca, dnsNames: ["mx.example.nl"], ...dates });
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(ca, 2, 0, 1)]);
    bench.servers.set("192.0.2.1", [tls(leaf, "any", ca)]);
    expect((await bench.check()).verdict).toBe("dane_ok");
  });
  test("maddy #292: a selector out of range is unusable, not a crash or a match", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [{ ...good, selector: 255 }]);
    expect((await bench.check()).hosts[0]).toMatchObject({ verdict: "unusable" });
  });
  test("maddy #292: the denial of AAAA fails, A is secure", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [good]);
    bench.spoil("mx.example.nl", RR.AAAA, (m) => ({ ...m, rcode: 2 }));
    expect((await bench.check()).verdict).toBe("dane_ok");
  });
  test("Internet.nl #372: unusable records do not turn into PKIX", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(OTHER_LEAF, 1)]);
    expect((await bench.check()).verdict).toBe("dane_unusable");
  });
  test("Internet.nl #293: a final dot in the name", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [good]);
    const report = await bench.check("example.nl.");
    expect(report).toMatchObject({ domain: "example.nl", verdict: "dane_ok" });
    expect(bench.probed[0]?.serverName).toBe("mx.example.nl");
    expect(parseDomainInput("example.nl..")).toMatchObject({ error: { code: "label_empty" } });
  });
  test("Internet.nl #257: a dead host that still has TLSA does not spoil the headline", async () => {
    const bench = new CheckBench()
      .host("mx1", "192.0.2.1", [good])
      .host("mx2", "192.0.2.2", [tlsaOf(OTHER_LEAF)]);
    bench.servers.set("192.0.2.2", [
      {
        keyType: "any",
        outcome: { kind: "no_session", fault: "connection_timeout", detail: null },
      },
    ]);
    const report = await bench.check();
    expect(report).toMatchObject({ verdict: "dane_partial", counts: { strict: false } });
    expect(report.counts.headline).toBe(true);
  });
  test("danefail #13: an insecure denial of TLSA is normal", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.zone.add("_25._tcp.mx", cname("gone.plain.net"));
    const report = await bench.check();
    expect(report.verdict).toBe("no_dane");
    expect(codesOf(report)).toContain("tlsa_missing");
  });
});
