import { expect, test } from "@playwright/test";

test("without a script every chart is drawn and its numbers stand in a table", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/trends");
  const figure = page.locator("#dane-domains");
  await expect(figure.locator("svg[role=img]:visible")).toHaveCount(1);
  await figure.getByText("Table", { exact: true }).first().click();
  const table = figure.getByRole("table");
  await expect(table).toContainText("3,988,988");
  await expect(table).toContainText("≥ 103,000");
  await expect(table).toContainText("undated, after 8 February 2024");
  await context.close();
});

test("with a script a chart tells its points, by keyboard too", async ({ page }) => {
  await page.goto("/trends");
  const figure = page.locator("#dane-domains");
  await figure.scrollIntoViewIfNeeded();
  const chart = figure.locator(".recharts-surface").first();
  await expect(chart).toBeVisible({ timeout: 15_000 });
  await chart.focus();
  await page.keyboard.press("ArrowRight");
  await expect(figure.locator(".recharts-tooltip-wrapper")).toContainText(/DANE domains/);
});

test("the state of a page is its address: range and scale by link and by form", async ({
  page,
}) => {
  await page.goto("/trends");
  await page.getByRole("link", { name: "Logarithmic" }).click();
  await expect(page).toHaveURL(/scale=log/);
  await page.getByRole("link", { name: "2022–2023" }).click();
  await expect(page).toHaveURL(/start=2022-01&end=2023-12/);
  await expect(page).toHaveURL(/scale=log/);
  await expect(page.locator("h1")).toContainText("3,988,988");
  await page.goto("/trends?start=2018-05&end=2018-09");
  await expect(page.locator("h1")).toContainText("No report falls into this range");
});

test("tables sort and filter by link, and IDN is found in both forms", async ({ page }, info) => {
  await page.goto("/tlds");
  const names = page.locator("#dnssec-by-tld tbody th");
  await expect(names.first()).toHaveText(".nl");
  // A narrow table drops the column; the address still sorts by it.
  if (info.project.name === "phone") await page.goto("/tlds?sort=breakage");
  else await page.getByRole("link", { name: "Breakage" }).click();
  await expect(names.first()).toHaveText(".bank");
  await page.goto("/tlds?q=香港");
  await expect(names).toHaveCount(1);
  await expect(names.first()).toContainText("xn--j6w193g");
  await page.goto("/tlds?q=xn--j6w");
  await expect(names.first()).toContainText(".香港");
  await page.goto("/tlds/香港");
  await expect(page).toHaveURL(/\/tlds\/xn--j6w193g$/);
});

test("undated figures are listed in those words and never drawn", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("complementary", { name: "Undated reports" })).toContainText(
    "4,158,589",
  );
  const drawn = await page.locator("#dane-domains svg").first().textContent();
  expect(drawn).not.toContain("4,158,589");
  expect(drawn).toContain("3,988,988");
});
