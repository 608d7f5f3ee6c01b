import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { axeViolations, sidewaysPx } from "./accessibility";
import { FAULT_PAGES, SITE_PAGES } from "./site-pages";

/** First load of compressed JavaScript that a page may cost. */
const MOST_SCRIPT_BYTES = 140 * 1024;

for (const address of SITE_PAGES) {
  test(`${address} is whole: status, heading, accessibility, no strangers`, async ({
    page,
    baseURL,
  }) => {
    const strangers: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(`${baseURL}/`) && !request.url().startsWith("data:")) {
        strangers.push(request.url());
      }
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    const answer = await page.goto(address, { waitUntil: "load" });
    expect(answer?.status()).toBe(200);
    await expect(page.locator("h1")).toHaveCount(1);
    expect(await sidewaysPx(page)).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });
}

for (const { address, status } of FAULT_PAGES) {
  test(`${address} is answered with ${status} and what would have been right`, async ({ page }) => {
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(status);
    await expect(page.locator("h1")).toHaveCount(1);
    expect(await page.locator("main a").count()).toBeGreaterThan(0);
    expect(await sidewaysPx(page)).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
  });
}

test("a wrong name is answered with the nearest right one, without a script", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/tlds/museun");
  await expect(page.getByRole("link", { name: ".museum" })).toHaveAttribute("href", "/tlds/museum");
  await page.goto("/providers/one.con");
  await expect(page.getByRole("link", { name: "one.com" })).toHaveAttribute(
    "href",
    "/providers/one.com",
  );
  await context.close();
});

test("no page loads more script than its budget, nor a chart library before a chart is seen @desktop", async ({
  page,
}) => {
  const sizes = new Map<string, number>();
  page.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    sizes.set(response.url(), gzipSync(await response.body(), { level: 9 }).length);
  });
  for (const address of SITE_PAGES) {
    sizes.clear();
    // A window too low for any chart: what loads is what every visit costs.
    await page.setViewportSize({ width: 1280, height: 120 });
    await page.goto(address, { waitUntil: "networkidle" });
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    expect(bytes, `${address}: ${[...sizes].join(" ")}`).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
    expect(bytes).toBeGreaterThan(0);
  }
});

test("the keyboard reaches the content first, then every link of the menu @desktop", async ({
  page,
}) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.goto("/");
  for (const name of [
    "Skip to content",
    "DANE & DNSSEC statistics",
    "Overview",
    "Trends",
    "TLDs",
  ]) {
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name, exact: true }).first()).toBeFocused();
    if (name !== "DANE & DNSSEC statistics") continue;
    await page.keyboard.press("Tab");
    await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();
  }
});

test("search: the key / leads to it with a script, Enter asks without one @desktop", async ({
  page,
  browser,
}) => {
  await page.goto("/methods", { waitUntil: "networkidle" });
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox", { name: "Search", exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("");
  await page.keyboard.type("a/b");
  await expect(field).toHaveValue("a/b");
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto("/");
  await plain.getByRole("searchbox", { name: "Search" }).fill("香港");
  await plain.keyboard.press("Enter");
  await expect(plain).toHaveURL(/\/search\?q=/);
  await plain.getByRole("main").getByRole("link", { name: ".香港" }).click();
  await expect(plain).toHaveURL(/\/tlds\/xn--j6w193g$/);
  await context.close();
});

test("the folded menu opens without a script @phone", async ({ browser }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  await page.goto("/");
  const folded = page.getByRole("navigation", { name: "Main, folded" });
  await expect(folded).toBeHidden();
  await page.getByText("Menu").click();
  await folded.getByRole("link", { name: "Providers" }).click();
  await expect(page).toHaveURL(/\/providers$/);
  await context.close();
});
