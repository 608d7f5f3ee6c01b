import { describe, expect, test } from "vitest";
import {
  formatAge,
  formatChange,
  formatDate,
  formatFigure,
  formatMonth,
  formatPointChange,
  formatRelativeChange,
  formatRounded,
  formatShare,
  formatValue,
} from "./format";

const plain = (text: string) => text.replace(/\u00a0/g, " ");

describe("numbers for people", () => {
  test.for([
    [3_988_988, "count", [], "3,988,988"],
    [0, "count", [], "0"],
    [0.17269, "share", [], "17.27 %"],
    [0, "share", [], "0 %"],
    [0.00001, "share", [], "< 0.01 %"],
    [103_000, "count", ["l"], "at least 103,000"],
    [323_000, "count", ["e"], "about 323,000"],
  ] as const)("%s as %s", ([value, format, flags, words]) =>
    expect(plain(formatFigure(value, format, flags))).toBe(words),
  );

  test.for([
    [1347, "+1,347"],
    [-99_353, "−99,353"],
    [0, "0"],
  ] as const)("change %s", ([change, words]) => expect(formatChange(change)).toBe(words));

  test("relative, in points, rounded", () => {
    expect(plain(formatRelativeChange(0.0684))).toBe("+6.8 %");
    expect(plain(formatRelativeChange(-0.0001))).toBe("0.0 %");
    expect(formatPointChange(-0.00352)).toBe("−0.35 points");
    expect(plain(formatRounded(3_988_988))).toBe("3.99 million");
    expect(plain(formatRounded(323_000))).toBe("323 thousand");
    expect(formatRounded(9412)).toBe("9,412");
    expect(formatValue(118.4, "index")).toBe("118");
    expect(plain(formatShare(0.0004, 1))).toBe("< 0.1 %");
  });
});

describe("dates no more precise than their source", () => {
  test.for([
    ["2023-12-31", "day", null, "31 December 2023"],
    ["2023-12-31", "month", null, "December 2023"],
    [null, "unknown", "2024-02-08", "undated, after 8 February 2024"],
    [null, "unknown", null, "undated"],
  ] as const)("%s (%s)", ([date, precision, notBefore, words]) =>
    expect(formatDate(date, precision, notBefore)).toBe(words),
  );

  test("a month", () => expect(formatMonth("2023-12")).toBe("December 2023"));
});

describe("ages", () => {
  test.for([
    ["2023-12-31", "2026-11-30", "2 years 11 months old"],
    ["2023-12-31", "2026-11-24", "2 years 10 months old"],
    ["2023-12-31", "2024-12-31", "1 year old"],
    ["2023-12-31", "2024-01-05", "5 days old"],
    ["2024-01-31", "2024-02-29", "29 days old"],
    ["2024-01-31", "2024-03-01", "30 days old"],
    ["2024-01-31", "2024-01-31", "of today"],
  ] as const)("%s on %s", ([date, now, words]) => expect(formatAge(date, now)).toBe(words));
});
