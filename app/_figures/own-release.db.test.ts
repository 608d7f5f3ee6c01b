import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cutIntoSegments } from "@/components/charts/segments";
import { connect, type Db } from "@/db/client";
import { answerPath } from "@/lib/api/routes";
import { daneDomains } from "@/lib/model/datasets/dane";
import type { ReleaseDraft } from "@/lib/model/release";
import { figuresOf } from "@/lib/stats/figures";
import { keyFigure } from "@/lib/stats/key-figure";
import { manifestOf } from "@/lib/stats/manifests";
import { pointsOf } from "@/lib/stats/points";
import { providerList, providerListHeads } from "@/lib/stats/provider-lists";
import { listReleases, releaseById } from "@/lib/stats/releases";
import { computeDraft, markPublished } from "@/lib/survey/aggregate/draft";
import { publishRun } from "@/lib/survey/publish/publish-run";
import { publishDrafts } from "@/lib/survey/publish/store";
import { madeUpDomain } from "@/lib/survey/scan/testing/made-up-domains";
import { MadeUpSurvey, madeUpNames } from "@/scripts/testing/made-up-survey";
import { testDatabase } from "@/scripts/testing/test-database";
import { citationText, figureCitation } from "./citation";
import type { FilePlace } from "./figure-files";
import { sentenceOf } from "./sentence";
import { trendFigures } from "./trends";

const publicUrl = "https://stats.example.org";
let db: Db;

/** A report of others, of a day after our first release and before our second. */
const REPORT: ReleaseDraft = {
  release: {
    ...{ id: "2026-11-late", kind: "published_report", title: "A late report", authors: ["V. D."] },
    ...{ asOf: "2026-11-25", asOfPrecision: "day", asOfNotBefore: null, month: null },
    ...{ monthInferred: false, postedAt: null, sourceTitle: "A post", sourceUrl: null },
    ...{ altSourceUrl: null, derivedFrom: null, notes: null },
  },
  tables: [
    {
      ...{ dataset: "dane-domains", edition: "main", asOf: "2026-11-25", asOfPrecision: "day" },
      ...{ complete: null, other: null, sourceTitle: null, caution: null },
      rows: [{ dimensions: {}, measures: { domains: 4_900_000 }, flags: [] }],
    },
    {
      ...{ dataset: "top-providers", edition: "main", asOf: "2026-11-25", asOfPrecision: "day" },
      ...{ complete: true, other: null, sourceTitle: null, caution: null },
      rows: [
        {
          dimensions: { provider: "example.net" },
          measures: { domains: 900_000, rank: 1, share: null },
          flags: [],
        },
      ],
    },
  ],
};

beforeAll(async () => {
  db = connect((await testDatabase("loaded")).url, { maxConnections: 6 });
  const survey = new MadeUpSurvey(db, "2026-11-24");
  const names = madeUpNames(60);
  const observe = (name: string) => madeUpDomain(name, { verdict: "dane_ok" });
  const publish = async () => {
    const run = await survey.run(names, observe);
    const published = await publishRun(
      {
        ...{ db, markPublished, program: "dane-stats 0", askSecond: null },
        draftOf: async (of) => {
          const made = await computeDraft(db, of);
          return made.ok ? made : { ok: false, error: { code: "none", message: made.error.code } };
        },
        now: () => new Date(survey.now),
      },
      run,
      { override: null, erratum: null },
    );
    expect(published).toMatchObject({ ok: true, value: { state: "published_with_flags" } });
  };
  await publish();
  await publish();
  await publishDrafts(db, [REPORT]);
  await publish();
});
afterAll(() => db.$client.end({ timeout: 5 }));

type Body = {
  data: Record<string, unknown>[];
  meta: Record<string, unknown> & { messages: { text: string }[] };
};
async function get(path: string) {
  const url = new URL(path, publicUrl);
  const { status, body } = await answerPath(
    db,
    { url, publicUrl },
    url.pathname.split("/").slice(3),
  );
  expect(status).toBe(200);
  return JSON.parse(body) as Body;
}

describe("a release of our own survey stands beside those of others", () => {
  test("in the list and by its id, with its manifest and what the gates found", async () => {
    const own = (await listReleases(db)).filter(({ kind }) => kind === "survey_run");
    expect(own.map(({ id }) => id)).toEqual([
      "survey-2026-11-26",
      "survey-2026-11-25",
      "survey-2026-11-24",
    ]);
    expect(await releaseById(db, "survey-2026-11-24")).toMatchObject({
      title: "Survey of 24 November 2026",
      revision: 1,
    });
    const manifest = await manifestOf(db, "survey-2026-11-24", 1);
    expect(manifest).toMatchObject({ day: "2026-11-24", inputs: [{ source: "made up" }] });
    expect(manifest?.gates.map(({ gate, verdict }) => `${gate} ${verdict}`)).toContain(
      "level not_judged",
    );
    expect(await manifestOf(db, "2023-12", 1)).toBeNull();
  });

  test("in the API, where a report has no manifest", async () => {
    const own = await get("/api/v1/releases/survey-2026-11-24");
    expect(own.data).toMatchObject({
      kind: "survey_run",
      manifest: { program: "dane-stats 0", flagged: true, gates: expect.any(Array) },
    });
    expect((await get("/api/v1/releases/2023-12")).data).toMatchObject({ manifest: null });
  });
});

