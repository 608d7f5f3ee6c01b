import { brotliCompressSync } from "node:zlib";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { embedDocument } from "@/components/embed/embed-document";
import { toMarkup } from "@/components/markup";
import { connect, type Db } from "@/db/client";
import { FILE_PAGES, fileAddress } from "@/lib/model/page-files";
import { readPins } from "@/lib/model/revision-pin";
import { seenIn } from "@/lib/stats/horizon";
import { readHistory } from "@/lib/survey/publish/history/read-history";
import { publishDrafts } from "@/lib/survey/publish/store";
import { testDatabase } from "@/scripts/testing/test-database";
import { figureCitation } from "./citation";
import { figureDrawings } from "./drawings";
import { embedCode, embedPath } from "./embed-code";
import { figuresOfPage } from "./figures-of-page";
import { answerFile } from "./file-answer";
import { answerOembed } from "./oembed";
import { viewedFigure } from "./viewed-figure";

const publicUrl = "https://stats.example.org";
const today = "2026-11-26";
let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 2 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

const where = (page: string) => ({ publicUrl, prefix: "", asOf: null, page });

/** What an embed may cost a reader of another site's page, compressed; a map of the world the most. */
const MOST_EMBED_BYTES = { map: 22 * 1024, other: 12 * 1024 };

