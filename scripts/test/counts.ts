import { z } from "zod";

/** How the tests of one step ended. A skip without a reason is one in which nobody said why. */
export type Counts = { passed: number; failed: number; skipped: number; skippedSilently: string[] };

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0, skippedSilently: [] };

/** One check that is not made of tests, such as the linter. */
export const oneCheck = (isPassed: boolean): Counts => ({
  ...noCounts,
  passed: isPassed ? 1 : 0,
  failed: isPassed ? 0 : 1,
});

/** Counts of two steps together. */
export const addCounts = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  skippedSilently: [...a.skippedSilently, ...b.skippedSilently],
});

/**
 * The line every run closes with.
 *
 * @param strict a skip without a reason counts as a failure, as in continuous integration.
 */
export function closingLine(counts: Counts, strict: boolean): { line: string; isSuccess: boolean } {
  const silent = strict ? counts.skippedSilently.length : 0;
  const [failed, skipped] = [counts.failed + silent, counts.skipped - silent];
  const more = skipped > 0 ? `, ${skipped} skipped` : "";
  return {
    line: `${counts.passed} passed, ${failed} failed${more}`,
    isSuccess: failed === 0 && counts.passed > 0,
  };
}

const VitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          meta: z.object({ reason: z.string().optional() }).loose().optional(),
        }),
      ),
    }),
  ),
});

/**
 * Counts vitest's JSON report. A file that could not be loaded is one failure. A skip's reason is a
 * "because" in the test's name or a `reason` in its meta.
 */
export function countVitest(report: unknown): Counts {
  const { testResults } = VitestReport.parse(report);
  return testResults
    .map((file): Counts => {
      if (file.status === "failed" && file.assertionResults.length === 0) return oneCheck(false);
      const of = (...statuses: string[]) =>
        file.assertionResults.filter(({ status }) => statuses.includes(status));
      const skipped = of("skipped", "pending", "todo", "disabled");
      return {
        passed: of("passed").length,
        failed: of("failed").length,
        skipped: skipped.length,
        skippedSilently: skipped
          .filter(({ fullName, meta }) => !meta?.reason && !/\bbecause\b/.test(fullName))
          .map(({ fullName }) => fullName),
      };
    })
    .reduce(addCounts, noCounts);
}

type Suite = { suites?: Suite[] | undefined; specs: Spec[] };
const Spec = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      status: z.enum(["skipped", "expected", "unexpected", "flaky"]),
      annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
    }),
  ),
});
type Spec = z.infer<typeof Spec>;
const Suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({ suites: z.array(Suite).optional(), specs: z.array(Spec) }),
);
const PlaywrightReport = z.object({ suites: z.array(Suite), errors: z.array(z.unknown()) });

/** Counts Playwright's JSON report; `test.skip(true, "why")` states a reason. */
export function countPlaywright(report: unknown): Counts {
  const { suites, errors } = PlaywrightReport.parse(report);
  const specs = (suite: Suite): Spec[] => [...suite.specs, ...(suite.suites ?? []).flatMap(specs)];
  return suites
    .flatMap(specs)
    .flatMap(({ title, tests }) =>
      tests.map(({ status, annotations }): Counts => {
        if (status !== "skipped") return oneCheck(status === "expected");
        const stated = annotations.some(({ type, description }) => type === "skip" && description);
        return { ...noCounts, skipped: 1, skippedSilently: stated ? [] : [title] };
      }),
    )
    .reduce(addCounts, { ...noCounts, failed: errors.length });
}
