import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { nameOf } from "./dns/name";
import { a, CheckBench, codesOf, LEAF, mx, timeout, tlsaOf } from "./testing/check-bench";
import { rekeyed, testKey } from "./testing/test-key";
import { stripped, without } from "./testing/test-world";
import { TEST_NOW, TestZone, type ZoneOptions } from "./testing/test-zone";

const good = tlsaOf(LEAF);
const ITERATED = { kind: "nsec3", salt: Buffer.alloc(0), optOut: false } as const;

/** `test.net.` with everything that DANE asks for, signed as the case has it. */
function zoneOf(options: ZoneOptions = {}) {
  return new TestZone("test.net", options)
    .add("@", mx(10, "mx.test.net"))
    .add("mx", a("192.0.2.1"))
    .add("_25._tcp.mx", good);
}
const check = (zone: TestZone, spoil: (bench: CheckBench) => void = () => {}) => {
  const bench = new CheckBench(zone);
  spoil(bench);
  return bench.check("test.net");
};

describe("D1 only unsupported algorithms: the domain is insecure", () => {
  test("algorithm 12", async () => {
    const report = await check(zoneOf({ keys: [testKey(12)] }));
    expect(report).toMatchObject({
      verdict: "insecure",
      mx: { status: "insecure", reason: "algorithms_unsupported" },
    });
  });
});

describe("D2 a DS without a key that matches and signs: bogus", () => {
  test("signed by another key", async () => {
    const zone = zoneOf();
    const stranger = testKey(13);
    zone.signWith = () => [stranger];
    expect(await check(zone)).toMatchObject({ verdict: "bogus", mx: { status: "bogus" } });
  });
});

describe("D3 no DS, the denial proven: insecure", () => {
  test("unsigned delegation", async () => {
    const report = await check(zoneOf({ keys: [] }));
    expect(report).toMatchObject({ verdict: "insecure", mx: { reason: "no_ds" } });
    expect(report.problems[0]?.summary).toContain("not signed");
  });
});

describe("D4 no DS and no proof of it: never insecure", () => {
  test.for([
    ["the denial is stripped", stripped, "bogus"],
    ["the DS look-up gets no answer", timeout, "dns_error"],
  ] as const)("%s", async ([, how, verdict]) => {
    const report = await check(zoneOf({ keys: [] }), (bench) =>
      bench.spoil("test.net", RR.DS, how),
    );
    expect(report.verdict).toBe(verdict);
  });
});

describe("D5 several algorithms: one valid path suffices", () => {
  test("only one of two signs", async () => {
    const keys = [testKey(13), testKey(8)] as const;
    const zone = zoneOf({ keys });
    zone.signWith = () => [keys[1]];
    expect((await check(zone)).verdict).toBe("dane_ok");
  });
});

describe("D6 SHA-1 validates and is flagged", () => {
  test("algorithm 5", async () => {
    const report = await check(zoneOf({ keys: [testKey(5)] }));
    expect(report.verdict).toBe("dane_ok");
    expect(report.problems.find(({ code }) => code === "sha1_signature")).toMatchObject({
      rule: "D6",
      severity: "warning",
    });
  });
});

describe("D7 NSEC3 iterations", () => {
  test("above 150 the denial is insecure: there is no TLSA", async () => {
    const zone = zoneOf({ denial: { ...ITERATED, iterations: 151 } }).add(
      "@",
      mx(20, "bare.test.net"),
    );
    zone.add("bare", a("192.0.2.2"));
    const report = await check(zone);
    expect(report.hosts[1]).toMatchObject({ verdict: "no_tlsa", tlsaStatus: "insecure" });
  });
  test("a few are flagged", async () => {
    const zone = zoneOf({ denial: { ...ITERATED, iterations: 10 } });
    const report = await check(zone);
    expect(report.verdict).toBe("dane_ok");
    expect(codesOf(report)).toContain("nsec3_iterations");
  });
});

describe("D8 a denial from the parent side of a cut proves nothing", () => {
  test("the parent's NSEC for records of the child", async () => {
    const zone = zoneOf();
    const bench = new CheckBench(zone);
    const parent = bench.world.answer(nameOf("nothing.net"), RR.A).authority;
    bench.spoil("_25._tcp.mx.test.net", RR.TLSA, (m) => ({
      ...m,
      answer: [],
      authority: parent,
    }));
    expect((await bench.check("test.net")).hosts[0]?.verdict).toBe("bogus");
  });
});

describe("D9 a wildcard answer needs proof that no closer name exists", () => {
  const wild = () =>
    new TestZone("test.net")
      .add("@", mx(10, "mx.test.net"))
      .add("mx", a("192.0.2.1"))
      .add("*._tcp.mx", good);
  test("with the proof", async () => {
    expect((await check(wild())).verdict).toBe("dane_ok");
  });
  test("without it", async () => {
    const report = await check(wild(), (bench) =>
      bench.spoil("_25._tcp.mx.test.net", RR.TLSA, (m) => ({ ...m, authority: [] })),
    );
    expect(report.hosts[0]).toMatchObject({ verdict: "bogus", tlsaReason: "wildcard_not_denied" });
  });
});

describe("D10 keys that may not be used", () => {
  test.for([
    ["revoked", { flags: 0x0181 }],
    ["no ZONE flag", { flags: 0x0001 }],
    ["protocol 2", { protocol: 2 }],
  ] as const)("%s", async ([, change]) => {
    const key = rekeyed(testKey(13), change);
    expect((await check(zoneOf({ keys: [key] }))).verdict).toBe("bogus");
  });
});

describe("signatures out of date", () => {
  test("bogus, and the summary says what to do", async () => {
    const report = await check(zoneOf({ expiration: TEST_NOW - 1 }));
    expect(report).toMatchObject({ verdict: "bogus", mx: { reason: "signature_expired" } });
    expect(report.problems[0]).toMatchObject({ code: "mx_bogus", rule: "M3" });
    expect(report.problems[0]?.summary).toContain("expired");
  });
});

describe("the trace", () => {
  test("each zone once, from the root down, no step twice", async () => {
    const { trace } = await check(zoneOf());
    const zones = trace.map(({ zone }) => zone);
    expect(zones).toEqual([".", "net.", "test.net."]);
    for (const { steps } of trace) {
      const texts = steps.map((step) => JSON.stringify(step));
      expect(new Set(texts).size).toBe(texts.length);
    }
    const signed = trace
      .at(-1)
      ?.steps.flatMap((step) => (step.step === "signature" ? [`${step.owner} ${step.type}`] : []));
    expect(signed).toEqual(
      expect.arrayContaining(["test.net. MX", "mx.test.net. A", "_25._tcp.mx.test.net. TLSA"]),
    );
  });
});

describe("a resolver that takes DNSSEC away", () => {
  test.for([
    ["all signatures and denials", stripped],
    [
      "signatures",
      (m: Parameters<typeof stripped>[0]) => without(m, ({ type }) => type === RR.RRSIG),
    ],
  ] as const)("%s: never ok, no_tlsa or insecure", async ([, strip]) => {
    const bench = new CheckBench(zoneOf());
    bench.world.tamper = strip;
    const report = await bench.check("test.net");
    expect(["bogus", "dns_error"]).toContain(report.verdict);
  });
});
