import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { whyMoved, whySides } from "@/lib/stats/why";
import { testDatabase } from "@/scripts/testing/test-database";
import { figuresOfPage } from "./figures-of-page";
import { sentenceOf } from "./sentence";
import { whyFigures } from "./why";

let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 2 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

describe("why did it move", () => {
  test("every pair of releases: parts add up to the total, and no row says more than the lists", async () => {
    const sides = await whySides(db);
    expect(sides.length).toBeGreaterThan(30);
    for (const from of sides.filter((_, i) => i % 5 === 0))
      for (const to of sides.filter((_, i) => i % 3 === 0)) {
        const found = await whyFigures(db, { from: from.release, to: to.release });
        if (!found.ok) throw new Error(found.error.code);
        const { why, figures } = found.value;
        if (why.change !== null && why.explained !== null)
          expect(why.explained + (why.remainder ?? Number.NaN)).toBe(why.change);
        for (const { least, most } of why.providers.map((one) => ({
          least: one.leastChange ?? Number.NEGATIVE_INFINITY,
          most: one.mostChange ?? Number.POSITIVE_INFINITY,
        })))
          expect(least).toBeLessThanOrEqual(most);
        for (const figure of figures)
          expect(sentenceOf(figure)).toMatch(/^(In|On) .+, according to .+\./);
      }
  });

  test("the causes stated between the two stand beside, and no others", async () => {
    const found = await whyMoved(db, { from: "2021-08", to: "2022-10" });
    if (!found.ok) throw new Error(found.error.code);
    const titles = found.value.events.map(({ id }) => id);
    expect(titles).toContain("simply-2022-10");
    expect(titles).not.toContain("webreus-2023-01");
  });

  test("without a choice the last two dated lists; a release that is not is named", async () => {
    const found = await whyMoved(db, {});
    expect(found.ok && [found.value.from.release, found.value.to.release]).toEqual([
      "2023-11",
      "2023-12",
    ]);
    const wrong = await figuresOfPage(db, "/why", { from: "1999-01" });
    expect(wrong.ok ? "" : wrong.error.code).toBe("unknown_release");
  });
});
