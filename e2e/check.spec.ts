import { gzipSync } from "node:zlib";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { axeViolations, sidewaysPx } from "./accessibility";

// The site's checks go to the lab (lab/README.md): its domains are good or broken as they are named.

/** Time for a check with a server that never answers. */
test.setTimeout(120_000);

const RESULT_MS = 90_000;

const field = (page: Page) => page.getByLabel("Domain, e-mail address or web address");

/** Asks for a check as a visitor does, and waits for its result. */
async function check(page: Page, text: string): Promise<void> {
  await page.goto("/check");
  await field(page).fill(text);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  // While a check runs an older result may stand below, without the button.
  await expect(page.getByRole("button", { name: "Check again" })).toBeVisible({
    timeout: RESULT_MS,
  });
}

const headline = (page: Page) => page.getByRole("heading", { level: 1 });

/** Every state that a domain can be in, with what its page has to say. */
const STATES: readonly { domain: string; says: RegExp; chain?: RegExp; grid?: RegExp }[] = [
  {
    domain: "good.nl",
    says: /^DANE works at the mail host of good\.nl$/,
    chain: /Every step holds/,
  },
  { domain: "two-hosts.nl", says: /DANE works at both mail hosts/ },
  { domain: "worse-host-only.nl", says: /^DANE works at 1 of 2 mail hosts of worse-host-only\.nl/ },
  {
    domain: "one-key-type-wrong.ch",
    says: /DANE fails at the mail host/,
    grid: /no record matches/,
  },
  { domain: "one-address-wrong.ch", says: /DANE fails/, grid: /no record matches/ },
  { domain: "alias-target-tlsa.nl", says: /DANE works/ },
  { domain: "ee-expired.de", says: /DANE works/ },
  { domain: "ta-leaf-expired.de", says: /DANE fails/ },
  { domain: "usage-1.se", says: /TLSA records, but none that a mail server can use/ },
  {
    domain: "unsigned.nl",
    says: /is not signed with DNSSEC/,
    chain: /The chain ends above unsigned\.nl/,
  },
  {
    domain: "all-expired.eu",
    says: /DNSSEC of all-expired\.eu is broken/,
    chain: /The chain breaks/,
  },
  { domain: "null-mx.nl", says: /accepts no mail/ },
];

for (const { domain, says, chain, grid } of STATES) {
  test(`${domain}: verdict, evidence, accessibility`, async ({ page }) => {
    await check(page, domain);
    await expect(headline(page)).toHaveText(says);
    await expect(page).toHaveURL(new RegExp(`/check/${domain}$`));
    if (chain !== undefined) await expect(page.locator("#chain + p")).toHaveText(chain);
    if (grid !== undefined) await expect(page.getByRole("table").first()).toContainText(grid);
    expect(await sidewaysPx(page)).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
  });
}

test("a domain that was not reached is “could not tell”, never “no”", async ({ page }) => {
  await check(page, "refused.ch");
  await expect(headline(page)).toHaveText(/^We could not tell/);
  await expect(page.locator("header svg[role=img]")).toHaveAccessibleName("could not tell");
});

test("an e-mail address and a web address are understood", async ({ page }) => {
  await check(page, "postmaster@good.nl");
  await expect(page).toHaveURL(/\/check\/good\.nl$/);
  await check(page, "https://good.nl/contact?x=1");
  await expect(page).toHaveURL(/\/check\/good\.nl$/);
});

for (const [text, says] of [
  ["192.0.2.1", "not a domain name"],
  ["co.uk", "Domains are registered under that name"],
  ["printer.local", "set aside for special use"],
] as const) {
  test(`${text} is refused with a sentence, and stays in the field`, async ({ page }) => {
    await page.goto("/check");
    await field(page).fill(text);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await expect(page.getByRole("status")).toContainText(says);
    await expect(field(page)).toHaveValue(text);
    expect(await axeViolations(page)).toEqual([]);
  });
}

