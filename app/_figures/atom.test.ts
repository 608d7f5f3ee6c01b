import { describe, expect, test } from "vitest";
import { daneDomains } from "@/lib/model/datasets/dane";
import { SERIES_EVENTS } from "@/lib/model/events";
import type { Release } from "@/lib/model/release";
import { atomDocument } from "./atom";
import { caveatsOf, figureOf } from "./page-figure";
import { correctionsFeed, eventsFeed, eventsJson, releasesFeed } from "./site-feeds";

const publicUrl = "https://stats.example.org";
const entry = (n: number) => ({
  id: `${publicUrl}/x#${n}`,
  title: `<${n}> & “more”`,
  updated: `2023-01-${String(n).padStart(2, "0")}T00:00:00Z`,
  href: `${publicUrl}/x?a=b&c=d`,
  summary: "said",
});
const feed = (entries: ReturnType<typeof entry>[]) =>
  atomDocument({
    self: `${publicUrl}/x.atom`,
    title: "x",
    alternate: `${publicUrl}/x`,
    updated: null,
    author: "a",
    entries,
  });

describe("RFC 4287", () => {
  test("§4.1.1: a feed has an id, a title, a time and an author, with entries or without", () => {
    for (const document of [feed([]), feed([entry(1)])]) {
      expect(document).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns=/);
      for (const name of ["id", "title", "updated", "author"])
        expect(document.match(new RegExp(`<${name}>`, "g"))?.length).toBeGreaterThan(0);
    }
  });

  test("§4.1.2: newest first, and text is escaped", () => {
    const document = feed([entry(1), entry(3), entry(2)]);
    expect([...document.matchAll(/#(\d)<\/id>/g)].map(([, n]) => n)).toEqual(["3", "2", "1"]);
    expect(document).toContain("&lt;1&gt; &amp; “more”");
    expect(document).toContain('href="https://stats.example.org/x?a=b&amp;c=d"');
    expect(document).toMatch(/<updated>2023-01-03T00:00:00Z<\/updated><author>/);
  });
});

const release = (id: string, revision: number): Release => ({
  id,
  revision,
  kind: "published_report",
  title: `Report ${id}`,
  authors: [],
  asOf: "2023-12-31",
  asOfPrecision: "month",
  asOfNotBefore: null,
  month: null,
  monthInferred: false,
  postedAt: null,
  sourceTitle: "A post",
  sourceUrl: null,
  altSourceUrl: null,
  derivedFrom: null,
  notes: "A digit was misread.",
  contentSha256: "0".repeat(64),
  publishedAt: "2026-11-20T10:00:00Z",
});

test("corrections are the releases past their first revision, releases are all", () => {
  const both = [release("2023-11", 1), release("2023-12", 2)];
  expect(correctionsFeed(both, publicUrl)).not.toContain("2023-11");
  expect(correctionsFeed(both, publicUrl)).toContain("Corrected: Report 2023-12");
  expect(correctionsFeed(both, publicUrl)).toContain("A digit was misread.");
  expect(releasesFeed(both, publicUrl).match(/<entry>/g)).toHaveLength(2);
});

test("a figure that shows a corrected release says so", () => {
  const row = {
    release: "2023-12",
    edition: "main",
    asOf: "2023-12-31",
    asOfPrecision: "month" as const,
    asOfNotBefore: null,
    flags: [],
  };
  const words = { title: "x", subtitle: "x", caveats: ["own"] };
  expect(figureOf(daneDomains, [{ ...row, revision: 1 }], words).corrections).toEqual([]);
  const corrected = figureOf(daneDomains, [{ ...row, revision: 2 }], words);
  const said = "Corrected: release 2023-12 stands in revision 2; see /corrections.";
  expect(corrected.corrections).toEqual([said]);
  expect(caveatsOf(corrected)).toEqual(["own", said]);
  // Of one that is put together: whatever it is made of.
  const inputs = [{ release: "2021-08", revision: 3 }];
  expect(
    figureOf(daneDomains, [{ ...row, revision: 1 }], { ...words, inputs }).corrections,
  ).toEqual(["Corrected: release 2021-08 stands in revision 3; see /corrections."]);
});

test("events are the file's, each with its source, as JSON and as a feed", () => {
  expect(JSON.parse(eventsJson(publicUrl)).data).toEqual(JSON.parse(JSON.stringify(SERIES_EVENTS)));
  const document = eventsFeed(publicUrl);
  for (const { title, sourceUrl } of SERIES_EVENTS) {
    expect(document).toContain(title.replaceAll("&", "&amp;").slice(0, 12));
    expect(document).toContain(sourceUrl);
  }
});
