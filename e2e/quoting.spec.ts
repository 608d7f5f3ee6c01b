import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";

test("a dated page shows nothing later, stays on its day, and says what it found @desktop", async ({
  page,
  request,
}) => {
  await page.goto("/as-of/2018-05-01/trends");
  await expect(page.locator("h1")).toContainText("185,948");
  await expect(page.getByRole("complementary", { name: "Dated page" })).toContainText(
    "No release has that date; the latest before it is of 1 April 2018",
  );
  await expect(page.locator("main")).not.toContainText("3,988,988");
  await page.getByRole("link", { name: "Logarithmic" }).click();
  await expect(page).toHaveURL(/\/as-of\/2018-05-01\/trends\?scale=log$/);
  const file = await page
    .locator("#dane-domains")
    .getByRole("link", { name: "CSV", exact: true, includeHidden: true })
    .getAttribute("href");
  expect(file).toMatch(/^\/as-of\/2018-05-01\/trends\.csv\?/);
  const rows = (await (await request.get(file ?? "")).text()).trim().split("\r\n");
  expect(rows.at(-1)).toContain("185948");
});

test("dates that cannot be are answered with what exists @desktop", async ({ request }) => {
  for (const [address, words] of [
    ["/as-of/2999-01-01/trends", "a day to come has no release yet"],
    ["/as-of/2023-02-30/trends", "expected a day (YYYY-MM-DD)"],
    ["/as-of/2023-12-31/about", "it has no dated form"],
  ] as const) {
    const answer = await request.get(address);
    expect(answer.status(), address).toBe(404);
    expect(await answer.text()).toContain(words);
  }
  const early = await request.get("/as-of/2010-01-01/trends");
  expect(early.status()).toBe(200);
  expect(await early.text()).toContain("No release is dated so early");
});

test("a figure is made again from the release's files, whose hashes the page shows @desktop", async ({
  page,
  request,
  baseURL,
}) => {
  await page.goto("/releases/2023-12/r1");
  const link = page.getByRole("link", { name: "/releases/2023-12/r1.json" });
  const answer = await request.get((await link.getAttribute("href")) ?? "");
  expect(answer.headers()["cache-control"]).toContain("immutable");
  const hash = createHash("sha256")
    .update(await answer.body())
    .digest("hex");
  await expect(page.getByRole("main")).toContainText(hash);
  expect((await request.get("/releases/2023-12/r9.json")).status()).toBe(404);
  // A report of others has no files of ours, and says so.
  await expect(page.getByText("There are no downloads as CSV and Parquet of it")).toBeVisible();
  const none = await request.get("/releases/2023-12/r1/dane-domains.csv");
  expect([none.status(), await none.text()]).toEqual([404, expect.stringContaining("/releases")]);
  expect((await request.get("/releases/2023-12/r1.json?x=1")).status()).toBe(400);
  const printed = execFileSync(
    process.execPath,
    ["--import", "tsx", "scripts/reproduce.ts", `${baseURL}/as-of/2023-12-31/trends#dane-domains`],
    { encoding: "utf8" },
  );
  expect(printed).toMatch(/^equal {6}dane-domains: \d+ rows of \d+ files/);
});