/** A browser that runs no script: links, forms and the page that asks again by itself. */
async function withoutScript(browser: Browser, visit: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await visit(await context.newPage());
  await context.close();
}

test("without a script: the form, the result, the records as text", async ({ browser }) => {
  await withoutScript(browser, async (page) => {
    await check(page, "one-address-wrong.ch");
    await expect(headline(page)).toHaveText(/DANE fails/);
    await expect(page.getByRole("button", { name: "Copy" })).toHaveCount(0);
    await expect(page.getByLabel("Records to publish")).toContainText("IN TLSA 3 1 1");
    await expect(page.getByRole("button", { name: "Check again" })).toBeVisible();
  });
});

test("without a script every state says the same @phone", async ({ browser }) => {
  await withoutScript(browser, async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const { domain, says, chain, grid } of STATES) {
      await page.goto(`/check/${domain}`);
      if ((await page.getByRole("button", { name: "Check again" }).count()) === 0)
        await check(page, domain);
      await expect(headline(page)).toHaveText(says);
      if (chain !== undefined) await expect(page.locator("#chain + p")).toHaveText(chain);
      if (grid !== undefined) await expect(page.getByRole("table").first()).toContainText(grid);
      expect(await sidewaysPx(page)).toBeLessThanOrEqual(0);
    }
  });
});

test("without a script a check that takes long shows how far it is @desktop", async ({
  browser,
}) => {
  await withoutScript(browser, async (page) => {
    await page.goto("/check");
    await field(page).fill("starttls-never.ch");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await expect(headline(page)).toHaveText(/starttls-never\.ch (is being|will be) checked/);
    await expect(page.getByRole("heading", { name: "What to do" })).toBeVisible({
      timeout: RESULT_MS,
    });
  });
});

test("with a script the stages come in while the check runs", async ({ page }, { project }) => {
  await page.goto("/check");
  // A result younger than a minute is not made again, so each screen has a server of its own.
  await field(page).fill(project.name === "phone" ? "handshake-never.ch" : "banner-never.ch");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(headline(page)).toHaveText(/(is being|will be) checked/);
  await expect(page.getByText(/MX records: 1 host, signed/)).toBeVisible();
  await expect(page.getByText("asking the mail server")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await expect(page.getByRole("heading", { name: "What to do" })).toBeVisible({
    timeout: RESULT_MS,
  });
});

test("looking at a page starts nothing, and another spelling leads to the domain's own", async ({
  page,
}) => {
  await page.goto("/check/Never-Asked-For.NL");
  await expect(page).toHaveURL(/\/check\/never-asked-for\.nl$/);
  await expect(headline(page)).toHaveText("No result is kept for never-asked-for.nl");
  await page.reload();
  await expect(headline(page)).toHaveText("No result is kept for never-asked-for.nl");
  const robots = page.locator("meta[name=robots]");
  await expect(robots).toHaveAttribute("content", /noindex/);
});

test("a check again says what changed; the result is there for programs", async ({ page }) => {
  await check(page, "dual-stack.nl");
  const json = page.getByRole("link", { name: "this result as JSON" });
  const answer = await page.request.get((await json.getAttribute("href")) ?? "");
  expect(answer.status()).toBe(200);
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(headline(page)).toHaveText(/DANE works/, { timeout: RESULT_MS });
  await expect(page.locator("#changes + *")).not.toBeEmpty();
});

test("the records are copied by a button @desktop", async ({ page, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  await check(page, "one-address-wrong.ch");
  await page.getByRole("button", { name: "Copy" }).first().click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^_\d+\._tcp\.\S+ IN TLSA 3 1 1 [0-9a-f]{64}/);
});

test("the page of a result loads no more script than its budget @desktop", async ({ page }) => {
  await check(page, "good.nl");
  let bytes = 0;
  page.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    bytes += gzipSync(await response.body(), { level: 9 }).length;
  });
  await page.reload({ waitUntil: "networkidle" });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(140 * 1024);
});
