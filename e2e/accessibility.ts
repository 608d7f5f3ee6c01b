import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** What axe finds on the page as it stands. The page's CSP forbids no script that the test adds. */
export const axeViolations = (page: Page): Promise<string[]> => runAxe(page, undefined);

/** What axe finds wrong with the colours alone, for a page whose other theme was looked at whole. */
export const colourViolations = (page: Page): Promise<string[]> => runAxe(page, "cat.color");

async function runAxe(page: Page, tag: string | undefined): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(async (tag) => {
    type Options = { runOnly?: string[]; rules?: Record<string, { enabled: boolean }> };
    type Results = { violations: { id: string; nodes: { html: string }[] }[]; passes: unknown[] };
    const { axe } = window as unknown as { axe: { run(options: Options): Promise<Results> } };
    // The tag would also ask for AAA's contrast, which no run of all rules does.
    const only = { rules: { "color-contrast-enhanced": { enabled: false } } };
    const { violations, passes } = await axe.run(
      tag === undefined ? {} : { runOnly: [tag], ...only },
    );
    if (violations.length + passes.length === 0) return ["axe looked at nothing"];
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} (${nodes.length})`,
    );
  }, tag);
}

/** How far a page reaches beyond the screen's side, in pixels. */
export const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
