import { expect, test } from "@playwright/test";
import { SITE_PAGES } from "./site-pages";

test("a link's preview is a drawn chart that exists @desktop", async ({ request, baseURL }) => {
  for (const address of ["/", "/trends", "/tlds", "/providers", "/providers/one.com", "/why"]) {
    const html = await (await request.get(address)).text();
    const [, image = ""] = /<meta property="og:image" content="([^"]+)"/.exec(html) ?? [];
    expect(image, address).toMatch(new RegExp(`^${baseURL}/`));
    const answer = await request.get(image.replaceAll("&amp;", "&"));
    expect(answer.headers()["content-type"], address).toBe("image/png");
    const [, canonical = ""] = /<link rel="canonical" href="([^"]+)"/.exec(html) ?? [];
    expect(new URL(canonical).pathname).toBe(address);
  }
});

test("search engines get each dataset with its source and files @desktop", async ({
  page,
  request,
}) => {
  await page.goto("/trends");
  const datasets = await page
    .locator('script[type="application/ld+json"]')
    .evaluateAll((all) => all.map((one) => JSON.parse(one.textContent ?? "")));
  expect(datasets.map(({ identifier }) => identifier)).toContain("dane-domains");
  for (const {
    "@type": type,
    name,
    description,
    creator,
    temporalCoverage,
    distribution,
  } of datasets) {
    expect(type).toBe("Dataset");
    expect(name.length * description.length * creator.length).toBeGreaterThan(0);
    // Google asks for 50 to 5,000 characters.
    expect(description.length).toBeGreaterThan(50);
    expect(temporalCoverage).toMatch(/^\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d$/);
    for (const { contentUrl } of distribution)
      expect((await request.get(contentUrl)).status(), contentUrl).toBe(200);
  }
  await page.goto("/as-of/2018-05-01/trends");
  await expect(page.locator('script[type="application/ld+json"]')).toHaveCount(0);
});

test("the sitemap has every page, and each address of a sample answers @desktop", async ({
  request,
  baseURL,
}) => {
  const robots = await (await request.get("/robots.txt")).text();
  expect(robots).toContain(`Sitemap: ${baseURL}/sitemap.xml`);
  const xml = await (await request.get("/sitemap.xml")).text();
  const paths = [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = ""]) =>
    url.slice(baseURL?.length),
  );
  expect(new Set(paths).size).toBe(paths.length);
  const pages = SITE_PAGES.filter((page) => !page.includes("?") && !page.startsWith("/as-of"));
  const unlisted = [
    "/releases/2023-12/r1",
    "/tlds/museum",
    "/providers/ovh.net",
    "/check/no-result-is-kept.nl",
  ];
  for (const page of pages) if (!unlisted.includes(page)) expect(paths, page).toContain(page);
  for (const path of paths.filter((_, i) => i % 17 === 0))
    expect((await request.get(path)).status(), path).toBe(200);
});

test("who is probed finds out by whom @desktop", async ({ request, baseURL }) => {
  const answer = await request.get("/.well-known/probing.txt");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-type"]).toMatch(/^text\/plain/);
  const text = await answer.text();
  expect(text).toContain(`Canonical: ${baseURL}/.well-known/probing.txt\n`);
  expect(Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? "")).toBeGreaterThan(Date.now());
});
