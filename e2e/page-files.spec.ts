import { execFileSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { formatCount, formatShare } from "@/components/format";
import { parseCsv } from "@/lib/api/testing/parse-csv";
import { FILE_FORMAT_NAMES, fileAddress } from "@/lib/model/page-files";

const PAGES = [
  "/trends",
  "/trends?scale=log&start=2020-08",
  "/tlds?sort=breakage&q=n",
  "/tlds/nl",
  "/providers?list=2018-01",
  "/providers/one.com",
  "/compare?provider=one.com&provider=transip.nl&scale=log",
  "/why?from=2021-08&to=2021-12",
  "/geoip?release=2018-10",
  "/dnssec",
  "/reliability",
  "/well-known?q=bund",
  "/starttls",
] as const;

interface Metadata {
  meta: {
    figures: {
      figure: string;
      measures: string[];
      columns: { name: string; kind: string }[];
      hasChart: boolean;
    }[];
  };
}

/** How a page may write a value: shares with as many digits as the source gives. */
function waysToWrite(value: string, kind: string): string[] {
  if (kind === "share") return [0, 1, 2].map((digits) => formatShare(Number(value), digits));
  if (kind === "count") return [formatCount(Number(value))];
  return [];
}

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`);

for (const address of PAGES) {
  test(`${address}: every suffix of every figure agrees with the page @desktop`, async ({
    page,
    request,
  }) => {
    const { pathname, searchParams } = new URL(address, "http://localhost");
    const state = Object.fromEntries(
      [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
    );
    const fileOf = (format: (typeof FILE_FORMAT_NAMES)[number], more = {}) =>
      fileAddress(pathname, format, { ...state, ...more });
    await page.goto(address);
    const { meta }: Metadata = await (await request.get(fileOf("metadata"))).json();
    let compared = 0;
    for (const { figure, measures, columns, hasChart } of meta.figures) {
      for (const format of FILE_FORMAT_NAMES) {
        const isDrawing = format === "svg" || format === "png";
        const answer = await request.get(fileOf(format, { figure }));
        expect(answer.status(), `${format} of ${figure}`).toBe(isDrawing && !hasChart ? 404 : 200);
        expect(answer.headers()["access-control-allow-origin"]).toBe("*");
      }
      const [head = [], ...rows] = parseCsv(
        await (await request.get(fileOf("csv", { figure }))).text(),
      );
      const frame = page.locator(`[id="${figure}"]`);
      if ((await frame.count()) === 0) continue;
      const shown = (await frame.textContent()) ?? "";
      const [measure = ""] = measures;
      const { kind = "" } = columns.find(({ name }) => name === measure) ?? {};
      for (const row of rows) {
        const value = row[head.indexOf(snakeCase(measure))] ?? "";
        const written = value === "" ? [] : waysToWrite(value, kind);
        if (written.length === 0) continue;
        compared += 1;
        expect(
          written.some((words) => shown.includes(words)),
          `${figure}: ${written.join(" or ")}`,
        ).toBe(true);
      }
    }
    if (!address.startsWith("/well-known")) expect(compared).toBeGreaterThan(0);
  });
}

test("the lines to paste are run: curl and Python @desktop", async ({ page, baseURL }) => {
  for (const address of [
    "/quote/trends?start=2022-01&figure=dane-share",
    "/quote/tlds/xn--j6w193g",
    "/quote/providers?q=a&sort=most&figure=all-providers",
  ]) {
    await page.goto(address);
    const lines = await page
      .locator("[data-example]")
      .evaluateAll((all) =>
        all.map((one) => [
          one.getAttribute("data-example") ?? "",
          one.querySelector("code")?.textContent ?? "",
        ]),
      );
    expect(lines.length).toBeGreaterThan(0);
    for (const program of ["curl", "Python"]) {
      const line = lines.find(([name]) => name === program)?.[1] ?? "";
      expect(line).toContain(`${baseURL}/`);
      const printed = execFileSync("sh", ["-c", line], { encoding: "utf8" });
      expect(printed, line).toContain("as_of");
      expect(printed.trim().split("\n").length, line).toBeGreaterThan(program === "curl" ? 1 : 0);
    }
    for (const [, line] of lines.filter(([name]) => name === "R"))
      expect(line).toMatch(/^read\.csv\("http[^"]+"\)$/);
  }
});

test("a wrong suffix is answered with those that exist, without a script @desktop", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const answer = await page.goto(`${baseURL}/trends.xlsx`);
  expect(answer?.status()).toBe(404);
  for (const format of FILE_FORMAT_NAMES)
    await expect(
      page
        .getByRole("main")
        .getByRole("link", { name: fileAddress("/trends", format), exact: true }),
    ).toHaveCount(1);
  await context.close();
});

test("the menu opens without a script, by keyboard @desktop", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${baseURL}/geoip`);
  const link = page.locator("#ipv4").getByRole("link", { name: "PNG", exact: true });
  await expect(link).toBeHidden();
  await page.locator("#ipv4 summary", { hasText: "Data" }).press("Enter");
  await expect(link).toBeVisible();
  await context.close();
});
