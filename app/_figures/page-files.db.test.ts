import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { connect, type Db } from "@/db/client";
import { parseCsv } from "@/lib/api/testing/parse-csv";
import { FILE_PAGES, type FileFormat, fileAddress } from "@/lib/model/page-files";
import { testDatabase } from "@/scripts/testing/test-database";
import { figureDrawings } from "./drawings";
import { answerFile } from "./file-answer";

const publicUrl = "https://stats.example.org";
let db: Db;

beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 4 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

/** As the route asks: the address of the file, format apart. */
async function ask(page: string, format: FileFormat, parameters: Record<string, string> = {}) {
  const url = new URL(fileAddress(page, format, parameters), publicUrl);
  url.searchParams.delete("format");
  const answer = await answerFile(
    db,
    { url, publicUrl },
    { page, format, today: "2026-11-26" },
    figureDrawings,
  );
  return { ...answer, text: String(answer.body) };
}

interface Metadata {
  meta: {
    figures: {
      figure: string;
      dataset: string;
      rows: number;
      hasChart: boolean;
      columns: { name: string; description: string }[];
      source: { name: string };
    }[];
  };
  links: Record<string, string>;
}

const PAGES = [...FILE_PAGES, "/tlds/nl", "/tlds/xn--j6w193g", "/providers/one.com"];

describe("the page is the API: every suffix of every figure", () => {
  test.for(PAGES)("%s", async (page) => {
    const metadata = await ask(page, "metadata");
    expect(metadata.status, metadata.text).toBe(200);
    const { meta, links }: Metadata = JSON.parse(metadata.text);
    expect(meta.figures.length).toBeGreaterThan(0);
    expect(new Set(meta.figures.map(({ figure }) => figure)).size).toBe(meta.figures.length);
    expect(links.page).toBe(publicUrl + page);
    const whole = parseCsv((await ask(page, "csv")).text);
    for (const { figure, rows, hasChart, columns, source } of meta.figures) {
      expect(source.name).not.toBe("");
      expect(columns.every(({ description }) => description !== "")).toBe(true);
      const csv = parseCsv((await ask(page, "csv", { figure })).text);
      expect(csv.length - 1, figure).toBe(rows);
      const json = JSON.parse((await ask(page, "json", { figure })).text);
      expect(json.data).toHaveLength(1);
      expect(json.data[0].rows).toHaveLength(rows);
      // Each value of the figure stands in the page's long rows too.
      expect(whole.filter(([id]) => id === figure).length % Math.max(rows, 1)).toBe(0);
      const svg = await ask(page, "svg", { figure });
      expect(svg.status, `${page} ${figure}`).toBe(hasChart ? 200 : 404);
      if (!hasChart) continue;
      expect(svg.text).toContain("Source: ");
      expect(svg.text).not.toMatch(/var\(|class=|style=|href=/);
    }
  });

  test("a range and a scale are those of the page", async () => {
    const csv = parseCsv(
      (await ask("/trends", "csv", { figure: "dane-domains", start: "2023-09", scale: "log" }))
        .text,
    );
    const [head = [], ...rows] = csv;
    expect(rows.map((row) => [row[head.indexOf("as_of")], row[head.indexOf("domains")]])).toEqual([
      ["2023-09-30", "3923543"],
      ["2023-11-30", "3987641"],
      ["2023-12-31", "3988988"],
    ]);
    const svg = await ask("/trends", "svg", { figure: "dane-domains", scale: "log" });
    expect(svg.text).toContain("logarithmic scale.");
  });

  test("a filter and an order are those of the page", async () => {
    const of = async (state: Record<string, string>) =>
      parseCsv((await ask("/tlds", "csv", { figure: "dnssec-by-tld", ...state })).text).slice(1);
    expect((await of({}))[0]).toContain("nl");
    expect(await of({ q: "香港" })).toHaveLength(1);
    const names = (await of({ sort: "tld" })).map((row) => String(row[7]));
    expect(names).toEqual([...names].sort());
  });
});

describe("what is wrong is said, with what exists", () => {
  test.for([
    ["/trends", "csv", { figure: "nope" }, 404, "dane-domains, dnssec-domains"],
    ["/trends", "csv", { start: "yesterday" }, 400, "YYYY-MM-DD"],
    ["/trends", "csv", { colour: "red" }, 400, "start, end, scale"],
    ["/trends", "csv", { theme: "dark" }, 400, "theme"],
    ["/trends", "svg", { theme: "loud" }, 400, "light, dark"],
    ["/trends", "png", { shape: "4096x4096" }, 400, "page, wide, square"],
    ["/well-known", "svg", {}, 404, "cannot be drawn"],
    ["/tlds/museun", "csv", {}, 404, ".museum"],
    ["/trends", "csv", { start: "2023-12", end: "2020-01" }, 400, "not after the end"],
    ["/geoip", "csv", { release: "2018-11" }, 404, "There are 2018-03, 2018-01, 2018-10"],
    ["/providers", "csv", { list: "2018-02" }, 404, "Did you mean 2017-02 or 2018-01 or 2018-03?"],
    ["/why", "csv", { from: "2023-1" }, 404, "Did you mean 2023-11"],
    ["/tlds/nl", "png", {}, 404, "The page has no chart in this state"],
    ["/providers/nobody.example", "json", {}, 404, "all-providers"],
  ] as const)("%s %s %o", async ([page, format, parameters, status, words]) => {
    const answer = await ask(page, format, parameters);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(answer.text).detail).toContain(words);
  });
});

describe("images", () => {
  const size = (png: Uint8Array) => {
    const view = new DataView(png.buffer, png.byteOffset);
    return [view.getUint32(16), view.getUint32(20)];
  };

  test("have the size of their shape, and text", async () => {
    const png = await ask("/trends", "png", { shape: "wide" });
    expect(size(png.body as Uint8Array)).toEqual([1_200, 675]);
    const square = await ask("/trends", "png", { shape: "square", theme: "dark" });
    expect(size(square.body as Uint8Array)).toEqual([1_080, 1_080]);
    // Without a font there is no text, and the image is a third as large.
    expect((png.body as Uint8Array).length).toBeGreaterThan(30_000);
  });

  test("are drawn for one point and for none", async () => {
    for (const state of [
      { start: "2023-12", end: "2023-12" },
      { start: "2018-05", end: "2018-09" },
    ]) {
      expect((await ask("/trends", "png", state)).status).toBe(200);
      const svg = (await ask("/trends", "svg", { figure: "dane-domains", ...state })).text;
      expect(svg).toContain(state.start === "2023-12" ? "3,988,988" : "No dated figure");
    }
  });

  test("equal drawings are made once, and more than can wait are refused", async () => {
    const drawing = (n: number) =>
      figureDrawings.png(
        `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><text>${n}</text></svg>`,
      );
    const [one, same] = await Promise.all([drawing(0), drawing(0)]);
    expect(same).toBe(one);
    const many = await Promise.all(Array.from({ length: 60 }, (_, n) => drawing(n + 1)));
    const refused = many.filter((png) => png === null).length;
    expect(refused).toBeGreaterThan(20);
    expect(refused).toBeLessThan(60);
    expect(await drawing(59)).not.toBeNull();
  });

  test("who waits too long is refused, and makes room", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const drawing = (n: number) =>
      figureDrawings.png(
        `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><text>late ${n}</text></svg>`,
      );
    const all = Array.from({ length: 20 }, (_, n) => drawing(n));
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    const made = await Promise.all(all);
    expect(made.filter((png) => png !== null)).toHaveLength(2);
    expect(await drawing(19)).not.toBeNull();
  });
});
