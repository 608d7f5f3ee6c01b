import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { nameOf } from "./dns/name";
import { findAddresses, MAX_ADDRESSES } from "./host-addresses";
import {
  a,
  aaaa,
  CheckBench,
  cname,
  codesOf,
  LEAF,
  mx,
  noSession,
  OTHER_LEAF,
  timeout,
  tlsaOf,
} from "./testing/check-bench";
import { stripped } from "./testing/test-world";
import { TestZone } from "./testing/test-zone";

const good = [tlsaOf(LEAF)];
const hostOf = async (bench: CheckBench, domain?: string) => (await bench.check(domain)).hosts[0];

describe("A1 addresses are asked for before TLSA records", () => {
  test("A and AAAA come first", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    await bench.check();
    const tlsa = bench.asked("_25._tcp.mx.example.nl", RR.TLSA);
    expect(tlsa).toBeGreaterThan(bench.asked("mx.example.nl", RR.A));
    expect(tlsa).toBeGreaterThan(bench.asked("mx.example.nl", RR.AAAA));
    expect(bench.asked("mx.example.nl", RR.A)).toBeGreaterThanOrEqual(0);
  });
});

describe("A2 neither A nor AAAA exists", () => {
  test.for([
    ["NXDOMAIN", "gone.example.nl"],
    ["NODATA", "_25._tcp.bare.example.nl"],
    ["insecure NXDOMAIN", "gone.plain.net"],
    ["an alias to nothing", "dangling.example.nl"],
  ] as const)("%s", async ([, name]) => {
    const bench = new CheckBench();
    bench.zone
      .add("@", mx(10, name))
      .add("_25._tcp.bare", tlsaOf(LEAF))
      .add("dangling", cname("gone.example.nl"));
    const report = await bench.check();
    expect(report.verdict).toBe("no_mail");
    expect(report.hosts[0]).toMatchObject({ verdict: "no_address", rule: "A2", primary: false });
    expect(codesOf(report)).toContain("address_missing");
    expect(bench.asked(`_25._tcp.${name}`, RR.TLSA)).toBe(-1);
  });
});

describe("A3 no alias, addresses secure: the host name is the base", () => {
  test("ok", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    expect(await hostOf(bench)).toMatchObject({
      verdict: "ok",
      tlsaBase: "mx.example.nl",
      addressStatus: "secure",
      tlsaStatus: "secure",
      tlsaNames: ["_25._tcp.mx.example.nl"],
    });
  });
});

describe("A4 no alias, addresses insecure: TLSA is not asked for (kumomta #543, #545)", () => {
  test("a TLSA look-up that would fail has no effect", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "mx.plain.net"));
    bench.plain.add("mx", a("192.0.2.1"));
    bench.spoil("_25._tcp.mx.plain.net", RR.TLSA, (m) => ({ ...m, rcode: 2 }));
    const report = await bench.check();
    expect(report.verdict).toBe("no_dane");
    expect(report.hosts[0]).toMatchObject({ verdict: "insecure", rule: "A4", tlsaStatus: null });
    expect(bench.asked("_25._tcp.mx.plain.net", RR.TLSA)).toBe(-1);
  });
  test("what the server does is shown and changes nothing", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "mx.plain.net"));
    bench.plain.add("mx", a("192.0.2.1"));
    bench.servers.set("192.0.2.1", [noSession("connection_refused")]);
    const host = await hostOf(bench);
    expect(host?.verdict).toBe("insecure");
    expect(host?.addresses[0]?.verdict).toBe("unreachable");
  });
});

describe("A5 an alias, first CNAME and addresses insecure", () => {
  test("insecure, and nothing is asked for", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "alias.plain.net"));
    bench.plain.add("alias", cname("mx.plain.net")).add("mx", a("192.0.2.1"));
    const report = await bench.check();
    expect(report.hosts[0]).toMatchObject({ verdict: "insecure", rule: "A5", tlsaNames: [] });
    expect(codesOf(report)).toContain("alias_insecure");
    expect(bench.asked("alias.plain.net", RR.CNAME)).toBe(-1);
  });
});

