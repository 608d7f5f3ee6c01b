import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { testDatabase } from "@/scripts/testing/test-database";
import { folded, search } from "./search";

let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 2 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

describe("search finds names in every way they are typed", () => {
  test.for([
    ["nl", "/tlds/nl", "name"],
    [".NL", "/tlds/nl", "name"],
    ["香港", "/tlds/xn--j6w193g", "name"],
    ["xn--j6w", "/tlds/xn--j6w193g", "start"],
    ["VERMÖGENSBERATUNG", "/tlds/xn--vermgensberatung-pwb", "name"],
    ["vermogensberatung", "/tlds/xn--vermgensberatung-pwb", "name"],
    ["transip", "/providers/transip.nl", "start"],
    ["one.com", "/providers/one.com", "name"],
    ["networking4all", "/providers/networking4all.net", "start"],
    ["trends", "/trends", "name"],
    ["undercount", "/methods#term-undercount", "name"],
    ["dane-share", "/methods#dane-share", "name"],
    ["2023-12", "/releases/2023-12", "name"],
    ["december 2023", "/releases/2023-12", "name"],
    ["rolls keys", "/learn/publishing", "text"],
    // Slips of the keyboard, only where nothing matches.
    ["museun", "/tlds/museum", "near"],
    ["hostpiont.ch", "/providers/hostpoint.ch", "near"],
    ["reliabilty", "/reliability", "near"],
  ] as const)("%s", async ([typed, path, match]) => {
    const [first] = await search(db, typed, 5);
    expect(first).toMatchObject({ path, match });
  });

  test("nothing is found by nothing, and no more is given than is asked for", async () => {
    expect(await search(db, " . ", 5)).toEqual([]);
    expect(await search(db, "zzzzzzzzqqqq", 5)).toEqual([]);
    expect(await search(db, "a", 7)).toHaveLength(7);
  });

  test("what has figures stands before what has none", async () => {
    const tlds = (await search(db, "b", 100)).filter(({ kind }) => kind === "tld");
    const has = tlds.map(({ about }) => about !== "No figures published");
    expect(has).toContain(true);
    expect(has.lastIndexOf(true)).toBeLessThan(
      has.indexOf(false) === -1 ? 101 : has.indexOf(false),
    );
  });
});

describe("hostile questions are bounded", () => {
  test("one sign that Unicode takes apart into many, combining marks without end", async () => {
    expect(folded("\ufdfa".repeat(64)).length).toBeGreaterThan(64);
    for (const typed of [
      "\ufdfa".repeat(64),
      `a${"\u0301".repeat(5_000)}`,
      "(".repeat(64),
      "[\\p{L}]*+?^$",
      "\ud800",
    ])
      expect(Array.isArray(await search(db, typed, 5))).toBe(true);
  });
});
