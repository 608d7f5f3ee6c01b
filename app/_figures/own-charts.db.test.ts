import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { Dataset } from "@/lib/model/dataset";
import { DATASETS } from "@/lib/model/datasets";
import { HOST_FAULT_CODES } from "@/lib/model/host-faults";
import { LAB_DATA, OWN_SURVEY } from "@/lib/model/sources";
import { providerFacts } from "@/lib/stats/provider-facts";
import { tldRanking } from "@/lib/stats/tld-ranking";
import { publishLabReleases } from "@/scripts/testing/lab-releases";
import { testDatabase } from "@/scripts/testing/test-database";
import { figuresOfPage } from "./figures-of-page";
import type { PageFigure } from "./page-figure";
import { rollOverRisks } from "./provider-practice";
import { sentenceOf } from "./sentence";

let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  await publishLabReleases(url, 2);
  db = connect(url, { maxConnections: 4 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

const pageOf = async (page: string, state = {}): Promise<PageFigure[]> => {
  const found = await figuresOfPage(db, page, state);
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
};

/** What a reader of a figure sees of words that were not there. */
const HOLES = /\b(undefined|null|NaN|Infinity)\b|\[object/;

describe("a dataset of our own survey", () => {
  const own: readonly Dataset[] = DATASETS.filter(({ source }) => source === OWN_SURVEY);

  test.for(own.map((dataset) => [dataset.id, dataset] as const))(
    "%s is drawn on its page, with its rows",
    async ([id, dataset]) => {
      const figures = (await pageOf(dataset.page)).filter((one) => one.dataset.id === id);
      expect(figures.length).toBeGreaterThan(0);
      for (const figure of figures) {
        expect(figure.rows.length).toBeGreaterThan(0);
        const { chart } = figure;
        expect(chart?.kind === "bars" ? chart.list.rows.length : chart?.kind).toBeTruthy();
        expect(`${figure.title} ${figure.subtitle} ${figure.caveats.join()}`).not.toMatch(HOLES);
        if (chart?.kind === "bars")
          for (const { label, note, value } of chart.list.rows) {
            expect(`${label} ${note}`.replace(" undefined", "")).not.toMatch(HOLES);
            expect(value).not.toBeNaN();
          }
        expect(figure.source.name).toBe(LAB_DATA.name);
        expect(sentenceOf(figure)).toContain("nothing was measured");
      }
    },
  );
});

describe("figures of a lab stand among those of reports", () => {
  test("as somebody else’s: no table has columns of both", async () => {
    const ranking = await tldRanking(db);
    expect(ranking.dnssec?.table.kind).toBe("survey_run");
    expect([ranking.earlier, ranking.bands]).toEqual([null, null]);
    expect(ranking.theirBands?.table.kind).toBe("published_report");
  });

  test("places are drawn of the latest list’s kind", async () => {
    const ranks = (await pageOf("/providers")).find(({ id }) => id === "provider-ranks");
    const series = ranks?.chart?.kind === "ranks" ? ranks.chart.ranks.series : [];
    expect(series.map(({ points }) => points.length)).toEqual(series.map(() => 2));
    expect(series.length).toBeGreaterThan(5);
  });
});

describe("the page of problems", () => {
  test("lists each fault that the lab has, operators and hosts longest broken first", async () => {
    const [faults, operators, hosts] = await pageOf("/problems");
    expect(faults?.rows.map(({ fault }) => fault).sort()).toEqual(
      HOST_FAULT_CODES.filter((code) => code !== "certificate-not-trusted").sort(),
    );
    const behind = (faults?.rows ?? []).map(({ domains }) => Number(domains));
    expect(behind).toEqual(behind.toSorted((a, b) => b - a));
    for (const figure of [operators, hosts]) {
      const since = (figure?.rows ?? []).map(({ firstSeen }) => String(firstSeen));
      expect(since).toEqual([...since].sort());
      for (const { domains } of figure?.rows ?? []) expect(domains).toBeGreaterThanOrEqual(10);
    }
  });

  test("is narrowed by fault, and what is no fault is refused", async () => {
    const [, operators, hosts] = await pageOf("/problems", { fault: "tlsa-invalid" });
    for (const { fault } of [...(operators?.rows ?? []), ...(hosts?.rows ?? [])])
      expect(fault).toBe("tlsa-invalid");
    expect(operators?.rows.length).toBeGreaterThan(0);
    const wrong = await figuresOfPage(db, "/problems", { fault: "sad" });
    expect(wrong).toMatchObject({ ok: false, error: { code: "bad_query" } });
  });
});

describe("a provider’s page", () => {
  test.for([
    ["next-1.example", []],
    ["issuer-1.example", ["ends", "issuer", "single"]],
    ["cert-1.example", ["certificate", "single"]],
    ["both-1.example", []],
  ] as const)("%s has the risks that come with its records", async ([zone, risks]) => {
    const { practice } = await providerFacts(db, zone);
    const newest = practice.at(-1);
    if (newest === undefined) throw new Error("the provider is named");
    expect(rollOverRisks(newest).map(({ id }) => id)).toEqual(risks);
  });

  test("says what is broken there now", async () => {
    const [problems, practice] = await pageOf("/providers/stale-1.example");
    expect(problems?.rows).toMatchObject([{ fault: "tlsa-invalid", hosts: 2 }]);
    expect(practice?.title).toMatch(/^(\d+) of \1 domains at stale-1\.example depended/);
  });
});