describe("A6 a secure CNAME to insecure addresses: the original name alone", () => {
  const withAlias = () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "alias.example.nl")).add("alias", cname("mx.plain.net"));
    bench.plain.add("mx", a("192.0.2.1")).add("_25._tcp.mx", tlsaOf(OTHER_LEAF));
    return bench;
  };
  test("TLSA there can still make it ok; the CNAME is asked for by itself", async () => {
    const bench = withAlias();
    bench.zone.add("_25._tcp.alias", tlsaOf(LEAF));
    const report = await bench.check();
    expect(report.verdict).toBe("dane_ok");
    expect(report.hosts[0]).toMatchObject({
      verdict: "ok",
      addressStatus: "insecure",
      tlsaBase: "alias.example.nl",
      tlsaNames: ["_25._tcp.alias.example.nl"],
    });
    expect(bench.asked("alias.example.nl", RR.CNAME)).toBeGreaterThanOrEqual(0);
    expect(codesOf(report)).toContain("alias_target_insecure");
  });
  test("without TLSA there it is insecure", async () => {
    const bench = withAlias();
    expect(await hostOf(bench)).toMatchObject({ verdict: "insecure", rule: "A6" });
    expect(bench.asked("_25._tcp.mx.plain.net", RR.TLSA)).toBe(-1);
  });
  test("a CNAME look-up that fails: the host is passed over", async () => {
    const bench = withAlias();
    bench.zone.add("_25._tcp.alias", tlsaOf(LEAF));
    expect(await hostOf(bench.spoil("alias.example.nl", RR.CNAME, timeout))).toMatchObject({
      verdict: "dns_error",
      rule: "A6",
    });
  });
  test("a stripped CNAME answer: bogus", async () => {
    const bench = withAlias().spoil("alias.example.nl", RR.CNAME, stripped);
    const report = await bench.check();
    expect(report.hosts[0]?.verdict).toBe("bogus");
    expect(codesOf(report)).toContain("alias_bogus");
  });
});

describe("A7 an alias secure at every hop: the expanded name, then the original", () => {
  const withAlias = () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "alias.example.nl")).add("alias", cname("mx.backup.net"));
    bench.backup.add("mx", a("192.0.2.1"));
    return bench;
  };
  test("records at both: the expanded name", async () => {
    const bench = withAlias();
    bench.zone.add("_25._tcp.alias", tlsaOf(OTHER_LEAF));
    bench.backup.add("_25._tcp.mx", tlsaOf(LEAF));
    expect(await hostOf(bench)).toMatchObject({
      verdict: "ok",
      tlsaBase: "mx.backup.net",
      tlsaNames: ["_25._tcp.mx.backup.net"],
    });
  });
  test("records at the original only", async () => {
    const bench = withAlias();
    bench.zone.add("_25._tcp.alias", tlsaOf(LEAF));
    expect(await hostOf(bench)).toMatchObject({
      verdict: "ok",
      tlsaBase: "alias.example.nl",
      tlsaNames: ["_25._tcp.mx.backup.net", "_25._tcp.alias.example.nl"],
    });
  });
});

describe("A8 names between an alias and its target are never candidates", () => {
  test("records there are not asked for", async () => {
    const bench = new CheckBench();
    bench.zone
      .add("@", mx(10, "alias.example.nl"))
      .add("alias", cname("middle.example.nl"))
      .add("middle", cname("mx.backup.net"))
      .add("_25._tcp.middle", tlsaOf(LEAF));
    bench.backup.add("mx", a("192.0.2.1"));
    expect(await hostOf(bench)).toMatchObject({
      verdict: "no_tlsa",
      tlsaNames: ["_25._tcp.mx.backup.net", "_25._tcp.alias.example.nl"],
    });
  });
});

describe("A9 a DNAME counts as the CNAME that follows from it", () => {
  test("to a secure target", async () => {
    const bench = new CheckBench();
    bench.zone
      .add("@", mx(10, "mx.old.example.nl"))
      .add("old", { kind: "DNAME", target: nameOf("backup.net") });
    bench.backup.add("mx", a("192.0.2.1")).add("_25._tcp.mx", tlsaOf(LEAF));
    expect(await hostOf(bench)).toMatchObject({ verdict: "ok", tlsaBase: "mx.backup.net" });
  });
  test("to an insecure target: as A6, without a CNAME that could be asked for", async () => {
    const bench = new CheckBench();
    bench.zone
      .add("@", mx(10, "mx.old.example.nl"))
      .add("old", { kind: "DNAME", target: nameOf("plain.net") });
    bench.plain.add("mx", a("192.0.2.1"));
    // Below a DNAME the name's TLSA records are those of the target, which are insecure.
    expect(await hostOf(bench)).toMatchObject({ verdict: "insecure", rule: "A6" });
    expect(bench.asked("mx.old.example.nl", RR.CNAME)).toBe(-1);
  });
});

