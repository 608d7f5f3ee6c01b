import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { JOINED_WITHIN_DAYS } from "@/lib/model/calendar";
import { testDatabase } from "@/scripts/testing/test-database";
import { listedProviders, type ProviderList, providerLists } from "./provider-histories";

let db: Db;
let lists: ProviderList[];
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 2 });
  lists = await providerLists(db);
});
afterAll(() => db.$client.end({ timeout: 5 }));

describe("the published lists of providers", () => {
  test("are oldest first, the undated last", () => {
    const dates = lists.map(({ asOf }) => asOf ?? "9999-12-31");
    expect(dates).toEqual([...dates].sort());
    expect(lists.at(-1)?.asOf).toBeNull();
    expect(lists.length).toBeGreaterThan(20);
  });

  test("rank as their source does, from 1, without a gap", () => {
    for (const { release, rows } of lists)
      expect(
        rows.map(({ rank }) => rank),
        release,
      ).toEqual(rows.map((_, index) => index + 1));
  });

  test("a change is to the list before, at most 62 days older, of dates both known", () => {
    let before: ProviderList | undefined;
    let changes = 0;
    for (const list of lists) {
      for (const { provider, domains, change } of list.rows) {
        const earlier = before?.rows.find((row) => row.provider === provider);
        const days =
          before?.asOf == null || list.asOf === null
            ? Number.POSITIVE_INFINITY
            : (Date.parse(list.asOf) - Date.parse(before.asOf)) / 86_400_000;
        if (earlier === undefined || days > JOINED_WITHIN_DAYS) {
          expect(change, `${list.release} ${provider}`).toBeNull();
          continue;
        }
        changes += 1;
        expect(change, `${list.release} ${provider}`).toMatchObject({
          since: before?.asOf,
          days,
          absolute: domains - earlier.domains,
        });
      }
      if (list.asOf !== null) before = list;
    }
    expect(changes).toBeGreaterThan(50);
    expect(lists.some(({ rows }) => rows.every(({ change }) => change === null))).toBe(true);
  });
});

describe("the index of providers", () => {
  test("names each once, with where it last stood", () => {
    const index = listedProviders(lists);
    expect(new Set(index.map(({ provider }) => provider)).size).toBe(index.length);
    expect(index[0]).toMatchObject({ provider: "one.com" });
    for (const { provider, lists: times, lastDomains, mostDomains, lastListed } of index) {
      const rows = lists.flatMap(({ asOf, rows: listed }) =>
        listed.filter((row) => row.provider === provider).map((row) => ({ asOf, ...row })),
      );
      expect(times, provider).toBe(rows.length);
      expect(mostDomains, provider).toBe(Math.max(...rows.map(({ domains }) => domains)));
      const last = rows.filter(({ asOf }) => asOf !== null).at(-1) ?? rows.at(-1);
      expect({ lastListed, lastDomains }, provider).toEqual({
        lastListed: last?.asOf,
        lastDomains: last?.domains,
      });
    }
  });

  test("an undated list never stands for the last dated one", () => {
    const list = (asOf: string | null, domains: number): ProviderList => ({
      release: String(asOf),
      kind: "published_report",
      asOf,
      asOfPrecision: asOf === null ? "unknown" : "day",
      asOfNotBefore: null,
      whole: true,
      rows: [{ provider: "a.nl", rank: 1, domains, share: null, change: null }],
    });
    expect(listedProviders([list("2023-12-31", 5), list(null, 9)])).toMatchObject([
      { lists: 2, lastListed: "2023-12-31", lastDomains: 5, mostDomains: 9 },
    ]);
    expect(listedProviders([list(null, 9)])).toMatchObject([{ firstListed: null, lastDomains: 9 }]);
  });
});
