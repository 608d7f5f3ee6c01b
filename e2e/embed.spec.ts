import { expect, test } from "@playwright/test";
import { axeViolations, sidewaysPx } from "./accessibility";

test("embeds of every kind of chart, alone: light and dark, accessible", async ({ page }) => {
  for (const path of [
    "/embed/trends?figure=dane-domains",
    "/embed/providers?figure=provider-ranks",
    "/embed/geoip",
    "/embed/why?from=2018-10&to=2022-10&figure=provider-changes",
    "/embed/dnssec?figure=tlsa-issuers-tables-undated-lets-encrypt&at=tables-undated-lets-encrypt.r1",
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

test("a page's head leads to its embed @desktop", async ({ request, baseURL }) => {
  const html = await (await request.get("/trends?scale=log")).text();
  const [link = ""] = /<link [^>]*type="application\/json\+oembed"[^>]*>/.exec(html) ?? [];
  const [, href = ""] = / href="([^"]*)"/.exec(link) ?? [];
  const answer = await request.get(href.replaceAll("&amp;", "&"));
  expect(answer.status()).toBe(200);
  expect(answer.headers()["access-control-allow-origin"]).toBe("*");
  const { html: code, thumbnail_url: image } = await answer.json();
  expect(code).toContain(`${baseURL}/as-of/2023-12-31/embed/trends?scale=log&amp;`);
  expect((await request.get(image)).headers()["content-type"]).toBe("image/png");
});
