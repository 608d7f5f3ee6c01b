import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { axeViolations, sidewaysPx } from "./accessibility";

/** A page of another site, which is another port of this machine. */
let elsewhere: Server;
let html = "";
test.beforeAll(async () => {
  elsewhere = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Article</title><body style="margin:0">${html}`);
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
});
test.afterAll(() => void elsewhere.close());

test("the code to copy shows the chart in another site's page, as high as it needs", async ({
  page,
  baseURL,
}) => {
  await page.goto("/quote/trends?figure=dane-domains&start=2022-01#embed");
  const code = page.getByRole("region", { name: "Code of the embed" }).locator("code");
  html = (await code.textContent()) ?? "";
  expect(html).toContain(`${baseURL}/as-of/2023-12-31/embed/trends?`);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("heading", { name: "DANE domains" })).toBeVisible();
  await expect(frame.locator("svg:visible")).toContainText("3,988,988");
  await expect(frame.locator("body")).toContainText("As of December 2023");
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
  // Any other page refuses to be framed.
  html = `<iframe src="${baseURL}/trends"></iframe>`;
  await page.reload();
  await expect.poll(() => page.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
});

test("embeds of every kind of chart, alone: light and dark, accessible", async ({ page }) => {
  for (const path of [
    "/embed/trends?figure=dane-domains",
    "/embed/providers?figure=provider-ranks",
    "/embed/geoip",
    "/as-of/2023-12-31/embed/providers/one.com",
  ]) {
    for (const theme of ["light", "dark"]) {
      const answer = await page.goto(`${path}${path.includes("?") ? "&" : "?"}theme=${theme}`);
      expect(answer?.status(), path).toBe(200);
      expect(answer?.headers()["x-frame-options"]).toBeUndefined();
      expect(answer?.headers()["content-security-policy"]).toContain("frame-ancestors *");
      expect(await sidewaysPx(page), path).toBeLessThanOrEqual(0);
      expect(await axeViolations(page), `${path} ${theme}`).toEqual([]);
    }
  }
  for (const path of ["/embed/trends?figure=nope", "/embed/about", "/embed/trends?theme=loud"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    expect(answer?.headers()["x-frame-options"]).toBe("DENY");
  }
});

test("a page's head leads to its embed @desktop", async ({ page, request, baseURL }) => {
  await page.goto("/trends?scale=log");
  const link = page.locator('link[type="application/json+oembed"]');
  const answer = await request.get((await link.getAttribute("href")) ?? "");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["access-control-allow-origin"]).toBe("*");
  const { html: code, thumbnail_url: image } = await answer.json();
  expect(code).toContain(`${baseURL}/as-of/2023-12-31/embed/trends?scale=log&amp;`);
  expect((await request.get(image)).headers()["content-type"]).toBe("image/png");
});
