import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { ReleaseDraft } from "@/lib/model/release";
import { askedRevisionFile } from "@/lib/model/release-file";
import { revisionFile } from "@/lib/stats/release-file";
import { whyMoved, whySides } from "@/lib/stats/why";
import { causesBetween } from "@/lib/stats/why-causes";
import { publishDrafts } from "@/lib/survey/publish/store";
import { reproduce } from "@/scripts/reproduce/reproduce";
import { testDatabase } from "@/scripts/testing/test-database";
import { figureDrawings } from "./drawings";
import { figuresOfPage } from "./figures-of-page";
import { answerFile } from "./file-answer";
import { sentenceOf } from "./sentence";
import { whyFigures } from "./why";

const publicUrl = "https://stats.example.org";
/** The files of revisions, as the site answers for them. */
const fileFrom = (own: Db) => async (address: string) => {
  const asked = askedRevisionFile(new URL(address).pathname);
  const file = asked === undefined ? null : await revisionFile(own, asked.id, asked.revision);
  if (file === null) throw new Error(`no file: ${address}`);
  return file.text;
};

let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 2 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

/** A release of our own survey as the aggregation drafts one, in short. */
function ownDraft(
  day: string,
  domains: number,
  changes: readonly [change: "gained" | "lost", cause: string, domains: number][],
): ReleaseDraft {
  const table = (
    dataset: string,
    rows: ReleaseDraft["tables"][number]["rows"],
  ): ReleaseDraft["tables"][number] => ({
    ...{ dataset, edition: "main", asOf: day, asOfPrecision: "day", rows },
    ...{ complete: true, other: null, sourceTitle: null, caution: null },
  });
  return {
    release: {
      ...{ id: `survey-${day}`, kind: "survey_run", title: `Survey of ${day}`, authors: [] },
      ...{ asOf: day, asOfPrecision: "day", asOfNotBefore: null, month: null },
      ...{ monthInferred: false, postedAt: null, sourceTitle: "A run", sourceUrl: null },
      ...{ altSourceUrl: null, derivedFrom: null, notes: null },
    },
    tables: [
      table("dane-domains", [{ dimensions: {}, measures: { domains }, flags: [] }]),
      table("top-providers", [
        {
          dimensions: { provider: "example.net" },
          measures: { domains: domains - 10, rank: 1, share: null },
          flags: [],
        },
      ]),
      table(
        "dane-changes",
        changes.map(([change, cause, count]) => ({
          ...{ dimensions: { change, cause }, measures: { domains: count }, flags: [] },
        })),
      ),
    ],
  };
}

describe("why did it move, by cause", () => {
  const sideOf = async (own: Db, day: string) => {
    const side = (await whySides(own)).find(({ release }) => release === `survey-${day}`);
    if (side === undefined) throw new Error(day);
    return side;
  };

  test("the causes of every release on the way add up, backwards the other way round", async () => {
    const { url } = await testDatabase("loaded");
    const own = connect(url, { maxConnections: 2 });
    await publishDrafts(own, [
      ownDraft("2026-11-20", 1_000, []),
      ownDraft("2026-11-21", 1_050, [
        ["gained", "tlsa_published", 80],
        ["lost", "tlsa_lost", 30],
      ]),
      ownDraft("2026-11-22", 1_100, [
        ["gained", "tlsa_published", 70],
        ["lost", "broken", 15],
      ]),
    ]);
    const figure = async (from: string, to: string) => {
      const state = { from: `survey-${from}`, to: `survey-${to}` };
      const found = await whyFigures(own, state);
      const causes = found.ok && found.value.figures.find(({ id }) => id === "causes");
      if (!causes) throw new Error("no causes");
      const url = new URL(`${publicUrl}/why.json?${new URLSearchParams(state)}`);
      const asked = { page: "/why", format: "json" as const, today: "2026-11-26" };
      const answer = await answerFile(own, { url, publicUrl }, asked, figureDrawings);
      for (const verdict of await reproduce(String(answer.body), fileFrom(own)))
        expect(verdict).toMatchObject({ verdict: "equal" });
      return causes;
    };
    const forth = await figure("2026-11-20", "2026-11-22");
    const rowsOf = ({ rows }: typeof forth) =>
      rows.map(({ cause, gained, lost, change }) => [cause, gained, lost, change]);
    expect(rowsOf(forth)).toEqual([
      ["tlsa_published", 150, 0, 150],
      ["tlsa_lost", 0, 30, -30],
      ["broken", 0, 15, -15],
    ]);
    // 105 by cause, 100 in all: what is left over is said.
    expect(forth.caveats.join()).toContain(
      "add up to +105, the total moved by +100: −5 has no cause",
    );
    expect(sentenceOf(forth)).toContain("150 gained, 0 lost, according to");
    expect(rowsOf(await figure("2026-11-22", "2026-11-21"))).toEqual([
      ["tlsa_published", 0, 70, -70],
      ["broken", 15, 0, 15],
    ]);
    const [first, same] = [await sideOf(own, "2026-11-20"), await sideOf(own, "2026-11-20")];
    expect(await causesBetween(own, first, same)).toBeNull();
    await own.$client.end({ timeout: 5 });
  });

  test("others' reports give no causes by number", async () => {
    const found = await whyFigures(db, { from: "2021-08", to: "2022-10" });
    expect(found.ok && found.value.figures.map(({ id }) => id)).toEqual([
      "change",
      "provider-changes",
    ]);
  });
});

describe("why did it move", () => {
  test("every pair of releases: parts add up to the total, and no row says more than the lists", async () => {
    const sides = await whySides(db);
    expect(sides.length).toBeGreaterThan(30);
    for (const from of sides.filter((_, i) => i % 5 === 0))
      for (const to of sides.filter((_, i) => i % 3 === 0)) {
        const found = await whyFigures(db, { from: from.release, to: to.release });
        if (!found.ok) throw new Error(found.error.code);
        const { why, figures } = found.value;
        if (why.change !== null && why.explained !== null)
          expect(why.explained + (why.remainder ?? Number.NaN)).toBe(why.change);
        for (const { least, most } of why.providers.map((one) => ({
          least: one.leastChange ?? Number.NEGATIVE_INFINITY,
          most: one.mostChange ?? Number.POSITIVE_INFINITY,
        })))
          expect(least).toBeLessThanOrEqual(most);
        for (const figure of figures)
          expect(sentenceOf(figure)).toMatch(/^(In|On) .+, according to .+\./);
      }
  });

  test("the causes stated between the two stand beside, and no others", async () => {
    const found = await whyMoved(db, { from: "2021-08", to: "2022-10" });
    if (!found.ok) throw new Error(found.error.code);
    const titles = found.value.events.map(({ id }) => id);
    expect(titles).toContain("simply-2022-10");
    expect(titles).not.toContain("webreus-2023-01");
  });

  test("without a choice the last two dated lists; a release that is not is named", async () => {
    const found = await whyMoved(db, {});
    expect(found.ok && [found.value.from.release, found.value.to.release]).toEqual([
      "2023-11",
      "2023-12",
    ]);
    const wrong = await figuresOfPage(db, "/why", { from: "1999-01" });
    expect(wrong.ok ? "" : wrong.error.code).toBe("unknown_release");
  });
});
