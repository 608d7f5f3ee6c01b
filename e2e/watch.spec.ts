import { type Browser, type BrowserContext, expect, test } from "@playwright/test";
import {
  type Arrived,
  type MailboxServer,
  startMailbox,
} from "@/lib/notices/testing/mailbox-server";
import { TEST_RELAY_PORT } from "@/scripts/testing/test-relay";
import { axeViolations, sidewaysPx } from "./accessibility";

// The site's mail goes to this test's server. One walk, so that nobody else needs the port.

// The watch's first check has to come and go.
test.setTimeout(120_000);

let mailbox: MailboxServer;
test.beforeAll(async () => {
  mailbox = await startMailbox({}, TEST_RELAY_PORT);
});
test.afterAll(() => mailbox.close());

/** The newest mail to an address, once it is there. */
async function mailTo(address: string): Promise<Arrived> {
  const find = () => mailbox.arrived.findLast(({ to }) => to.includes(address));
  await expect.poll(() => find() !== undefined, { timeout: 30_000 }).toBe(true);
  const found = find();
  if (found === undefined) throw new Error("no mail");
  return found;
}

/** The path and query of the link that a mail holds. */
function linkIn({ text }: Arrived): string {
  const url = new URL(/^https?:\S+token=\S+$/m.exec(text)?.[0] ?? "");
  return url.pathname + url.search;
}

type Visit = { browser: Browser; context: BrowserContext };

/** The same page as a browser with scripts shows it to the same visitor: axe is one. */
async function looked({ browser, context }: Visit): Promise<void> {
  const scripted = await browser.newContext({ storageState: await context.storageState() });
  const page = await scripted.newPage();
  await page.goto("/watch");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await sidewaysPx(page)).toBeLessThanOrEqual(0);
    expect(await axeViolations(page), colorScheme).toEqual([]);
  }
  await scripted.close();
}

test("a watch without a script: link by mail, a host added, the postmaster asked, a feed @desktop", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/watch");
  await page.getByLabel("Your mail address").fill("ops@elsewhere.example.net");
  await page.getByRole("button", { name: "Send me a link" }).click();
  await expect(page.getByRole("status")).toContainText("A mail with a link is on its way");
  expect(await context.cookies()).toEqual([]);

  const link = linkIn(await mailTo("ops@elsewhere.example.net"));
  // A program that scans mail opens the link before its reader does.
  expect((await page.request.get(link)).status()).toBe(200);
  await page.goto(link);
  await page.getByRole("button", { name: "Show my watches" }).click();
  await expect(page.getByText("You are ops@elsewhere.example.net.")).toBeVisible();
  const cookies = await context.cookies();
  expect(cookies).toMatchObject([
    { name: "watch", path: "/watch", httpOnly: true, sameSite: "Lax" },
  ]);
  await page.goto(link);
  await page.getByRole("button", { name: "Show my watches" }).click();
  await expect(page.getByRole("status")).toContainText("That link no longer works");

  await page.getByLabel("Domain or host to watch").fill("one-address-wrong.ch");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("Added");
  await page.getByRole("button", { name: "The record is there: look" }).click();
  await expect(page.getByRole("status")).toContainText("The TXT record was not found");
  await looked({ browser, context });
  await page.getByRole("button", { name: /^Ask postmaster@/ }).click();
  await expect(page.getByRole("status")).toContainText("on its way to the postmaster");
  await page.goto(linkIn(await mailTo("postmaster@one-address-wrong.ch")));
  await page.getByRole("button", { name: "Yes, they may watch it" }).click();
  await expect(page.getByRole("status")).toContainText("the watch has begun");

  await page.getByText("Where news goes").click();
  await page.getByRole("button", { name: "Make an Atom feed" }).click();
  await expect(page.getByRole("status")).toContainText("shown this once");
  const feed = /https?:\S+\/watch\/feed\?token=\S{43}/.exec(await page.content())?.[0] ?? "";
  const { pathname, search } = new URL(feed.replaceAll("&amp;", "&"));
  const read = await page.request.get(pathname + search);
  expect(read.headers()["content-type"]).toContain("application/atom+xml");
  await expect
    .poll(async () => (await page.goto("/watch")) && page.locator("main").innerText(), {
      timeout: 60_000,
    })
    .toMatch(/DANE fails|second check will confirm/);
  await looked({ browser, context });

  await page.getByText("End this watch").click();
  await page.getByRole("button", { name: /^Remove the watch/ }).click();
  await expect(page.getByRole("status")).toContainText("Removed");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("button", { name: "Send me a link" })).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  await context.close();
});
