import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { nameOf } from "./dns/name";
import { makeRecord } from "./dns/rdata-encode";
import { MAX_ALIASES } from "./dnssec/validator";
import { MAX_ADDRESSES } from "./host-addresses";
import { MAX_TLSA_RECORDS } from "./judge-host-dns";
import { MAX_MX_HOSTS } from "./judge-mx";
import { MAX_STEPS_PER_ZONE } from "./merge-traces";
import { a, CheckBench, cname, LEAF, mx, tlsaOf } from "./testing/check-bench";
import { rekeyed, testKey } from "./testing/test-key";
import { signRecords, TEST_NOW } from "./testing/test-zone";

/** Questions that every check asks once: keys and delegations from the root to the domain. */
const CHAIN_QUESTIONS = 8;

describe("what a hostile domain costs, in questions and sessions", () => {
  test("a thousand MX hosts of a thousand addresses each", async () => {
    const bench = new CheckBench();
    for (let host = 0; host < 1000; host++) {
      bench.zone.add("@", mx(host, `mx${host}.example.nl`));
      if (host >= 2 * MAX_MX_HOSTS) continue;
      for (let at = 0; at < 100; at++) bench.zone.add(`mx${host}`, a(`192.0.${host}.${at}`));
      bench.zone.add(`_25._tcp.mx${host}`, tlsaOf(LEAF));
    }
    const report = await bench.check();
    expect(report.hosts).toHaveLength(MAX_MX_HOSTS);
    expect(report.mx.hostsLeftOut).toBe(1000 - MAX_MX_HOSTS);
    expect(bench.probed.length).toBe(MAX_MX_HOSTS * MAX_ADDRESSES);
    // MX; A, AAAA and TLSA of each host; whether there are zone cuts on the way to each.
    expect(bench.world.asked.length).toBeLessThanOrEqual(CHAIN_QUESTIONS + 1 + MAX_MX_HOSTS * 6);
  });

  test("a thousand TLSA records", async () => {
    const records = Array.from({ length: 1000 }, (_, at) => ({
      ...tlsaOf(LEAF),
      association: Buffer.alloc(32, at).fill(at >> 8, 0, 1),
    }));
    const bench = new CheckBench().host("mx", "192.0.2.1", records);
    const report = await bench.check();
    expect(report.hosts[0]?.tlsa).toHaveLength(MAX_TLSA_RECORDS);
    expect(bench.probed).toHaveLength(1);
  });

  test("a thousand aliases, in one answer or in many", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "c0.example.nl"));
    for (let at = 0; at < 1000; at++) bench.zone.add(`c${at}`, cname(`c${at + 1}.example.nl`));
    bench.zone.add("c1000", a("192.0.2.1"));
    const report = await bench.check();
    expect(report.hosts[0]?.verdict).toBe("dns_error");
    expect(bench.probed).toEqual([]);
    // For each family, and the zone cuts below each alias.
    expect(bench.world.asked.length).toBeLessThanOrEqual(CHAIN_QUESTIONS + 4 * (MAX_ALIASES + 2));
  });

  test("a KeyTrap zone: keys of one tag, and each answer with a hundred bad signatures", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]);
    const [key] = bench.zone.keys;
    if (key === undefined) throw new Error("the zone has no key");
    const { world } = bench;
    world.tamper = (message, asked, type) => {
      if (!asked.endsWith("example.nl.") || type === RR.DS) return null;
      const [first] = message.answer;
      if (first === undefined) return null;
      const signed = message.answer.filter((record) => record.type === type);
      const bad = Array.from({ length: 100 }, (_, at) =>
        signRecords(
          signed,
          nameOf("example.nl"),
          rekeyed(testKey(13), { publicKey: key.data.publicKey }),
          {
            inception: TEST_NOW - 1 - at,
            expiration: TEST_NOW + 9 + at,
          },
        ),
      );
      return { ...message, answer: [...signed, ...bad] };
    };
    const report = await bench.check();
    expect(report.verdict).not.toBe("dane_ok");
    expect(["bogus", "dns_error"]).toContain(report.verdict);
    const checked = report.trace.flatMap(({ steps }) =>
      steps.filter(({ step }) => step === "signature"),
    );
    expect(checked.length).toBeLessThanOrEqual(MAX_STEPS_PER_ZONE);
    expect(bench.probed).toEqual([]);
    expect(world.asked.length).toBeLessThanOrEqual(CHAIN_QUESTIONS + 6);
  });

  test("an answer of 64 KB to each question", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]);
    bench.world.tamper = (message) => ({
      ...message,
      answer: [
        ...message.answer,
        ...Array.from({ length: 2500 }, (_, at) =>
          makeRecord(nameOf(`x${at}.example.nl`), 60, { kind: "A", address: "192.0.2.9" }),
        ),
      ],
    });
    const report = await bench.check();
    expect(bench.probed.map(({ address }) => address)).not.toContain("192.0.2.9");
    expect(bench.world.asked.length).toBeLessThanOrEqual(CHAIN_QUESTIONS + 8);
    expect(JSON.stringify(report).length).toBeLessThan(100_000);
  });
});