describe("series of different kinds are never joined silently", () => {
  test("each row says whose it is, and an answer with both says that they are two series", async () => {
    const both = await get("/api/v1/dane-domains?start=2023-12-01");
    expect(both.data.map(({ release, kind, flags }) => [release, kind, flags])).toEqual([
      ["2023-12", "published_report", []],
      ["survey-2026-11-24", "survey_run", ["b"]],
      ["2026-11-late", "published_report", []],
      ["survey-2026-11-25", "survey_run", []],
      ["survey-2026-11-26", "survey_run", []],
    ]);
    expect(both.meta.messages.map(({ text }) => text).join()).toContain("of two series");
    expect(both.meta).toMatchObject({ license: null, source: { name: "DANE/DNSSEC survey" } });
  });

  test("an answer with our own figures alone is ours: source, citation, licence", async () => {
    const own = await get("/api/v1/dane-domains?release=survey-2026-11-25");
    expect(own.meta).toMatchObject({
      license: "CC-BY-4.0",
      source: { name: "Survey of DANE & DNSSEC statistics", authors: null },
      messages: [],
    });
    expect(own.meta.citation).toMatch(/^Survey of DANE & DNSSEC statistics\. “DANE domains”/);
  });

  test("a chart has no line, and a change no way, from one to the other", async () => {
    const rows = await figuresOf(db, daneDomains, { start: "2023-11-01" });
    const points = pointsOf(rows, ({ domains }) => domains);
    expect(points.map(({ row, flags }) => `${row.release} ${flags.join()}`)).toEqual([
      "2023-11 ",
      "2023-12 ",
      "survey-2026-11-24 b",
      // Of the day that both have, our own is drawn.
      "survey-2026-11-25 ",
      "survey-2026-11-26 ",
    ]);
    const { runs, gaps } = cutIntoSegments(points);
    expect(runs.map((run) => run.map(({ date }) => date))).toEqual([
      ["2023-11-30", "2023-12-31"],
      ["2026-11-24", "2026-11-25", "2026-11-26"],
    ]);
    expect(gaps).toEqual([]);
    expect(keyFigure(daneDomains, rows, ({ domains }) => domains)?.changes).toEqual({
      month: null,
      year: null,
    });
  });

  test("reports that come after our own are a series of theirs again", () => {
    const row = (asOf: string, kind: "published_report" | "survey_run") => ({
      ...{ asOf, kind, release: asOf, asOfPrecision: "day" as const, flags: [] },
    });
    const points = pointsOf(
      [
        row("2026-11-01", "published_report"),
        row("2026-11-02", "survey_run"),
        row("2026-12-01", "published_report"),
        row("2026-12-31", "published_report"),
      ],
      () => 1,
    );
    expect(points.map(({ flags }) => flags)).toEqual([[], ["b"], ["b"], []]);
  });

  test("the page’s figure names both sources, says where the break is, and quotes whose it is", async () => {
    const { figures } = await trendFigures(db, { scale: "linear" });
    const figure = figures.find(({ id }) => id === "dane-domains");
    if (figure === undefined) throw new Error("the page has no such figure");
    expect(figure.source.name).toBe(
      "DANE/DNSSEC survey, Viktor Dukhovni and Wes Hardaker; and Survey of DANE & DNSSEC statistics",
    );
    expect(figure.caveats.join()).toContain(
      "Two series: from 2026-11-24 on the figures are of Survey of DANE & DNSSEC statistics",
    );
    expect(sentenceOf(figure)).toContain("according to the Survey of DANE & DNSSEC statistics.");
    const place: FilePlace = { publicUrl, page: "/trends", prefix: "", query: "", asOf: null };
    const citation = figureCitation(figure, place, "2026-11-27");
    expect(citation).toMatchObject({
      authors: [],
      sourceName: "Survey of DANE & DNSSEC statistics",
    });
    if (citation !== null) expect(citationText(citation)).not.toContain("Dukhovni");
  });

  test("a list of providers has no change since somebody else’s list", async () => {
    const [, providers] = REPORT.tables;
    if (providers === undefined) throw new Error("the report lists providers");
    const own = (day: string, domains: number): ReleaseDraft => ({
      release: { ...REPORT.release, id: `survey-${day}`, kind: "survey_run", asOf: day },
      tables: [
        {
          ...providers,
          asOf: day,
          rows: [
            {
              dimensions: { provider: "example.net" },
              measures: { domains, rank: 1, share: null },
              flags: [],
            },
          ],
        },
      ],
    });
    await publishDrafts(db, [own("2026-11-27", 700_000), own("2026-11-28", 700_100)]);
    const heads = await providerListHeads(db);
    const lists = await Promise.all(heads.map((head) => providerList(db, heads, head)));
    const changes = lists.flatMap(({ asOf, rows }) =>
      asOf !== null && asOf >= "2026-11-25" ? [[asOf, rows[0]?.change?.absolute ?? null]] : [],
    );
    expect(changes).toEqual([
      ["2026-11-25", null],
      ["2026-11-27", null],
      ["2026-11-28", 100],
    ]);
  });
});