describe("A10 after an insecure step everything counts as insecure", () => {
  test("a secure target behind an insecure alias", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "alias.plain.net"));
    bench.plain.add("alias", cname("mx.backup.net"));
    bench.backup.add("mx", a("192.0.2.1")).add("_25._tcp.mx", tlsaOf(LEAF));
    const host = await hostOf(bench);
    expect(host).toMatchObject({ verdict: "insecure", rule: "A5", addressStatus: "insecure" });
    expect(host?.aliases.map(({ status }) => status)).toEqual(["insecure"]);
  });
  test("secure, insecure, secure: the first CNAME is still secure (A6)", async () => {
    const bench = new CheckBench();
    bench.zone
      .add("@", mx(10, "alias.example.nl"))
      .add("alias", cname("alias.plain.net"))
      .add("_25._tcp.alias", tlsaOf(LEAF));
    bench.plain.add("alias", cname("mx.backup.net"));
    bench.backup.add("mx", a("192.0.2.1"));
    const host = await hostOf(bench);
    expect(host).toMatchObject({ verdict: "ok", tlsaBase: "alias.example.nl" });
    expect(host?.aliases.map(({ status }) => status)).toEqual(["secure", "insecure"]);
  });
});

describe("A11 one family fails, the other decides, with a warning (maddy #292)", () => {
  test.for([
    ["AAAA times out", RR.AAAA, timeout],
    ["AAAA is SERVFAIL", RR.AAAA, "servfail"],
    ["AAAA is stripped of its denial", RR.AAAA, "stripped"],
  ] as const)("%s", async ([, type, how]) => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    if (how === "servfail") bench.spoil("mx.example.nl", type, (m) => ({ ...m, rcode: 2 }));
    else bench.spoil("mx.example.nl", type, how === "stripped" ? stripped : how);
    const report = await bench.check();
    expect(report.verdict).toBe("dane_ok");
    expect(codesOf(report)).toContain("address_family_failed");
  });
  test("A fails and AAAA is there", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    bench.zone.add("mx", aaaa("2001:db8::1"));
    const report = await bench.spoil("mx.example.nl", RR.A, timeout).check();
    expect(report.hosts[0]?.addresses.map(({ address }) => address)).toEqual(["2001:db8::1"]);
    expect(report.verdict).toBe("dane_ok");
  });
  test("one family fails and the other is denied: nothing is known of addresses", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    const report = await bench.spoil("mx.example.nl", RR.A, timeout).check();
    expect(report.hosts[0]).toMatchObject({ verdict: "dns_error", rule: "M10" });
  });
  test("a secure A beside an insecure denial of AAAA is secure, without a warning", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    const validator = bench.world.validator();
    const [found, denied] = await Promise.all([
      validator.resolve(nameOf("mx.example.nl"), RR.A),
      validator.resolve(nameOf("mx.example.nl"), RR.AAAA),
    ]);
    const insecure = { ...denied, status: "insecure", reason: "opt_out" } as const;
    expect(findAddresses(found, insecure)).toMatchObject({
      kind: "found",
      status: "secure",
      failedFamily: null,
    });
  });
});

describe("A12 the MX host is an alias: not a failure, a warning", () => {
  test("RFC 2181 §10.3", async () => {
    const bench = new CheckBench();
    bench.zone
      .add("@", mx(10, "alias.example.nl"))
      .add("alias", cname("mx.example.nl"))
      .add("mx", a("192.0.2.1"))
      .add("_25._tcp.mx", tlsaOf(LEAF));
    const report = await bench.check();
    expect(report.verdict).toBe("dane_ok");
    expect(report.problems).toContainEqual(
      expect.objectContaining({ code: "mx_alias", severity: "warning" }),
    );
  });
});

describe("bounds", () => {
  test("addresses beyond the limit are named as left out, each family has its share", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    for (let at = 2; at <= 30; at++) bench.zone.add("mx", a(`192.0.2.${at}`));
    bench.zone.add("mx", aaaa("2001:db8::1"));
    const report = await bench.check();
    const addresses = report.hosts[0]?.addresses.map(({ address }) => address);
    expect(addresses).toHaveLength(MAX_ADDRESSES);
    expect(addresses).toContain("2001:db8::1");
    expect(codesOf(report)).toContain("addresses_left_out");
  });
  test("RFC 7672 §3.2.2: a base too long for a TLSA name has none", async () => {
    const label = "a".repeat(60);
    const long = `${label}.${label}.${label}.${"b".repeat(57)}`;
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, `${long}.example.nl`)).add(long, a("192.0.2.1"));
    expect(await hostOf(bench)).toMatchObject({ verdict: "no_tlsa", tlsaNames: [] });
  });
});

describe("a zone of its own for the host", () => {
  test("bogus there is the host's, not the domain's", async () => {
    const broken = new TestZone("broken.net", { expiration: 1 });
    const bench = new CheckBench(broken);
    bench.zone.add("@", mx(10, "mx.broken.net"));
    broken.add("mx", a("192.0.2.1"));
    const report = await bench.check();
    expect(report).toMatchObject({ verdict: "tempfail", mx: { status: "secure" } });
    expect(report.hosts[0]?.verdict).toBe("bogus");
    expect(report.trace.find(({ zone }) => zone === "broken.net.")?.status).toBe("bogus");
  });
});
