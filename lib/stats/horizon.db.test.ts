import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { daneDomains } from "@/lib/model/datasets/dane";
import { geoip } from "@/lib/model/datasets/hosts";
import { testDatabase } from "@/scripts/testing/test-database";
import { countFigures, figuresOf } from "./figures";
import { seenAsOf } from "./horizon";
import { latestTable } from "./latest-table";
import { listReleases, listTables } from "./releases";
import { forgetAnswers } from "./remembered";

let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 4 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

const day = "2018-05-01";

describe.for(["asked each time", "remembered"])("as of a day, %s", (how) => {
  beforeAll(() => (how === "remembered" ? forgetAnswers() : undefined));

  test("there is no later figure, and no undated one", async () => {
    const past = seenAsOf(db, day);
    const all = await figuresOf(db, daneDomains);
    const seen = await figuresOf(past, daneDomains);
    expect(seen).toEqual(all.filter(({ asOf }) => asOf !== null && asOf <= day));
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThan(all.length);
    expect(await countFigures(past, daneDomains)).toBe(seen.length);
    expect(await figuresOf(past, daneDomains, { end: "2017-02-01" })).toHaveLength(2);
    expect(await figuresOf(past, daneDomains, { end: "2030-01-01" })).toEqual(seen);
    const newest = await figuresOf(past, daneDomains, { order: "newest", limit: 1 });
    expect(newest).toEqual(seen.slice(-1));
  });

  test("the latest table is the latest by then", async () => {
    expect((await latestTable(seenAsOf(db, day), geoip))?.table.asOf).toBe("2018-04-01");
    expect((await latestTable(seenAsOf(db, "2018-02-15"), geoip))?.table.asOf).toBe("2018-02-01");
    expect(await latestTable(seenAsOf(db, "2010-01-01"), geoip)).toBeNull();
    for (const { asOf } of await listTables(seenAsOf(db, day), {}))
      expect(asOf !== null && asOf <= day).toBe(true);
  });

  test("releases too", async () => {
    const [latest, ...others] = await listReleases(seenAsOf(db, day));
    expect(latest?.asOf).toBe("2018-04-01");
    expect(others.every(({ asOf }) => asOf !== null && asOf < day)).toBe(true);
    expect((await listReleases(db)).length).toBeGreaterThan(others.length + 1);
  });

  test("a day within a day does not see further", async () => {
    expect(await figuresOf(seenAsOf(seenAsOf(db, day), "2017-02-01"), daneDomains)).toHaveLength(2);
  });
});
