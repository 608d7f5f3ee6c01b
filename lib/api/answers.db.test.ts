import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { loadHistory } from "@/lib/survey/publish/history/load-history";
import { readHistory } from "@/lib/survey/publish/history/read-history";
import { publishDrafts } from "@/lib/survey/publish/store";
import { testDatabase } from "@/scripts/testing/test-database";
import { answerPath } from "./routes";
import { parseCsv } from "./testing/parse-csv";

const publicUrl = "https://stats.example.org";
let db: Db;

beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 4 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

interface Body {
  data: Record<string, unknown>[];
  meta: {
    dateRange: unknown[];
    messages: { level: string; text: string }[];
    tables: Record<string, unknown>[];
    quality: { flags: { flag: string }[] };
    status: string;
    totalRows: number;
    citation: string;
  };
  links: { next: string | null };
  detail: string;
}
async function get(path: string, on: Db = db) {
  const url = new URL(path, publicUrl);
  const answer = await answerPath(on, { url, publicUrl }, url.pathname.split("/").slice(3));
  const json = answer.headers["content-type"]?.includes("json");
  return { ...answer, json: (json ? JSON.parse(answer.body) : null) as Body };
}
const texts = ({ json }: { json: Body }) => json.meta.messages.map(({ text }) => text).join(" ");

describe("asOf: the latest release at or before the day that has the dataset", () => {
  test("names the release and its revision", async () => {
    const answer = await get("/api/v1/dane-share?asOf=2023-12-30");
    expect(answer.json.data).toMatchObject([
      { asOf: "2023-11-30", release: "2023-11", revision: 1 },
    ]);
    expect(answer.json.meta.tables).toMatchObject([{ release: "2023-11", revision: 1 }]);
  });
  test("an undated table is never the latest: no one knows of when it is", async () => {
    const answer = await get("/api/v1/top-providers?asOf=2100-01-01");
    expect(new Set(answer.json.data.map(({ asOf }) => asOf))).toEqual(new Set(["2023-12-31"]));
    expect(texts(answer)).toContain("have no date and are left out");
  });
  test("before the first release there is nothing, and the answer says so", async () => {
    const answer = await get("/api/v1/dane-domains?asOf=1999-12-31");
    expect(answer).toMatchObject({ status: 200, json: { data: [] } });
    expect(texts(answer)).toContain("No dated release at or before 1999-12-31");
  });
  test("a filter that this release lacks points to the one that has it", async () => {
    const answer = await get("/api/v1/dnssec-domains?basis=ds_rrsets&asOf=2023-12-31");
    expect(answer.json.data).toEqual([]);
    expect(texts(answer)).toContain("release=2018-10");
  });
});

describe("what was asked for, resolved", () => {
  test("range counts back from the newest figure, not from today", async () => {
    const answer = await get("/api/v1/dane-domains?range=1y");
    expect(answer.json.meta.dateRange).toEqual([{ start: "2023-01-01", end: "2023-12-31" }]);
    expect(answer.json.data).not.toEqual([]);
    expect(answer.json.data.every(({ asOf }) => String(asOf) >= "2023-01-01")).toBe(true);
    expect(texts(answer)).toContain("2 matching rows have no date");
  });
  test("a full answer has the undated rows, last, with what they are later than", async () => {
    const { json } = await get("/api/v1/dane-domains");
    expect(json.data.slice(-2)).toMatchObject([
      { asOf: null, asOfPrecision: "unknown", asOfNotBefore: "2024-01-31" },
      { asOf: null, asOfPrecision: "unknown", asOfNotBefore: "2024-02-08" },
    ]);
    expect(json.data[0]).toMatchObject({ asOf: "2016-12-31", flags: ["l"] });
  });
  test("an interval keeps the last report of each period, whole, and invents none", async () => {
    const { json } = await get("/api/v1/top-providers?interval=1y&start=2020-01-01");
    const reports = new Set(json.data.map(({ release }) => release));
    expect(reports).toEqual(new Set(["2020-12", "2021-11", "2022-12", "2023-12"]));
    const ranks = json.data.filter(({ release }) => release === "2022-12").map(({ rank }) => rank);
    expect(ranks).toEqual(ranks.map((_, index) => index + 1));
    const years = await get("/api/v1/dane-domains?interval=1y");
    // No report of 2015 or earlier, none dated later than 2023.
    expect(years.json.data.map(({ asOf }) => String(asOf).slice(0, 4))).toEqual([
      ...["2016", "2017", "2018", "2019", "2020", "2021", "2022", "2023"],
    ]);
  });
});

