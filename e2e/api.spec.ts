import { type APIRequestContext, expect, test } from "@playwright/test";
import { SAMPLE_CALLS } from "@/lib/api/sample-calls";
import { type Ask, checkContract } from "@/lib/api/testing/contract";
import { DATASETS } from "@/lib/model/datasets";
import { SURVEYED_NAME } from "@/scripts/testing/surveyed-name";

/** Raw bytes and headers: no redirect is followed, nothing is retried. */
const asking =
  (request: APIRequestContext): Ask =>
  async (path) => {
    const answer = await request.get(path, { maxRedirects: 0 });
    return { status: answer.status(), headers: answer.headers(), body: await answer.text() };
  };

test("every operation of the OpenAPI document answers as it says @desktop", async ({ request }) => {
  test.setTimeout(300_000);
  // The server refuses control characters for every address, before the API sees them.
  const { calls, operations, faults } = await checkContract(asking(request), {
    controlCharacters: false,
    surveyed: SURVEYED_NAME,
  });
  expect(faults).toEqual([]);
  expect(operations).toBeGreaterThan(DATASETS.length);
  expect(calls).toBeGreaterThan(1_000);
});

test("an answer has a strong ETag, and 304 while nothing was published @desktop", async ({
  request,
}) => {
  for (const path of ["/api/v1/dane-domains", "/api/v1/dane-domains.csv", "/api/v1/releases"]) {
    const first = await request.get(path);
    const { etag = "", "last-modified": modified } = first.headers();
    expect(etag, path).toMatch(/^"[^"]+"$/);
    expect(modified, path).toBeTruthy();
    const again = await request.get(path, { headers: { "if-none-match": etag } });
    expect(again.status(), path).toBe(304);
    expect((await again.body()).length).toBe(0);
    const other = await request.get(path, { headers: { "if-none-match": '"other"' } });
    expect(other.status(), path).toBe(200);
  }
});

test("only a release's revision may be kept for good @desktop", async ({ request }) => {
  const cacheOf = async (path: string) => (await request.get(path)).headers()["cache-control"];
  expect(await cacheOf("/api/v1/dane-domains?release=2023-12&revision=1")).toContain("immutable");
  for (const path of [
    "/api/v1/dane-domains",
    "/api/v1/dane-domains?release=2023-12",
    "/api/v1/dane-domains?asOf=2023-12-31",
  ])
    expect(await cacheOf(path), path).not.toContain("immutable");
});

test("programs of any origin may read, and HEAD says what GET would @desktop", async ({
  request,
}) => {
  const get = await request.get("/api/v1/dane-share");
  expect(get.headers()["access-control-allow-origin"]).toBe("*");
  const head = await request.head("/api/v1/dane-share");
  expect(head.status()).toBe(200);
  expect(head.headers()["content-type"]).toBe(get.headers()["content-type"]);
  expect(head.headers().etag).toBe(get.headers().etag);
  const post = await request.post("/api/v1/dane-share", { data: {} });
  expect(post.status()).toBe(405);
  expect(post.headers()["content-type"]).toContain("application/problem+json");
});

test("the quick start's calls answer @desktop", async ({ request }) => {
  for (const { path, show } of SAMPLE_CALLS) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(200);
    expect(show(await answer.text()).split("\n").length, path).toBeGreaterThan(2);
  }
});

test("the reference names every dataset and each of its columns, without JavaScript @desktop", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${baseURL}/api`);
  const sections = await page
    .getByRole("main")
    .locator("section section")
    .evaluateAll((all) =>
      all.map((section) => ({
        id: section.getAttribute("aria-labelledby"),
        text: section.textContent ?? "",
      })),
    );
  const texts = new Map(sections.map(({ id, text }) => [id, text]));
  for (const { id, title, dimensions, measures } of DATASETS)
    for (const words of [title, ...Object.keys(dimensions), ...Object.keys(measures)])
      expect(texts.get(id), `${id}: ${words}`).toContain(words);
  await context.close();
});
