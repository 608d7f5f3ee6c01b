import { expect, test } from "vitest";
import { createReporter, shortNumber } from "./reporter";

const at = (isTerminal: boolean) => {
  let clock = 0;
  let written = "";
  const reporter = createReporter(
    isTerminal,
    (text) => {
      written += text;
    },
    () => clock,
  );
  const progress = (done: number, ms: number) => {
    clock = ms;
    reporter.progress({ what: "nl", done, remaining: 1_000_000, failures: 2, unit: "lines" });
  };
  return { reporter, progress, written: () => written };
};

test("a terminal sees done, remaining, rate and failures on one line that changes", () => {
  const { reporter, progress, written } = at(true);
  progress(0, 0);
  progress(1_000_000, 1_000);
  reporter.event("source", { names: 5 }, "nl: 5 names");
  expect(written()).toBe(
    "\r\u001b[Knl: 1.00M lines, 1.00M to go, 1.00M/s, 2 refused\r\u001b[Knl: 5 names\n",
  );
});

test("elsewhere every line is JSON, and progress is rare", () => {
  const { reporter, progress, written } = at(false);
  progress(0, 0);
  for (let ms = 1_000; ms <= 10_000; ms += 1_000) progress(ms * 1_000, ms);
  reporter.event("source", { names: 5 }, "nl: 5 names");
  const lines = written()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toMatchObject([
    { event: "progress", what: "nl", done: 10_000_000, remaining: 1_000_000, perSecond: 1_000_000 },
    { event: "source", names: 5 },
  ]);
});

test.for([
  [0, "0"],
  [999, "999"],
  [12_345, "12.3k"],
  [4_560_000, "4.56M"],
  [2e9, "2.00G"],
] as const)("%i is short for %s", ([value, text]) => {
  expect(shortNumber(value)).toBe(text);
});
