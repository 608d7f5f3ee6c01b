import { describe, expect, test } from "vitest";
import { providerChanges, type WhySide, whyBetween } from "./why";

const side = (
  total: number | null,
  providers: Record<string, number> | null,
  whole = true,
): WhySide => ({
  ...{ release: "2020-01", revision: 1, asOf: "2020-01-31", asOfPrecision: "month" },
  ...{ kind: "published_report", asOfNotBefore: null, total, whole },
  hasList: providers !== null,
  providers: providers === null ? null : new Map(Object.entries(providers)),
});

describe("a change is split by provider", () => {
  const from = side(1_000, { a: 500, b: 200, gone: 50 });
  const to = side(1_300, { a: 650, b: 190, late: 120 });

  test("exactly where both lists name it, the rest is said to be left", () => {
    const why = whyBetween(from, to);
    expect(why).toMatchObject({ change: 300, explained: 140, remainder: 160 });
    expect(why.providers.map(({ provider, change }) => [provider, change])).toEqual([
      ["a", 150],
      ["b", -10],
      ["late", null],
      ["gone", null],
    ]);
  });

  test("who is in one whole list alone had at most as much as its last in the other", () => {
    const [, , late, gone] = providerChanges(from, to);
    // Unlisted before: 0 to 50. Unlisted after: 0 to 120.
    expect(late).toMatchObject({ status: "new", leastChange: 70, mostChange: 120 });
    expect(gone).toMatchObject({ status: "lost", leastChange: -50, mostChange: 70 });
  });

  test("of a list that was read in part nobody knows what is missing", () => {
    const [, , late, gone] = providerChanges({ ...from, whole: false }, { ...to, whole: false });
    expect(late).toMatchObject({ leastChange: null, mostChange: 120 });
    expect(gone).toMatchObject({ leastChange: -50, mostChange: null });
  });

  test("between a report of others and a release of our own there is no change to split", () => {
    expect(whyBetween(from, { ...to, kind: "survey_run" })).toMatchObject({
      ...{ change: null, explained: null, remainder: null, providers: [] },
    });
  });

  test("without a list or a total nothing is split or added up", () => {
    expect(whyBetween(side(1_000, null), to)).toMatchObject({
      ...{ change: 300, explained: null, remainder: null, providers: [] },
    });
    expect(whyBetween(side(null, { a: 1 }), to)).toMatchObject({ change: null, remainder: null });
  });
});
