import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RANGE_PATTERN, readRange, resolveRange } from "./date-range";

const resolved = (text: string, end: string) => {
  const range = readRange(text);
  if (!range.ok || range.value.kind === "all") throw new Error(text);
  return resolveRange(range.value, end);
};

describe("api-conventions, Dates: range, inclusive days", () => {
  test.for([
    ["1d", "2023-12-31", "2023-12-31", "2023-12-31"],
    ["7d", "2023-12-31", "2023-12-25", "2023-12-31"],
    ["30d", "2024-03-01", "2024-02-01", "2024-03-01"],
    ["12w", "2023-12-31", "2023-10-09", "2023-12-31"],
    ["52w", "2023-12-31", "2023-01-02", "2023-12-31"],
    ["1mo", "2024-03-31", "2024-03-01", "2024-03-31"],
    ["1y", "2024-02-29", "2023-03-01", "2024-02-29"],
    ["2y", "2023-12-31", "2022-01-01", "2023-12-31"],
    ["7dControl", "2023-12-31", "2023-12-18", "2023-12-24"],
    ["1yControl", "2023-12-31", "2022-01-01", "2022-12-31"],
  ])("%s up to %s", ([range = "", end = "", start, last]) =>
    expect(resolved(range, end)).toEqual({ start, end: last }),
  );

  test("a control range ends the day before its range starts", () => {
    const text = fc
      .tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom("d", "w", "mo", "y"))
      .map(([length, unit]) => `${length}${unit}`);
    const end = fc
      .date({ min: new Date("1990-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(text, end, (range, day) => {
        const { start } = resolved(range, day);
        const control = resolved(`${range}Control`, day);
        expect(Date.parse(start) - Date.parse(control.end)).toBe(86_400_000);
        expect(control.start <= control.end).toBe(true);
      }),
    );
  });

  test.for([
    "",
    "0d",
    "7",
    "d",
    "7days",
    "-7d",
    "7D",
    "99999d",
    "101y",
    "all ",
    "allControl",
    "1e3d",
  ])("%j is refused", (text) => expect(readRange(text).ok).toBe(false));

  test("the document's pattern and the reader agree", () => {
    const pattern = new RegExp(RANGE_PATTERN);
    for (const text of ["all", "7d", "12wControl", "0d", "7", "x", "10000d"])
      expect(readRange(text).ok, text).toBe(pattern.test(text));
  });
});
