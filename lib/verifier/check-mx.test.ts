import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { nameOf } from "./dns/name";
import { parseDomainInput } from "./domain-name-input";
import { MAX_MX_HOSTS } from "./judge-mx";
import { destinationOutcome, hostOutcome } from "./table-outcome";
import {
  a,
  CheckBench,
  cname,
  codesOf,
  hostVerdicts,
  LEAF,
  mx,
  OTHER_LEAF,
  timeout,
  tls,
  tlsaOf,
} from "./testing/check-bench";
import { testCertificate } from "./testing/test-certificate";
import { stripped } from "./testing/test-world";
import { TEST_NOW } from "./testing/test-zone";

const good = [tlsaOf(LEAF)];

describe("M1 next hop is an address literal: DANE does not apply", () => {
  test.for(["[192.0.2.1]", "192.0.2.1", "[IPv6:2001:db8::1]", "2001:db8::1", "192.0.2.1."])(
    "%s",
    (text) => expect(parseDomainInput(text)).toMatchObject({ error: { code: "address_literal" } }),
  );
});

describe("M2 the MX exchange is an IP address", () => {
  test.for(["192.0.2.1", "2001:db8::1"])("%s is never connected to", async (address) => {
    const bench = new CheckBench().host("mx", "192.0.2.9", good);
    bench.zone.add("@", mx(5, address));
    const report = await bench.check();
    expect(report.hosts[0]).toMatchObject({ name: address, verdict: "no_address", rule: "M2" });
    expect(report.hosts[0]?.addressStatus).toBe(null);
    expect(codesOf(report)).toContain("mx_is_ip");
    expect(bench.probed.map((target) => target.address)).toEqual(["192.0.2.9"]);
    expect(bench.asked(address, RR.A)).toBe(-1);
    expect(report.verdict).toBe("dane_ok"); // such a host is left out
  });
  test("the only host: no mail", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(5, "192.0.2.1"));
    expect((await bench.check()).verdict).toBe("no_mail");
  });
});

describe("M3 the MX look-up fails: DEFER", () => {
  test("no answer is dns_error", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    const report = await bench.spoil("example.nl", RR.MX, timeout).check();
    expect(report).toMatchObject({ verdict: "dns_error", rule: "M3", hosts: [] });
    expect(report.mx.status).toBe("indeterminate");
    expect(codesOf(report)).toEqual(["mx_lookup_failed"]);
    expect(destinationOutcome(report, { daneMandatory: false })).toBe("DEFER");
  });
  test("SERVFAIL is dns_error", async () => {
    const bench = new CheckBench().spoil("example.nl", RR.MX, (m) => ({ ...m, rcode: 2 }));
    expect((await bench.check()).verdict).toBe("dns_error");
  });
  test("a stripped answer is bogus", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    const report = await bench.spoil("example.nl", RR.MX, stripped).check();
    expect(report).toMatchObject({ verdict: "bogus", rule: "M3", hosts: [] });
    expect(codesOf(report)).toEqual(["mx_bogus"]);
    expect(destinationOutcome(report, { daneMandatory: false })).toBe("DEFER");
  });
  test("aliases that lead back to themselves are dns_error", async () => {
    const bench = new CheckBench();
    bench.zone.add("x", cname("y.example.nl")).add("y", cname("x.example.nl"));
    const report = await bench.check("x.example.nl");
    expect(report).toMatchObject({ verdict: "dns_error" });
    expect(report.mx.status).toBe("indeterminate");
  });
});

describe("M4 insecure MX records, or an insecure alias on the way", () => {
  const withHost = () => {
    const bench = new CheckBench();
    bench.zone.add("mx", a("192.0.2.1")).add("_25._tcp.mx", tlsaOf(LEAF));
    bench.plain.add("@", mx(10, "mx.example.nl"));
    return bench;
  };
  test("insecure, the host is judged all the same", async () => {
    const report = await withHost().check("plain.net");
    expect(report).toMatchObject({ verdict: "insecure", rule: "M4" });
    expect(hostVerdicts(report)).toEqual([["mx.example.nl", "ok"]]);
    expect(report.hosts[0]?.referenceNames).toEqual(["mx.example.nl"]);
    expect(report.counts).toEqual({ strict: false, headline: false, partial: false });
    expect(codesOf(report)).toContain("mx_insecure");
  });
  test("an insecure alias to signed MX records", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    bench.plain.add("mail", cname("example.nl"));
    const report = await bench.check("mail.plain.net");
    expect(report).toMatchObject({ verdict: "insecure", mx: { status: "insecure" } });
  });
  test("N2: the MX host's name is the only one even behind an alias", async () => {
    const bench = withHost();
    bench.zone.add("alias", cname("mx.example.nl"));
    bench.plain.add("other", mx(10, "alias.example.nl"));
    const { hosts } = await bench.check("other.plain.net");
    expect(hosts[0]).toMatchObject({
      tlsaBase: "mx.example.nl",
      referenceNames: ["alias.example.nl"],
    });
  });
});

