import { describe, expect, test } from "vitest";
import { addCounts, closingLine, countPlaywright, countVitest, noCounts, oneCheck } from "./counts";

const assertion = (status: string, fullName = "a test", meta = {}) => ({ status, fullName, meta });

describe("the closing line", () => {
  test.for([
    [oneCheck(true), false, "1 passed, 0 failed", true],
    [addCounts(oneCheck(true), oneCheck(false)), false, "1 passed, 1 failed", false],
    [noCounts, false, "0 passed, 0 failed", false],
    [
      { passed: 2, failed: 0, skipped: 1, skippedSilently: ["x"] },
      false,
      "2 passed, 0 failed, 1 skipped",
      true,
    ],
    [
      { passed: 2, failed: 0, skipped: 1, skippedSilently: ["x"] },
      true,
      "2 passed, 1 failed",
      false,
    ],
    [
      { passed: 2, failed: 0, skipped: 1, skippedSilently: [] },
      true,
      "2 passed, 0 failed, 1 skipped",
      true,
    ],
  ] as const)("%j, strict %s", ([counts, strict, line, isSuccess]) => {
    expect(
      closingLine({ ...counts, skippedSilently: [...counts.skippedSilently] }, strict),
    ).toEqual({ line, isSuccess });
  });
});

test("vitest: a file that does not load is a failure, a skip may state its reason", () => {
  expect(
    countVitest({
      testResults: [
        { name: "a", status: "failed", assertionResults: [] },
        {
          name: "b",
          status: "passed",
          assertionResults: [
            assertion("passed"),
            assertion("failed"),
            assertion("skipped", "no reason"),
            assertion("pending", "skipped because the vector is disputed"),
            assertion("todo", "later", { reason: "known gap" }),
          ],
        },
      ],
    }),
  ).toEqual({ passed: 1, failed: 2, skipped: 3, skippedSilently: ["no reason"] });
});

test("Playwright: nested suites, flaky is failed, errors outside of tests count", () => {
  const of = (status: string, annotations: object[] = []) => ({
    title: status,
    tests: [{ status, annotations }],
  });
  expect(
    countPlaywright({
      errors: [{}],
      suites: [
        {
          specs: [of("expected")],
          suites: [
            {
              specs: [
                of("flaky"),
                of("skipped"),
                of("skipped", [{ type: "skip", description: "why" }]),
              ],
            },
          ],
        },
      ],
    }),
  ).toEqual({ passed: 1, failed: 2, skipped: 2, skippedSilently: ["skipped"] });
});
