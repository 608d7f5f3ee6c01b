import { expect, test } from "@playwright/test";

const FEEDS = [
  "/events.atom",
  "/releases.atom",
  "/corrections.atom",
  "/trends.atom",
  "/tlds/nl?format=atom",
  "/providers/one.com?format=atom",
  "/as-of/2018-05-01/trends.atom",
] as const;

test("every feed is one that a reader takes @desktop", async ({ page, request, baseURL }) => {
  await page.goto("/about");
  for (const address of FEEDS) {
    const answer = await request.get(address);
    expect(answer.status(), address).toBe(200);
    expect(answer.headers()["content-type"], address).toContain("application/atom+xml");
    expect(answer.headers()["access-control-allow-origin"], address).toBe("*");
    const feed = await page.evaluate(
      (text) => {
        const document = new DOMParser().parseFromString(text, "application/xml");
        const all = (name: string) =>
          [...document.getElementsByTagName(name)].map((one) => one.textContent ?? "");
        const self = document.querySelector('feed > link[rel="self"]')?.getAttribute("href") ?? "";
        const faults = document.getElementsByTagName("parsererror").length;
        return { faults, ids: all("id"), titles: all("title"), updated: all("updated"), self };
      },
      await answer.text(),
    );
    expect(feed.faults, address).toBe(0);
    expect(new Set(feed.ids).size, address).toBe(feed.ids.length);
    for (const id of feed.ids) expect(() => new URL(id), id).not.toThrow();
    expect(feed.titles, address).toHaveLength(feed.ids.length);
    for (const time of feed.updated) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(decodeURIComponent(feed.self), address).toContain(`${baseURL}${address.split("?")[0]}`);
    // Nothing has been corrected yet; every other feed has something to say.
    expect(feed.ids.length, address).toBeGreaterThan(address.startsWith("/corrections") ? 0 : 2);
  }
});

test("the events are one file, each with its source @desktop", async ({ request }) => {
  const answer = await request.get("/events.json");
  expect(answer.headers()["access-control-allow-origin"]).toBe("*");
  const { data }: { data: { sourceUrl: string; title: string }[] } = await answer.json();
  expect(data.length).toBeGreaterThan(5);
  for (const { sourceUrl, title } of data) expect(sourceUrl, title).toMatch(/^https:/);
});