describe("nothing there", () => {
  test("a known TLD without figures: an empty answer with the reason", async () => {
    const answer = await get("/api/v1/dnssec-by-tld?tld=museum");
    expect(answer).toMatchObject({ status: 200, json: { data: [] } });
    expect(texts(answer)).toContain("No release has figures for tld museum");
  });
  test("a dataset of which nothing is published", async () => {
    const answer = await get("/api/v1/rsa-key-sizes");
    expect(answer).toMatchObject({ status: 200, json: { data: [], meta: { status: "upcoming" } } });
    expect(texts(answer)).toContain("Nothing is published");
    const csv = await get("/api/v1/rsa-key-sizes.csv");
    expect(parseCsv(csv.body)).toHaveLength(1);
  });
  test.for([
    ["/api/v1/danedomains", "dane-domains"],
    ["/api/v1/releases/2023-14", "There is no release"],
    ["/api/v1/releases/2023-12?revision=7", "no revision 7"],
    ["/api/v1/dane-domains?release=2022-99", "There is no release"],
    ["/api/v1/x/meta", "lists all"],
  ])("%s is 404", async ([path = "", says = ""]) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.json.detail).toContain(says);
  });
});

describe("a release and its revision", () => {
  test("an answer that names both knows nothing of what else is published", async () => {
    const pinned = "/api/v1/dane-mx-zones?release=2017-01&revision=1";
    const { url } = await testDatabase("migrated");
    const small = connect(url, { maxConnections: 2 });
    const read = await readHistory("db/history");
    if (!read.ok) throw new Error("not read");
    await publishDrafts(
      small,
      read.value.filter(({ release }) => release.id === "2017-01"),
    );
    const before = await get(pinned, small);
    const release = await get("/api/v1/releases/2017-01?revision=1", small);
    expect(before.headers["cache-control"]).toContain("immutable");
    await loadHistory(url, "db/history");
    const changed = read.value
      .filter(({ release }) => release.id === "2017-01")
      .map((draft) => ({ ...draft, release: { ...draft.release, notes: "An erratum." } }));
    await publishDrafts(small, changed);
    expect((await get(pinned, small)).body).toBe(before.body);
    expect((await get("/api/v1/releases/2017-01?revision=1", small)).body).toBe(release.body);
    expect((await get("/api/v1/releases/2017-01", small)).json).toMatchObject({
      data: { revision: 2, notes: "An erratum." },
    });
    await small.$client.end({ timeout: 5 });
  });

  test("a cursor ends when something is published", async () => {
    const { url } = await testDatabase("loaded");
    const own = connect(url, { maxConnections: 2 });
    const first = await get("/api/v1/dane-domains?limit=3", own);
    const next = new URL(first.json.links.next ?? "");
    expect((await get(next.pathname + next.search, own)).status).toBe(200);
    const read = await readHistory("db/history");
    if (!read.ok) throw new Error("not read");
    await publishDrafts(
      own,
      read.value
        .slice(0, 1)
        .map((draft) => ({ ...draft, release: { ...draft.release, id: "new" } })),
    );
    const late = await get(next.pathname + next.search, own);
    expect(late.status).toBe(400);
    expect(late.body).toContain("problem-cursor-outdated");
    await own.$client.end({ timeout: 5 });
  });
});

describe("CSV", () => {
  test("has the rows of the JSON, and where they come from in its headers", async () => {
    const json = await get("/api/v1/breakage-by-tld");
    const csv = await get("/api/v1/breakage-by-tld.csv");
    const [header = [], ...lines] = parseCsv(csv.body);
    expect(lines.map((line) => line[header.indexOf("tld")])).toEqual(
      json.json.data.map(({ tld }) => tld),
    );
    expect(lines.map((line) => Number(line[header.indexOf("share")]))).toEqual(
      json.json.data.map(({ share }) => share),
    );
    expect(csv.headers["content-disposition"]).toBe(
      'attachment; filename="dane-stats_breakage-by-tld.csv"',
    );
    expect(csv.headers.link).toContain(
      `<${publicUrl}/api/v1/breakage-by-tld/meta>; rel="describedby"`,
    );
  });
  test("no text of the published history needs an apostrophe", async () => {
    for (const path of ["non-tls-domains", "top-providers", "releases"])
      expect((await get(`/api/v1/${path}.csv`)).body).not.toMatch(/(^|[,"])'[=+\-@]/m);
  });
});
