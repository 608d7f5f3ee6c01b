import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { testDatabase } from "@/scripts/testing/test-database";
import { tldRanking } from "./tld-ranking";

const open: Db[] = [];
async function database(contents: "loaded" | "migrated") {
  const { url } = await testDatabase(contents);
  const db = connect(url, { maxConnections: 5 });
  open.push(db);
  return db;
}
afterAll(() => Promise.all(open.map((db) => db.$client.end({ timeout: 5 }))));

describe("the ranking of TLDs", () => {
  let ranking: Awaited<ReturnType<typeof tldRanking>>;
  beforeAll(async () => {
    ranking = await tldRanking(await database("loaded"));
  });

  test("has each TLD once, most signed domains first, those not listed last by name", () => {
    const { rows } = ranking;
    expect(new Set(rows.map(({ tld }) => tld)).size).toBe(rows.length);
    const listed = rows.filter(({ dnssecDomains }) => dnssecDomains !== null);
    expect(rows.slice(0, listed.length)).toEqual(listed);
    const counts = listed.map(({ dnssecDomains }) => dnssecDomains ?? 0);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    const others = rows.slice(listed.length).map(({ tld }) => tld);
    expect(others).toEqual([...others].sort());
  });

  test("takes shares of all that the table counts, its remainder included", () => {
    const nl = ranking.rows.find(({ tld }) => tld === "nl");
    expect(nl).toMatchObject({ dnssecDomains: 3_089_000, earlierDnssecDomains: 1_367_000 });
    const total =
      (ranking.dnssec?.rows.reduce((sum, { domains }) => sum + (domains ?? 0), 0) ?? 0) +
      (ranking.dnssec?.table.other ?? 0);
    expect(ranking.dnssec?.table.other).toBeGreaterThan(0);
    expect(nl?.dnssecShare).toBeCloseTo(3_089_000 / total);
    const sum = ranking.rows.reduce((all, { dnssecShare }) => all + (dnssecShare ?? 0), 0);
    expect(sum).toBeLessThan(1);
  });

  test("a TLD of the bands alone has a lower bound, and null for what no table says", () => {
    const banded = ranking.rows.filter(
      ({ daneDomains, dnssecDomains }) => daneDomains !== null && dnssecDomains === null,
    );
    expect(banded.length).toBeGreaterThan(0);
    for (const { dnssecShare, flags } of banded) {
      expect(dnssecShare).toBeNull();
      expect(flags).toEqual({ dnssec: [], earlier: [], dane: ["l"] });
    }
  });

  test("the earlier table is the undated one, and never taken for the latest", () => {
    expect(ranking.dnssec?.table).toMatchObject({ edition: "main", asOf: "2018-10-11" });
    expect(ranking.earlier?.table).toMatchObject({ edition: "earlier", asOf: null });
  });
});

test("where nothing is published the ranking is empty", async () => {
  expect(await tldRanking(await database("migrated"))).toEqual({
    rows: [],
    dnssec: null,
    earlier: null,
    dane: null,
    bands: null,
    theirBands: null,
    breakage: null,
  });
});