describe("embeds", () => {
  test.for([...FILE_PAGES, "/providers/one.com"])(
    "%s: every chart, whole without a script, small, asking nobody",
    async (page) => {
      const figures = await figuresOfPage(db, page, {});
      if (!figures.ok) throw new Error(figures.error.code);
      for (const { chart, ...figure } of figures.value) {
        if (chart === null) continue;
        const html = embedDocument({
          ...{ title: figure.title, subtitle: figure.subtitle, chart, source: figure.source },
          ...{ date: "As of 1 May 2020", caveats: figure.caveats, theme: "auto" },
          ...{ page: `${publicUrl}${page}`, data: `${publicUrl}${page}.csv` },
        });
        const bytes = brotliCompressSync(html).length;
        expect(bytes, figure.id).toBeLessThan(
          chart.kind === "map" ? MOST_EMBED_BYTES.map : MOST_EMBED_BYTES.other,
        );
        expect(html).toContain(toMarkup(figure.source.name));
        expect(html.match(/<svg /g)?.length, figure.id).toBeGreaterThanOrEqual(2);
        // Nothing is loaded: no file of ours either.
        expect(html).not.toMatch(/ src=|@import|url\(|<link rel="(?!canonical)/);
        expect(html).not.toContain("undefined");
      }
    },
  );

  test("the code to copy is pinned to the figure's date, and escapes what stands in it", async () => {
    const viewed = await viewedFigure(db, where("/trends"), { start: "2020-01" }, true);
    if (viewed === null) throw new Error("no figure");
    const { figure, place } = viewed;
    const pinned = embedPath(figure, place, false);
    expect(pinned).toBe("/as-of/2023-12-31/embed/trends?start=2020-01&figure=dane-domains");
    expect(embedPath(figure, place, true)).toBe("/embed/trends?start=2020-01&figure=dane-domains");
    const code = embedCode({ ...figure, title: 'a "b" <c> & d' }, place, pinned);
    expect(code).toContain('title="a &quot;b&quot; &lt;c&gt; &amp; d"');
    expect(code).toContain("start=2020-01&amp;figure=dane-domains");
    expect(code).toContain(`e.origin==="${publicUrl}"`);
  });

  test("an undated figure is pinned to its revision, which shows after a correction too", async () => {
    const { url } = await testDatabase("loaded");
    const own = connect(url, { maxConnections: 2 });
    const id = "tables-undated-lets-encrypt";
    const figure = "tlsa-issuers-tables-undated-lets-encrypt";
    const first = await viewedFigure(own, where("/dnssec"), { figure }, true);
    if (first === null) throw new Error("no figure");
    expect(embedPath(first.figure, first.place, false)).toBe(
      `/embed/dnssec?figure=${figure}&at=${id}.r1`,
    );
    expect(embedPath(first.figure, first.place, true)).toBe(`/embed/dnssec?figure=${figure}`);
    const citation = figureCitation(first.figure, first.place, today);
    expect(citation?.url).toMatch(new RegExp(`^${publicUrl}/releases/${id}/r1#tlsa-issuers-`));
    const history = await readHistory("db/history");
    const draft = history.ok && history.value.find(({ release }) => release.id === id);
    if (!draft) throw new Error("no draft");
    const tables = draft.tables.map((table) => ({
      ...table,
      rows: table.rows.map((row) => ({
        ...row,
        measures: { ...row.measures, mxHosts: Number(row.measures.mxHosts) + 1_000 },
      })),
    }));
    await publishDrafts(own, [{ ...draft, tables }]);
    const rowsSeen = async (seen: Db) =>
      (await viewedFigure(seen, where("/dnssec"), { figure }, true))?.figure.rows;
    expect(await rowsSeen(seenIn(own, [{ release: id, revision: 1 }]))).toEqual(first.figure.rows);
    expect((await rowsSeen(own))?.[0]?.mxHosts).toBe(Number(first.figure.rows[0]?.mxHosts) + 1_000);
    expect(await rowsSeen(seenIn(own, [{ release: id, revision: 9 }]))).toBeUndefined();
    await own.$client.end({ timeout: 5 });
  });

  test("a change to an undated report is pinned to both of its sides", async () => {
    const state = { from: "2023-12", to: "undated-after-2024-02-08" };
    const live = await viewedFigure(db, where("/why"), state, true);
    if (live === null) throw new Error("no figure");
    const path = embedPath(live.figure, live.place, false);
    expect(path).toMatch(/&at=2023-12\.r1&at=undated-after-2024-02-08\.r1$/);
    const pins = readPins(new URL(path, publicUrl).searchParams.getAll("at")) ?? [];
    const pinned = await viewedFigure(seenIn(db, pins), where("/why"), state, true);
    expect(pinned?.figure.rows).toEqual(live.figure.rows);
    expect(readPins(["2023-12"])).toBeNull();
    expect(readPins(Array.from({ length: 5 }, () => "2023-12.r1"))).toBeNull();
  });

  test("a figure, a page or a state that there is not is none", async () => {
    for (const [page, parameters] of [
      ["/trends", { figure: "nope" }],
      ["/trends", { scale: "loud" }],
      ["/tlds/nope", {}],
      ["/about", {}],
      ["/geoip", { release: "2018-11" }],
      ["/well-known", {}],
    ] as const)
      expect(await viewedFigure(db, where(page), parameters, true), page).toBeNull();
  });
});

describe("oEmbed", () => {
  const ask = async (query: Record<string, string>) => {
    const url = new URL(`/oembed?${new URLSearchParams(query)}`, publicUrl);
    const { status, body } = await answerOembed(db, { url, publicUrl }, today);
    return { status, body: JSON.parse(body) };
  };

  test.for([
    [
      `${publicUrl}/trends?scale=log#dane-share`,
      "/as-of/2023-12-31/embed/trends?scale=log&amp;figure=dane-share",
    ],
    [`${publicUrl}/as-of/2018-05-01/trends`, "/as-of/2018-05-01/embed/trends?figure=dane-domains"],
    [`${publicUrl}/embed/trends?figure=dane-share&theme=dark`, "/embed/trends?figure=dane-share"],
    [
      `${publicUrl}/providers/one.com`,
      "/as-of/2023-12-31/embed/providers/one.com?figure=top-providers",
    ],
    ["/geoip", "/embed/geoip?figure=ipv4"],
    [
      "/embed/dnssec?figure=tlsa-issuers-tables-undated-lets-encrypt&at=tables-undated-lets-encrypt.r1",
      "&amp;at=tables-undated-lets-encrypt.r1",
    ],
  ] as const)("%s", async ([address, path]) => {
    const { status, body } = await ask({ url: address, format: "json" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: "1.0", type: "rich" });
    expect(body.html).toContain(path);
    expect(body.width * body.height).toBeGreaterThan(0);
  });

  test("never larger than asked for", async () => {
    const { body } = await ask({ url: "/trends", maxwidth: "320", maxheight: "240" });
    expect([body.width, body.height]).toEqual([320, 240]);
    // The thumbnail has to keep within them, and has one size.
    expect(body).not.toHaveProperty("thumbnail_url");
    expect((await ask({ url: "/trends", maxwidth: "1200" })).body.thumbnail_width).toBe(1_200);
  });

  test.for([
    [{ url: "https://elsewhere.example/trends" }, 404],
    [{ url: `${publicUrl}/about` }, 404],
    [{ url: `${publicUrl}/as-of/2999-01-01/trends` }, 404],
    [{ url: `${publicUrl}/tlds/%ZZ` }, 404],
    [{ url: "http://[" }, 404],
    [{ url: `${publicUrl}/trends`, format: "xml" }, 501],
    [{}, 400],
  ] as const)("%o is %i", async ([query, status]) => {
    expect((await ask({ ...query })).status).toBe(status);
  });
});

describe("ZIP", () => {
  const ask = async (page: string, format: "zip" | "csv", state = {}, day = today) => {
    const url = new URL(fileAddress(page, format, state), publicUrl);
    url.searchParams.delete("format");
    const asked = { page, format, today: day };
    return (await answerFile(db, { url, publicUrl }, asked, figureDrawings)).body;
  };

  test("holds what the other suffixes give, and the same bytes on another day", async () => {
    const zip = (await ask("/trends", "zip", { start: "2022-01" })) as Uint8Array;
    const later = (await ask("/trends", "zip", { start: "2022-01" }, "2027-01-01")) as Uint8Array;
    expect(Buffer.compare(zip, later)).toBe(0);
    const files = unzipSync(zip);
    const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(["README.txt", "dane-domains.csv", "all.csv", "metadata.json"]),
    );
    expect(text("dane-domains.csv")).toBe(
      await ask("/trends", "csv", { start: "2022-01", figure: "dane-domains" }),
    );
    expect(text("README.txt")).toContain("In December 2023, 3,988,988 domains");
    expect(text("README.txt")).not.toMatch(/read on|undefined/);
    expect(JSON.parse(text("metadata.json")).links.page).toBe(`${publicUrl}/trends?start=2022-01`);
  });

  test("is of a named page and of one figure too", async () => {
    const zip = (await ask("/providers/one.com", "zip", { figure: "top-providers" })) as Uint8Array;
    expect(Object.keys(unzipSync(zip))).toContain("top-providers.csv");
  });
});
