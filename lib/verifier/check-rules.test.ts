import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { PROBLEM_CODES, problemEntry } from "@/lib/model/check-problems";
import { CHECK_RULES, RULE_IDS } from "@/lib/model/check-rules";
import { mainCheckout } from "./testing/main-checkout";

const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts") && !name.endsWith("check-rules.test.ts"))
  .map((name) => readFileSync(path.join(import.meta.dirname, name), "utf8"));

/** Titles and other texts in quotes: a rule that is named in a comment only is not tested. */
const quoted = tests.flatMap((text) =>
  [...text.matchAll(/"([^"\n]*)"|`([^`\n]*)`/g)].map(([, double, template]) => double ?? template),
);

test("rules have unlike ids, a source and a sentence", () => {
  expect(new Set(RULE_IDS).size).toBe(RULE_IDS.length);
  for (const { source, sentence } of CHECK_RULES) {
    expect(source).not.toBe("");
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});

test.for(RULE_IDS)("rule %s has a test that names it", (id) => {
  const named = new RegExp(`(?<![\\w.])${id}(?!\\w)`);
  expect(quoted.some((text) => text !== undefined && named.test(text))).toBe(true);
});

const table = path.join(mainCheckout(), "../shared/spec/decision-table.md");
test.skipIf(!existsSync(table))("the rules are the rows of the decision table", () => {
  const rows = [...readFileSync(table, "utf8").matchAll(/^\| ([A-Z]\d+b?) \|/gm)].map(
    ([, id]) => id,
  );
  expect(rows.length).toBeGreaterThan(60);
  expect([...RULE_IDS].sort()).toEqual(rows.sort());
});

test.for(PROBLEM_CODES)(
  "problem %s says what is wrong, what to do and where it is written",
  (code) => {
    const { summary, fix, source } = problemEntry(code);
    expect(source).not.toBe("");
    expect(summary).toMatch(/[.}]$/);
    expect(fix).toMatch(/[.)]$/);
    const places = `${summary}${fix}`.match(/\{(\w+)\}/g) ?? [];
    for (const place of places)
      expect(["{domain}", "{host}", "{address}", "{name}", "{detail}"]).toContain(place);
  },
);
