import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** What axe finds on the page as it stands. The page's CSP forbids no script that the test adds. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    type Results = { violations: { id: string; nodes: { html: string }[] }[]; passes: unknown[] };
    const { axe } = window as unknown as { axe: { run(): Promise<Results> } };
    const { violations, passes } = await axe.run();
    if (violations.length + passes.length === 0) return ["axe looked at nothing"];
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} (${nodes.length})`,
    );
  });
}

/** How far a page reaches beyond the screen's side, in pixels. */
export const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
