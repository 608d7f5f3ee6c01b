import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type Program, startProgram } from "@/scripts/testing/program";
import { axeViolations, sidewaysPx } from "./accessibility";

// A second site on the same lab, with the limits that the public has, which may be killed.

const PORT = 3_098;
const BASE_URL = `http://127.0.0.1:${PORT}`;
const RESULT_MS = 90_000;

test.describe.configure({ mode: "serial" });
test.setTimeout(180_000);
test.use({ baseURL: BASE_URL });

const dataDir = mkdtempSync(path.join(tmpdir(), "dane-stats-e2e-limits-"));
let labSettings = "";
let site: Program;

async function start(): Promise<void> {
  site = startProgram("scripts/start-lab.ts", [], {
    ...JSON.parse(labSettings),
    CHECKS_PER_CLIENT: "3",
    DATABASE_URL: "",
    DATA_DIR: dataDir,
    HOST: "127.0.0.1",
    LOG_LEVEL: "warn",
    PORT: String(PORT),
    PUBLIC_URL: BASE_URL,
  });
  await site.printed(/ready in /);
}

test.beforeAll(async () => {
  labSettings = test.info().config.metadata.labSettings;
  test.skip(labSettings === "", "the settings of a lab are not given, as `npm test` does");
  await start();
});
test.afterAll(async () => {
  site?.child.kill("SIGTERM");
  await site?.ended;
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function ask(page: Page, domain: string): Promise<void> {
  await page.goto("/check");
  await page.getByLabel("Domain, e-mail address or web address").fill(domain);
  await page.getByRole("button", { name: "Check", exact: true }).click();
}

test("a check survives the death of the server, with a script and without @desktop", async ({
  page,
  browser,
}) => {
  await ask(page, "starttls-never.ch");
  await expect(page.getByText("asking the mail server")).toBeVisible();
  const address = page.url();
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  });
  const plain = await context.newPage();
  await plain.goto(address);
  await expect(plain.getByRole("heading", { level: 1 })).toHaveText(/(is being|will be) checked/);

  site.child.kill("SIGKILL");
  await site.ended;
  await start();

  // The page that listens asks again by itself; without a script a visitor loads it again.
  await expect(async () => {
    await plain.goto(address);
    await expect(plain.getByRole("heading", { level: 1 })).toHaveText(/(is being|will be) checked/);
  }).toPass({ timeout: RESULT_MS });
  for (const each of [page, plain])
    await expect(each.getByRole("heading", { name: "What to do" })).toBeVisible({
      timeout: RESULT_MS,
    });
  expect(await sidewaysPx(plain)).toBeLessThanOrEqual(0);
  await context.close();
});

test("one check too many is refused with a sentence and a time @desktop", async ({ page }) => {
  for (const domain of ["good.nl", "unsigned.nl", "null-mx.nl"])
    await page.request.post("/api/v1/checks", { data: { domain } });
  await ask(page, "two-hosts.nl");
  await expect(page.getByRole("status")).toContainText(
    /many checks from your network.*(second|minute)/s,
  );
  await expect(page.getByLabel("Domain, e-mail address or web address")).toHaveValue(
    "two-hosts.nl",
  );
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysPx(page)).toBeLessThanOrEqual(0);
  expect(await axeViolations(page)).toEqual([]);
});