describe("M5 no MX records: the domain itself", () => {
  test("secure", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", a("192.0.2.1")).add("_25._tcp", tlsaOf(LEAF));
    const report = await bench.check();
    expect(report).toMatchObject({ verdict: "dane_ok", mx: { implicit: true, outcome: "nodata" } });
    expect(report.hosts[0]).toMatchObject({
      name: "example.nl",
      preference: 0,
      implicit: true,
      primary: true,
    });
    expect(codesOf(report)).toContain("mx_implicit");
  });
  test("an insecure denial: the domain is insecure", async () => {
    const bench = new CheckBench();
    bench.plain.add("@", a("192.0.2.1"));
    const report = await bench.check("plain.net");
    expect(report).toMatchObject({ verdict: "insecure", rule: "M5" });
    expect(codesOf(report)).toContain("mx_nodata_insecure");
  });
  test("N2b: behind an alias the original name is the second reference name", async () => {
    const bench = new CheckBench();
    bench.zone.add("www", cname("mail.backup.net"));
    bench.backup.add("mail", a("192.0.2.1")).add("_25._tcp.mail", tlsaOf(LEAF));
    const report = await bench.check("www.example.nl");
    expect(report.hosts[0]).toMatchObject({
      tlsaBase: "mail.backup.net",
      referenceNames: ["mail.backup.net", "www.example.nl"],
      verdict: "ok",
    });
  });
  test("and no address: no mail", async () => {
    expect((await new CheckBench().check()).verdict).toBe("no_mail");
  });
});

describe("M6 the name does not exist", () => {
  test.for(["no.example.nl", "no.plain.net"])("%s", async (domain) => {
    const report = await new CheckBench().check(domain);
    expect(report).toMatchObject({ verdict: "nxdomain", rule: "M6", hosts: [] });
    expect(destinationOutcome(report, { daneMandatory: true })).toBe("REJECT");
  });
});

describe("M7 null MX", () => {
  test.for(["example.nl", "plain.net"])("%s", async (domain) => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(0, "."));
    bench.plain.add("@", mx(0, "."));
    const report = await bench.check(domain);
    expect(report).toMatchObject({ verdict: "null_mx", rule: "M7", hosts: [] });
    expect(report.mx.records).toEqual([{ preference: 0, exchange: "." }]);
  });
  test("RFC 7505 §3: beside others it is a problem, and the others are judged", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    bench.zone.add("@", mx(0, "."));
    const report = await bench.check();
    expect(hostVerdicts(report)).toEqual([["mx.example.nl", "ok"]]);
    expect(codesOf(report)).toContain("null_mx_not_alone");
  });
});

describe("M8 the domain is a secure alias, MX records at its target", () => {
  test("N1: base, original and expanded name are reference names", async () => {
    const bench = new CheckBench();
    bench.zone.add("alias", cname("real.backup.net"));
    bench.backup
      .add("real", mx(10, "mx.backup.net"))
      .add("mx", a("192.0.2.1"))
      .add("_25._tcp.mx", tlsaOf(LEAF));
    const report = await bench.check("alias.example.nl");
    expect(report.verdict).toBe("dane_ok");
    expect(report.mx.aliases).toEqual([
      {
        owner: "alias.example.nl",
        record: "CNAME",
        target: "real.backup.net",
        status: "secure",
      },
    ]);
    expect(report.hosts[0]?.referenceNames).toEqual([
      "mx.backup.net",
      "alias.example.nl",
      "real.backup.net",
    ]);
  });
  test.for(["mx.backup.net", "alias.example.nl", "real.backup.net"])(
    "a usage 2 certificate for %s does",
    async (name) => {
      const dates = {
        notBefore: new Date((TEST_NOW - 3600) * 1000),
        notAfter: new Date((TEST_NOW + 3600) * 1000),
      };
      const ca = testCertificate({ subject: "CA", ca: true, ...dates });
      const leaf = testCertificate({ issuer: ca, dnsNames: [name], ...dates });
      const bench = new CheckBench();
      bench.zone.add("alias", cname("real.backup.net"));
      bench.backup
        .add("real", mx(10, "mx.backup.net"))
        .add("mx", a("192.0.2.1"))
        .add("_25._tcp.mx", tlsaOf(ca, 2, 0, 1));
      bench.servers.set("192.0.2.1", [tls(leaf, "any", ca)]);
      const report = await bench.check("alias.example.nl");
      expect(report.hosts[0]).toMatchObject({ verdict: "ok", rule: "G1" });
      expect(report.hosts[0]?.addresses[0]?.matched).toMatchObject({ usage: 2, depth: 1 });
    },
  );
});

