import { describe, expect, test } from "vitest";
import { CASE_OUTCOMES, expectedFigures } from "./expected-figures";
import { BulkKeys } from "./keys";
import { bulkPlan, LEAST_DOMAINS } from "./make-plan";
import { BULK_CASES, type BulkKey } from "./plan";

const plan = bulkPlan({ domains: LEAST_DOMAINS, seed: 1 });
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((a, b) => a + b, 0);

describe("a bulk plan", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(bulkPlan({ domains: LEAST_DOMAINS, seed: 1 })).toEqual(plan);
    expect(bulkPlan({ domains: LEAST_DOMAINS, seed: 2 })).not.toEqual(plan);
  });

  test("has each case, in several TLDs, and each name once", () => {
    const cases = new Set(plan.domains.map((domain) => domain.case));
    expect([...cases].sort()).toEqual(Object.keys(BULK_CASES).sort());
    expect(new Set(plan.domains.map(({ name }) => name)).size).toBe(LEAST_DOMAINS);
    expect(new Set(plan.domains.map(({ tld }) => tld)).size).toBe(5);
  });

  test("names only hosts that there are", () => {
    const shared = plan.providers.flatMap(({ hosts }) => hosts.map(({ name }) => name));
    const own = plan.domains.flatMap((domain) => domain.own?.name ?? []);
    const known = new Set([...shared, ...own]);
    const named = plan.domains.flatMap(({ mx }) => mx?.map(({ host }) => host) ?? []);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test("grows in proportion", () => {
    const large = expectedFigures(bulkPlan({ domains: 10 * LEAST_DOMAINS, seed: 1 }));
    const { surveyed, mxBogus } = expectedFigures(plan);
    expect([large.surveyed, large.mxBogus]).toEqual([10 * surveyed, 10 * mxBogus]);
  });
});

describe("the expected figures", () => {
  const figures = expectedFigures(plan);

  test("are conserved: parts add up to totals", () => {
    const { byTld, surveyed, verdicts, denial, operators } = figures;
    expect(sum(verdicts)).toBe(surveyed);
    for (const name of ["surveyed", "headline", "strict", "partial", "mxBogus"] as const)
      expect(Object.values(byTld).reduce((all, tld) => all + tld[name], 0)).toBe(figures[name]);
    expect(sum(denial)).toBe(surveyed - figures.dnskeyBogus);
    const byOperator = Object.values(operators);
    expect(byOperator.reduce((all, { domains }) => all + domains, 0)).toBe(surveyed);
  });

  test("of 300 domains, counted by hand from the list of cases", () => {
    // 24 of 300 are unsigned or gone; 10 are bogus; DANE works at 118, and at 9 more where it counts.
    expect(figures).toMatchObject({
      surveyed: 276,
      validatedMx: 266,
      strict: 118,
      headline: 127,
      partial: 20,
      tlsaMismatch: 11,
      noStarttls: 5,
      tlsaUnusable: 3,
      mxBogus: 10,
      tlsaBogus: 2,
      dnskeyBogus: 5,
      severalProviders: 15,
      kinModuli: 2,
    });
    expect(figures.almostDane["half-1.net"]).toEqual({
      domains: 10,
      missing: "tlsa_at_some_hosts",
    });
    const bare = Object.entries(figures.almostDane).filter(([zone]) => zone.startsWith("bare-"));
    expect(bare.reduce((all, [, { domains }]) => all + domains, 0)).toBe(60);
    expect(sum(figures.unsignedProviders)).toBe(30);
    expect(figures.addresses.ipv6).toBe(1);
    expect(figures.sharedModuli.moduli).toBeGreaterThan(3);
  });

  test("know an outcome for each case, of which strict is never more than headline", () => {
    for (const its of Object.values(CASE_OUTCOMES))
      if (its?.strict === true) expect(its.headline).toBe(true);
  });
});

describe("keys of a plan", () => {
  const rsa = { bits: 1024, exponent: 65_537 };
  const modulusOf = (keys: BulkKeys, key: BulkKey) =>
    BigInt(`0x${keys.of(key).data.publicKey.subarray(4).toString("hex")}`);

  test("two moduli have one prime in common, and equal material is one key", () => {
    const keys = new BulkKeys();
    const kin = (material: string): BulkKey => ({ material, algorithm: 8, rsa });
    const [one, other] = [modulusOf(keys, kin("kin-a")), modulusOf(keys, kin("kin-b"))];
    let [a, b] = [one, other];
    while (b !== 0n) [a, b] = [b, a % b];
    expect(one).not.toBe(other);
    expect(a).toBeGreaterThan(1n);
    expect(one % a).toBe(0n);
    expect(modulusOf(keys, kin("kin-a"))).toBe(one);
    const data = Buffer.from("signed");
    expect(keys.of(kin("kin-b")).sign(data)).toHaveLength(128);
  });

  test("roles are told by flags", () => {
    const keys = new BulkKeys();
    const key: BulkKey = { material: "one", algorithm: 13 };
    expect(keys.of(key).data.flags).toBe(257);
    expect(keys.of({ ...key, role: "zone_signing" }).data.flags).toBe(256);
  });
});
