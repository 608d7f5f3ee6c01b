import { describe, expect, test } from "vitest";
import type { CheckProgress } from "@/lib/model/check-progress";
import { RR } from "@/lib/model/dns-registry";
import type { Validated } from "./dnssec/validator";
import {
  a,
  CheckBench,
  hostVerdicts,
  LEAF,
  noTls,
  OTHER_LEAF,
  tlsaOf,
} from "./testing/check-bench";

const good = [tlsaOf(LEAF)];
const never = () => new Promise<never>(() => {});

/** A bench whose resolver never answers one type of question. */
function hangingAt(type: number) {
  const bench = new CheckBench().host("mx", "192.0.2.1", good);
  const io = bench.io();
  const { validator } = io;
  io.validator = {
    resolve: (name, asked): Promise<Validated> =>
      asked === type ? never() : validator.resolve(name, asked),
  };
  bench.io = () => io;
  return bench;
}

describe("check-report.md: a deadline never loses the report", () => {
  const soon = () => ({ signal: AbortSignal.timeout(100), graceMs: 10 });
  test.for([
    ["before the MX answer", RR.MX, "dns_error", []],
    ["in a host's addresses", RR.A, "tempfail", [["mx.example.nl", "dns_error"]]],
    ["in a host's TLSA", RR.TLSA, "tempfail", [["mx.example.nl", "dns_error"]]],
  ] as const)("%s", async ([, type, verdict, hosts]) => {
    const report = await hangingAt(type).check("example.nl", soon());
    expect(report.verdict).toBe(verdict);
    expect(hostVerdicts(report)).toEqual(hosts);
    expect(report.problems.some(({ summary }) => summary.includes("ran out"))).toBe(true);
  });
  test("a deadline that is over before it begins", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    const report = await bench.check("example.nl", { signal: AbortSignal.abort() });
    expect(report.verdict).toBe("dns_error");
    expect(bench.world.asked).toEqual([]);
  });
  test("a probe that never settles is unreachable; those behind it are not begun", async () => {
    const bench = new CheckBench().host("mx1", "192.0.2.1", good).host("mx2", "192.0.2.1", good);
    let begun = 0;
    bench.probe = () => {
      begun++;
      return never();
    };
    const report = await bench.check("example.nl", soon());
    expect(hostVerdicts(report)).toEqual([
      ["mx1.example.nl", "unreachable"],
      ["mx2.example.nl", "unreachable"],
    ]);
    expect(begun).toBe(1);
  });
  test("a probe that says after the deadline that TLS hung is believed", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    bench.probe = (_target, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve([noTls("handshake_timeout")]));
      });
    const report = await bench.check("example.nl", {
      signal: AbortSignal.timeout(50),
      graceMs: 5000,
    });
    expect(hostVerdicts(report)).toEqual([["mx.example.nl", "no_tls"]]);
  });
});

describe("progress, stage by stage", () => {
  test("MX, each host's DNS, each address, each host", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(OTHER_LEAF)]);
    bench.zone.add("mx", a("192.0.2.2"));
    const told: CheckProgress[] = [];
    const report = await bench.check("example.nl", { onProgress: (each) => told.push(each) });
    expect(told.map(({ stage }) => stage)).toEqual([
      "mx",
      "host_dns",
      "address",
      "address",
      "host",
    ]);
    expect(told[0]).toMatchObject({ hosts: ["mx.example.nl"], mx: { status: "secure" } });
    expect(told[1]).toMatchObject({
      host: "mx.example.nl",
      addresses: ["192.0.2.1", "192.0.2.2"],
      tlsaStatus: "secure",
    });
    const last = told.at(-1);
    expect(last?.stage === "host" && last.host.verdict).toBe(report.hosts[0]?.verdict);
  });
});

describe("the report", () => {
  test("names method, port and time", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", good);
    expect(await bench.check()).toMatchObject({
      reportVersion: 1,
      methodVersion: "1.0.0",
      checkedAt: "2026-11-23T12:00:00.000Z",
      durationMs: 0,
      port: 25,
      tlsaPort: 25,
      hygiene: [],
      policies: null,
    });
  });
  test("every verdict names the rule behind it", async () => {
    const report = await new CheckBench().host("mx", "192.0.2.1", good).check();
    expect([report.rule, report.hosts[0]?.rule, report.hosts[0]?.addresses[0]?.rule]).toEqual([
      "T2",
      "E1",
      "E1",
    ]);
  });
});