describe("M9 several MX hosts", () => {
  test("each has TLSA records of its own; a worse host with them does not pre-empt a better", async () => {
    const bench = new CheckBench()
      .host("second", "192.0.2.2", good, 20)
      .host("first", "192.0.2.1", null, 10);
    const report = await bench.check();
    expect(hostVerdicts(report)).toEqual([
      ["first.example.nl", "no_tlsa"],
      ["second.example.nl", "ok"],
    ]);
    expect(report).toMatchObject({ verdict: "dane_partial", rule: "M9" });
    expect(report.counts).toEqual({ strict: false, headline: false, partial: true });
    expect(report.problems).toContainEqual(
      expect.objectContaining({
        code: "mx_partly_covered",
        at: { host: "first.example.nl", address: null },
      }),
    );
  });
  test("a host in two records is one host, at its better preference", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good, 20);
    bench.zone.add("@", mx(10, "mx.example.nl"));
    const report = await bench.check();
    expect(report.mx.records).toHaveLength(2);
    expect(report.hosts.map(({ preference }) => preference)).toEqual([10]);
    expect(bench.probed).toHaveLength(1);
  });
  test("hosts beyond the limit are named as left out, and nothing is said of all hosts", async () => {
    const bench = new CheckBench();
    for (let at = 0; at < MAX_MX_HOSTS + 2; at++)
      bench.host(`mx${at}`, `192.0.2.${at + 1}`, good, at);
    const report = await bench.check();
    expect(report.hosts).toHaveLength(MAX_MX_HOSTS);
    expect(report.mx.hostsLeftOut).toBe(2);
    expect(report).toMatchObject({ verdict: "dane_partial", counts: { strict: false } });
    expect(codesOf(report)).toContain("mx_hosts_left_out");
  });
});

describe("M10 the address look-up of one host fails", () => {
  test("that host is passed over, the others are judged", async () => {
    const bench = new CheckBench()
      .host("mx1", "192.0.2.1", good)
      .host("mx2", "192.0.2.2", good, 20)
      .spoil("mx1.example.nl", RR.A, timeout)
      .spoil("mx1.example.nl", RR.AAAA, timeout);
    const report = await bench.check();
    expect(hostVerdicts(report)).toEqual([
      ["mx1.example.nl", "dns_error"],
      ["mx2.example.nl", "ok"],
    ]);
    expect(report.verdict).toBe("dane_partial");
    expect(report.hosts[0]?.rule).toBe("M10");
    expect(hostOutcome("dns_error")).toBe("SKIP");
    expect(report.counts.partial).toBe(false); // a failed look-up proves nothing missing
  });
  test("bogus addresses are bogus", async () => {
    const bench = new CheckBench()
      .host("mx", "192.0.2.1", good)
      .spoil("mx.example.nl", RR.A, stripped)
      .spoil("mx.example.nl", RR.AAAA, timeout);
    const report = await bench.check();
    expect(report).toMatchObject({ verdict: "tempfail", rule: "M10" });
    expect(hostVerdicts(report)).toEqual([["mx.example.nl", "bogus"]]);
  });
});

describe("M11 a sender that insists on DANE waits where it does not apply", () => {
  test.for([
    ["insecure MX", "plain.net", "DEFER"],
    ["no usable TLSA", "none.example.nl", "DEFER"],
    ["usable TLSA", "example.nl", "HOSTS"],
    ["usable TLSA that does not match: for the hosts to say", "bad.example.nl", "HOSTS"],
  ] as const)("%s", async ([, domain, outcome]) => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    bench.plain.add("@", mx(10, "mx.example.nl"));
    bench.zone
      .add("none", mx(10, "unusable.example.nl"))
      .add("unusable", a("192.0.2.3"))
      .add("_25._tcp.unusable", tlsaOf(LEAF, 1))
      .add("bad", mx(10, "stale.example.nl"))
      .add("stale", a("192.0.2.4"))
      .add("_25._tcp.stale", tlsaOf(OTHER_LEAF));
    const report = await bench.check(domain);
    expect(destinationOutcome(report, { daneMandatory: true })).toBe(outcome);
    expect(destinationOutcome(report, { daneMandatory: false })).toBe("HOSTS");
  });
});

describe("names as reports show them", () => {
  test("a final dot, capitals and U-labels come to the same report", async () => {
    const bench = new CheckBench();
    bench.zone.add("xn--mnchen-3ya", mx(10, "mx.example.nl")).add("mx", a("192.0.2.1"));
    const report = await bench.check("MÜNCHEN.example.nl.");
    expect(report).toMatchObject({
      domain: "xn--mnchen-3ya.example.nl",
      unicode: "münchen.example.nl",
    });
    expect(report.mx.records[0]?.exchange).toBe("mx.example.nl");
    expect(bench.asked(nameOf("xn--mnchen-3ya.example.nl"), RR.MX)).toBeGreaterThanOrEqual(0);
  });
});
