import { describe, expect, test } from "vitest";
import { isTrackingParameter, PAGE_QUERIES, type PagePath, parsePageQuery } from "./page-query";

describe("parsePageQuery", () => {
  test("every page can be opened without a query", () => {
    for (const page of Object.keys(PAGE_QUERIES) as PagePath[])
      expect(parsePageQuery(page, {}).ok, page).toBe(true);
  });

  test("defaults are filled in, and empty fields of a form count as absent", () => {
    expect(parsePageQuery("/trends", { scale: "", start: "", end: undefined })).toEqual({
      ok: true,
      value: { scale: "linear" },
    });
    expect(parsePageQuery("/tlds", { q: "" })).toEqual({
      ok: true,
      value: { sort: "dnssec", q: "" },
    });
  });

  test.for([
    [{ start: "2020-02-29", end: "2021-01" }, "a leap day and a month"],
    [{ scale: "log" }, "a scale"],
    [{ utm_source: "x", fbclid: "y" }, "what other sites append"],
  ] as const)("/trends takes $1", ([query]) => {
    expect(parsePageQuery("/trends", query).ok).toBe(true);
  });

  test.for([
    ["/trends", { scale: "loud" }, "scale", "expected one of linear, log, indexed"],
    [
      "/trends",
      { start: "2021-02-29" },
      "start",
      "expected a day (YYYY-MM-DD) or a month (YYYY-MM)",
    ],
    ["/trends", { end: "2021-13" }, "end", "expected a day (YYYY-MM-DD) or a month (YYYY-MM)"],
    [
      "/trends",
      { start: ["2020-01", "2021-01"] },
      "start",
      "expected a day (YYYY-MM-DD) or a month (YYYY-MM)",
    ],
    ["/tlds", { q: ["a", "b"] }, "q", "expected to be given once"],
    ["/tlds", { q: "a".repeat(65) }, "q", "expected at most 64 characters"],
    ["/tlds", { colour: "red" }, "colour", "unknown parameter; this page takes sort, order, q"],
    [
      "/geoip",
      { release: "../x" },
      "release",
      "expected the id of a release, as /releases lists them",
    ],
    ["/learn", { page: "2" }, "page", "unknown parameter; this page takes no parameters"],
  ] as const)("%s %o names %s and what would be right", ([page, query, parameter, detail]) => {
    expect(parsePageQuery(page as PagePath, query as Record<string, string | string[]>)).toEqual({
      ok: false,
      error: [{ parameter, detail }],
    });
  });

  test("every fault of a query is told at once", () => {
    const parsed = parsePageQuery("/trends", { scale: "loud", a: "1", b: "2" });
    expect(parsed.ok ? [] : parsed.error.map(({ parameter }) => parameter).sort()).toEqual([
      "a",
      "b",
      "scale",
    ]);
  });

  test("a name that every object has is a parameter like any other", () => {
    expect(parsePageQuery("/tlds", { constructor: "x" }).ok).toBe(false);
  });
});

test("tracking parameters are those of others, none of ours", () => {
  expect(["utm_source", "gclid", "mc_cid", "ref"].every(isTrackingParameter)).toBe(true);
  const ours = Object.values(PAGE_QUERIES).flatMap(({ shape }) => Object.keys(shape));
  expect(ours.filter(isTrackingParameter)).toEqual([]);
});
