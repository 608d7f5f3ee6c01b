import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";

/** A page of another site, which is another port of this machine. */
let elsewhere: Server;
let article = "";
test.beforeAll(async () => {
  elsewhere = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Article</title><body style="margin:0">${article}`);
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
});
test.afterAll(() => void elsewhere.close());

const articleAddress = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;

/** Whether R is there to run its line, too. */
const hasR = (() => {
  try {
    execFileSync("Rscript", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** Runs the lines that the page shows for programs, as they stand. */
async function runLines(page: Page, baseURL: string | undefined): Promise<void> {
  const lines = await page
    .locator("[data-example]")
    .evaluateAll((all) =>
      all.map((one) => [
        one.getAttribute("data-example") ?? "",
        one.querySelector("code")?.textContent ?? "",
      ]),
    );
  expect(lines.map(([program]) => program)).toEqual(["curl", "Python", "R"]);
  for (const [program, line = ""] of lines) {
    expect(line).toContain(`${baseURL}/`);
    if (program === "R" && !hasR) continue;
    const [command, ...given] = program === "R" ? ["Rscript", "-e", line] : ["sh", "-c", line];
    const printed = execFileSync(command ?? "", given, { encoding: "utf8" });
    expect(printed, line).toContain("as_of");
    expect(printed.trim().split("\n").length, line).toBeGreaterThan(program === "curl" ? 1 : 0);
  }
}

test("a reporter's minute: search, chart, range, cite, download, embed in another page @desktop", async ({
  browser,
  baseURL,
}) => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  // Search, chart, range.
  await page.goto(`${baseURL}/`);
  await page.getByRole("searchbox", { name: "Search" }).fill("trend");
  await page.keyboard.press("Enter");
  await page.getByRole("main").getByRole("link", { name: "Trends", exact: true }).click();
  await page.getByRole("link", { name: "2022–2023" }).click();
  const figure = page.locator("#dane-domains");
  await expect(figure.locator("svg[role=img]:visible")).toContainText("3,988,988");
  // Cite.
  await figure.locator("summary", { hasText: "Cite" }).click();
  await expect(figure).toContainText(
    "In December 2023, 3,988,988 domains had correct SMTP DANE TLSA records",
  );
  const address = `${baseURL}/as-of/2023-12-31/trends?start=2022-01&end=2023-12`;
  await expect(figure).toContainText(`${address}#dane-domains (read on`);
  for (const [name, start] of [
    ["BibTeX", "@misc{dane-domains-2023-12-r1,"],
    ["RIS", "TY  - DATA"],
    ["CSL-JSON", "["],
  ] as const) {
    const href = await figure.getByRole("link", { name, exact: true }).getAttribute("href");
    const answer = await page.request.get(`${baseURL}${href}`);
    expect(answer.status()).toBe(200);
    expect((await answer.text()).startsWith(start), name).toBe(true);
  }
  // Download: the menu opens by keyboard, too.
  const link = (name: string) => figure.getByRole("link", { name, exact: true });
  await expect(link("PNG 16:9")).toBeHidden();
  await figure.locator("summary", { hasText: "Data" }).press("Enter");
  await expect(link("PNG 16:9")).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), link("CSV").click()]);
  expect(download.suggestedFilename()).toBe("dane-stats_trends_dane-domains.csv");
  const rows = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  expect(rows.at(-1)).toMatch(/^2023-12,1,main,2023-12-31,month,.*,3988988$/);
  const image = await page.request.get(`${baseURL}${await link("PNG 16:9").getAttribute("href")}`);
  expect(image.headers()["content-type"]).toBe("image/png");
  expect(image.headers()["cross-origin-resource-policy"]).toBe("cross-origin");
  // The page of that day, and back.
  await link("Dated page").click();
  await expect(page).toHaveURL(`${address}#dane-domains`);
  const note = page.getByRole("complementary", { name: "Dated page" });
  await expect(note).toContainText("As of 31 December 2023. The latest release is of that date");
  await note.getByRole("link", { name: "The live page" }).click();
  await expect(page).toHaveURL(`${baseURL}/trends?end=2023-12&start=2022-01`);
  // All ways, with lines for programs, and the embed.
  await figure.locator("summary", { hasText: "Data" }).click();
  await figure.getByRole("link", { name: "All ways" }).click();
  await expect(page.locator("h1")).toHaveText("DANE domains");
  await runLines(page, baseURL);
  const code = page.getByRole("region", { name: "Code of the embed" }).locator("code");
  article = (await code.textContent()) ?? "";
  expect(article).toContain(`${baseURL}/as-of/2023-12-31/embed/trends?`);
  await page.goto(articleAddress());
  const seen = page.frameLocator("iframe");
  await expect(seen.locator("svg:visible")).toContainText("3,988,988");
  await expect(seen.locator("body")).toContainText("As of December 2023");
  // Why it moved.
  await page.goto(`${baseURL}/why?to=2022-10`);
  await page.locator("select[name=from]").selectOption("2021-08");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/\/why\?from=2021-08&to=2022-10$/);
  await expect(page.locator("#change svg:visible")).toContainText("Not explained by them");
  await expect(page.getByRole("main")).toContainText("simply.com signs about 200,000");
  // Lines of other pages: a named one, and one of a filtered table.
  for (const other of ["/tlds/xn--j6w193g", "/providers?q=a&sort=most&figure=all-providers"]) {
    await page.goto(`${baseURL}/quote${other}`);
    await runLines(page, baseURL);
  }
  await plain.close();
});

test("an embed grows with a script, asks for nothing more, and no other page can be framed @desktop", async ({
  page,
  baseURL,
  request,
}) => {
  const quote = await (await request.get("/quote/trends?start=2022-01&figure=dane-domains")).text();
  const [, code = ""] = /(&lt;iframe[\s\S]*?&lt;\/script&gt;)/.exec(quote) ?? [];
  article = code
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
  const asked: string[] = [];
  page.on("request", (one) => asked.push(one.url()));
  await page.goto(articleAddress());
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("heading", { name: "DANE domains" })).toBeVisible();
  await expect
    .poll(async () => {
      const outer = await page.locator("iframe").evaluate((one) => one.clientHeight);
      const inner = await frame.locator("html").evaluate((one) => one.scrollHeight);
      return outer !== 560 && outer >= inner;
    })
    .toBe(true);
  // The article and the embed: nothing else is asked for.
  expect(asked.filter((url) => !url.endsWith("/favicon.ico"))).toHaveLength(2);
  expect(await page.context().cookies()).toEqual([]);
  article = `<iframe src="${baseURL}/trends"></iframe>`;
  await page.reload();
  await expect.poll(() => page.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
});
