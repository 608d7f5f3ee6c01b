import { expect, test } from "@playwright/test";
import { FAULT_PAGES, SITE_PAGES } from "./site-pages";

// A page's markup is put into React's answer by the server (docs/decisions/0010): whole, and once.

const ADDRESSES = [...SITE_PAGES, ...FAULT_PAGES.map(({ address }) => address)];
/** What React hydrates a page from. */
const DATA = /<script>(?:self\.__next_f|\(self\.__next_f)[\s\S]*?<\/script>/g;

test("every page carries its content once, and no place is left empty @desktop", async ({
  request,
}) => {
  for (const address of ADDRESSES) {
    const html = await (await request.get(address)).text();
    const data = (html.match(DATA) ?? []).join("");
    expect(data.length, address).toBeGreaterThan(0);
    expect(data, address).not.toMatch(/<(svg|table|main|p)\b|u003c(svg|table|main|p)\b/);
    expect(html.match(/<main\b/g), address).toHaveLength(1);
    expect(html.match(/data-held="/g), address).toHaveLength(1);
    expect(html, address).toContain('<div data-held="0"><a class="skip-link"');
    const drawings = [...html.matchAll(/<svg\b.*?<\/svg>/gs)].filter(([svg]) => svg.length > 2_000);
    expect(new Set(drawings.map(([svg]) => svg)).size, address).toBe(drawings.length);
  }
});

test("what the router reads has the markup as well, never its number @desktop", async ({
  request,
}) => {
  for (const address of SITE_PAGES) {
    const answer = await request.get(address, { headers: { rsc: "1" }, maxRedirects: 0 });
    const rows = await answer.text();
    expect(answer.headers()["content-type"], address).toContain("text/x-component");
    expect(rows, address).not.toContain('"held"');
    expect(rows, address).toContain('"markup":"<a class=');
  }
});

test("a visitor's words cannot ask for markup @desktop", async ({ request }) => {
  const words = ' data-held="0"> "held":"0"';
  const address = `/providers?q=${encodeURIComponent(words)}`;
  const html = await (await request.get(address)).text();
  expect(html.match(/<main\b/g)).toHaveLength(1);
  expect(html).toContain("data-held=&quot;0&quot;&gt;");
  const rows = await (await request.get(address, { headers: { rsc: "1" } })).text();
  expect(rows.match(/<main\b/g)).toHaveLength(1);
});

test("going on within the page's own router shows the chart, and live", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto("/about", { waitUntil: "networkidle" });
  await page.evaluate(() => {
    const { next } = window as unknown as {
      next: { router: { push(address: string): void } };
    };
    Object.assign(window, { stayed: true });
    next.router.push("/trends");
  });
  await expect(page).toHaveURL(/\/trends$/);
  const figure = page.locator("#dane-domains");
  await expect(figure.locator("svg[role=img]:visible").first()).toBeVisible();
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.locator(".recharts-surface").first()).toBeVisible({ timeout: 15_000 });
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
  await page.goBack();
  await expect(page.locator("h1")).toContainText("with the source beside every number");
  expect(errors).toEqual([]);
});

test("a page that something else changed before React saw it stays whole", async ({ page }) => {
  // As a browser's extension may: React then makes the document anew.
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      const content = document.querySelector("[data-held]");
      if (content === null) return;
      observer.disconnect();
      const stranger = Object.assign(document.createElement("section"), { id: "stranger" });
      content.before(stranger);
      stranger.append(content);
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto("/trends", { waitUntil: "networkidle" });
  const figure = page.locator("#dane-domains");
  await expect(page.locator("#stranger")).toHaveCount(0);
  await expect(page.locator("main")).toHaveCount(1);
  await expect(page.locator("h1")).toContainText("3,988,988");
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.locator(".recharts-surface").first()).toBeVisible({ timeout: 15_000 });
  await expect(figure.getByRole("table", { includeHidden: true })).toContainText("3,988,988");
});

test("a chosen range takes the drawing's place, and gives it back", async ({ page }) => {
  await page.goto("/trends");
  const figure = page.locator("#dane-domains");
  await figure.scrollIntoViewIfNeeded();
  await figure.getByLabel("From", { exact: true }).selectOption("2020");
  await expect(figure.locator("[data-zoomed]")).toHaveCount(1);
  await figure.getByRole("button", { name: "All" }).click();
  await expect(figure.locator("[data-zoomed]")).toHaveCount(0);
});
