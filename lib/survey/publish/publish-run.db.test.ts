import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, type Db } from "@/db/client";
import { type Figure, RELEASE_CHANNEL } from "@/lib/model/release";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import { computeDraft, markPublished, readDraft } from "@/lib/survey/aggregate/draft";
import { madeUpDomain } from "@/lib/survey/scan/testing/made-up-domains";
import { MadeUpSurvey, madeUpNames, type Observe } from "@/scripts/testing/made-up-survey";
import { testDatabase } from "@/scripts/testing/test-database";
import type { SecondOpinion } from "./gates/facts";
import { type PublishIo, type PublishWish, publishRun } from "./publish-run";
import { lastPublications } from "./store-publications";

let url: string;
let db: Db;
let survey: MadeUpSurvey;
let heard: string[];
let stop: () => Promise<void>;
const NAMES = madeUpNames(400);
const PLAIN: PublishWish = { override: null, erratum: null };

beforeAll(async () => {
  url = (await testDatabase("loaded")).url;
  db = connect(url);
  const listener = connect(url, { maxConnections: 1 }).$client;
  await listener.listen(RELEASE_CHANNEL, (payload) => heard.push(payload));
  stop = () => listener.end();
});
afterAll(async () => {
  await stop();
  await db.$client.end();
});
beforeEach(() => {
  heard = [];
  survey = new MadeUpSurvey(db, "2026-11-10");
});
afterEach(async () => {
  await db.$client`truncate scan.pools, scan.imports, scan.runs, scan.batches, scan.coverage,
    scan.retries, scan.domains, scan.changes, scan.raw_keys, scan.canary_looks, tally.publications,
    scan.setups cascade`;
  // What is published stays; these tests make days of their own.
  await db.$client`alter table published.figures disable trigger all`;
  await db.$client`alter table published.tables disable trigger all`;
  await db.$client`alter table published.manifests disable trigger all`;
  await db.$client`alter table published.releases disable trigger all`;
  for (const table of ["current_revisions", "figures", "tables", "manifests"])
    await db.$client`delete from published.${db.$client(table)} where release like 'survey-%'`;
  await db.$client`delete from published.releases where id like 'survey-%'`;
  for (const table of ["figures", "tables", "manifests", "releases"])
    await db.$client`alter table published.${db.$client(table)} enable trigger all`;
});

/** One in ten has DANE. */
const healthy: Observe = (name) =>
  madeUpDomain(name, { verdict: name.startsWith("d1") ? "dane_ok" : "no_dane" });
const numberOf = (name: string): number => Number(name.replace(/\D/g, ""));

type Io = PublishIo<{ code: string; message: string }>;

/** As `survey publish` does it. */
const draftOf = async (run: number): ReturnType<Io["draftOf"]> => {
  const stored = await readDraft(db, run);
  if (stored !== null) return { ok: true, value: stored };
  const made = await computeDraft(db, run);
  return made.ok ? made : { ok: false, error: { ...made.error, message: made.error.code } };
};
/** The same with something changed. */
const draftWith =
  (change: (draft: ComputedDraft["draft"]) => void): Io["draftOf"] =>
  async (run) => {
    const made = await draftOf(run);
    if (made.ok) change(made.value.draft);
    return made;
  };
const rowOf = ({ tables }: ComputedDraft["draft"], dataset: string): Figure => {
  const row = tables.find((table) => table.dataset === dataset)?.rows[0];
  if (row === undefined) throw new Error(`the draft has no ${dataset}`);
  return row;
};

const io = (more: Partial<Io> = {}): Io => ({
  db,
  draftOf,
  markPublished,
  program: "dane-stats test",
  now: () => new Date(survey.now),
  askSecond: null,
  ...more,
});

async function publish(run: number, wish: Partial<PublishWish> = {}, more: Partial<Io> = {}) {
  return publishRun(io(more), run, { ...PLAIN, ...wish });
}

/** How many publications readers have been told of, all that are under way included. */
async function told(): Promise<number> {
  const marker = JSON.stringify({ releases: [`marker ${Math.random()}`] });
  await db.$client`select pg_notify(${RELEASE_CHANNEL}, ${marker})`;
  await vi.waitFor(() => expect(heard).toContain(marker));
  heard = heard.filter((text) => !text.includes("marker"));
  return heard.length;
}

/** So many healthy days that were published, with canaries that were right. */
async function healthyDays(days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    const run = await survey.run(NAMES, healthy);
    await rightCanaries(run);
    expect(await publish(run)).toMatchObject({ ok: true, value: { isNew: true } });
  }
}

const look = (run: number, state: "right" | "wrong") =>
  db.$client`insert into scan.canary_looks (run, holder, at, state, canaries, wrong, tainted)
    values (${run}, 'one', now(), ${state}, 2,
      ${state === "wrong" ? '[{"domain":"good.example","sentence":"good.example is dane_ok, and was seen as unsigned."}]' : "[]"}::text::jsonb, 0)`;
const rightCanaries = (run: number) => look(run, "right");

const current = async () => {
  const rows = await db.$client`select release, revision from published.current_revisions
    where release like 'survey-%' order by release`;
  return rows.map(({ release, revision }) => `${release} r${revision}`);
};
const flagsOf = async (release: string, dataset: string) => {
  const rows = await db.$client`select flags from published.figures
    where release = ${release} and dataset = ${dataset} order by revision desc, position`;
  return rows.map(({ flags }) => (flags as string[]).join());
};
const verdicts = (gates: readonly { gate: string; verdict: string }[]) =>
  Object.fromEntries(
    gates.flatMap(({ gate, verdict }) => (verdict === "passed" ? [] : [[gate, verdict]])),
  );

describe("a run of our own survey", () => {
  test("the first is published with flags: what cannot be judged is said; later ones pass", async () => {
    const first = await survey.run(NAMES, healthy);
    const published = await publish(first);
    expect(published).toMatchObject({
      ok: true,
      value: { state: "published_with_flags", release: "survey-2026-11-10", revision: 1 },
    });
    if (published.ok)
      expect(verdicts(published.value.gates)).toEqual({
        completeness: "not_judged",
        canaries: "not_judged",
        failure_drift: "not_judged",
        level: "not_judged",
      });
    // Others' reports have this series: the first figure of our own does not go on with it.
    expect(await flagsOf("survey-2026-11-10", "dane-domains")).toEqual(["b"]);
    await healthyDays(3);
    expect(await flagsOf("survey-2026-11-11", "dane-domains")).toEqual([""]);
    const run = await survey.run(NAMES, healthy);
    await rightCanaries(run);
    expect(await publish(run)).toMatchObject({ value: { state: "published", isNew: true } });
    await told();
    expect(heard.map((text) => JSON.parse(text))).toContainEqual({
      releases: ["survey-2026-11-14"],
    });
  });

  test("is published once, however often that is asked for, and by one transaction", async () => {
    await healthyDays(1);
    const heardBefore = await told();
    const [{ run } = { run: 0 }] = await lastPublications(db, 1);
    expect(await publish(run)).toMatchObject({ value: { isNew: false, revision: 1 } });
    expect(await lastPublications(db, 10)).toHaveLength(1);
    const next = await survey.run(NAMES, healthy);
    const broken = publish(next, {}, { markPublished: () => Promise.reject(new Error("away")) });
    await expect(broken).rejects.toThrow("away");
    expect(await current()).toEqual(["survey-2026-11-10 r1"]);
    expect(await told()).toBe(heardBefore);
    expect(await lastPublications(db, 1)).toMatchObject([{ state: "checking", revision: null }]);
    expect(await publish(next)).toMatchObject({ value: { isNew: true } });
  });

  test("its manifest says with what it was made, and never changes", async () => {
    const run = await survey.run(NAMES, healthy);
    await db.$client`insert into scan.setups (run, holder, at, resolver, trust_anchors)
      values (${run}, 'one', now(), 'Unbound 1.19.2, started by the survey', ${["a DS"]})`;
    await publish(run);
    const [row] = await db.$client`select manifest from published.manifests
      where release = 'survey-2026-11-10' and revision = 1`;
    expect(row?.manifest).toMatchObject({
      ...{ run, day: "2026-11-10", program: "dane-stats test", flagged: true, override: null },
      resolvers: ["Unbound 1.19.2, started by the survey"],
      trustAnchors: ["a DS"],
      publicSuffixLists: ["tldts 7 of 2026-11-01"],
      inputs: [{ source: "made up", sha256: "a".repeat(64) }],
      counts: { signedDomains: 400, daneDomains: 111 },
      gates: [{ gate: "completeness" }, {}, {}, {}, {}, {}],
    });
    for (const statement of [
      "update published.manifests set revision = revision",
      "delete from published.manifests",
    ])
      await expect(db.$client.unsafe(statement)).rejects.toThrow(/never changes/);
  });

  test("other figures for the same day need an erratum, and are revision 2 beside the first", async () => {
    await healthyDays(1);
    const [{ run } = { run: 0 }] = await lastPublications(db, 1);
    const corrected = {
      draftOf: draftWith((draft) => {
        draft.release.notes = "Counted anew.";
      }),
    };
    expect(await publish(run, {}, corrected)).toMatchObject({
      ok: false,
      error: { code: "erratum_needed", release: "survey-2026-11-10", revision: 1 },
    });
    const erratum = { why: "One TLD was counted twice.", url: "https://example.org/errata/1" };
    expect(await publish(run, { erratum }, corrected)).toMatchObject({ value: { revision: 2 } });
    expect(await current()).toEqual(["survey-2026-11-10 r2"]);
    const rows = await db.$client`select revision, notes from published.releases
      where id = 'survey-2026-11-10' order by revision`;
    expect(rows.map(({ revision, notes }) => [revision, notes])).toEqual([
      [1, expect.stringMatching(/^Run \d+ of the survey/)],
      [2, "Counted anew. Corrected: One TLD was counted twice. See https://example.org/errata/1."],
    ]);
    const next = await survey.run(NAMES, healthy);
    expect(await publish(next, { erratum })).toMatchObject({ error: { code: "erratum_unneeded" } });
  });
});

describe("faults: no wrong release, and the reason is written", () => {
  /** What a day with a fault comes to. */
  async function faultyDay(
    names: readonly string[],
    observe: Observe,
    gates: Record<string, string>,
    reason: RegExp,
    before: (run: number) => Promise<unknown> = rightCanaries,
  ): Promise<number> {
    const published = await current();
    const heardBefore = await told();
    const run = await survey.run(names, observe);
    await before(run);
    const held = await publish(run);
    expect(held).toMatchObject({ ok: true, value: { state: "held" } });
    if (held.ok) expect(verdicts(held.value.gates)).toEqual(gates);
    expect(await current()).toEqual(published);
    expect(await told()).toBe(heardBefore);
    const [attempt] = await lastPublications(db, 1);
    expect(attempt).toMatchObject({ run, state: "held", revision: null });
    expect(attempt?.reason).toMatch(reason);
    return run;
  }

  test("signed domains drop 3 %: held, then let out by a person whose reason is recorded", async () => {
    await healthyDays(3);
    const dropped: Observe = (name, at) =>
      numberOf(name) % 33 === 0 ? { kind: "unsigned" } : healthy(name, at);
    const run = await faultyDay(
      NAMES,
      dropped,
      { level: "held" },
      /^level: .*signed domains: 400 to 387 \(−3\.25 %, ±0\.50 % are allowed\), and nothing explains it\./,
    );
    const override = { why: "A registrar removed its DS records.", by: "duty" };
    expect(await publish(run, { override })).toMatchObject({
      value: { state: "published_with_flags", release: "survey-2026-11-13", revision: 1 },
    });
    const [row] = await db.$client`select manifest from published.manifests
      where release = 'survey-2026-11-13'`;
    expect(row?.manifest.override).toMatchObject(override);
    expect(await flagsOf("survey-2026-11-13", "dane-domains")).toEqual(["u"]);
    expect(await lastPublications(db, 1)).toMatchObject([{ override, revision: 1 }]);
  });

  test("the same, confirmed by a second resolver on a sample: published, with a flag", async () => {
    await healthyDays(3);
    const run = await survey.run(NAMES, (name, at) =>
      numberOf(name) % 16 === 0 ? { kind: "unsigned" } : healthy(name, at),
    );
    await rightCanaries(run);
    const asked: string[] = [];
    const askSecond = async (sample: readonly { name: string; signed: boolean }[]) => {
      asked.push(...sample.map(({ name }) => name));
      expect(sample.every(({ signed }) => !signed)).toBe(true);
      return { agree: sample.length, disagree: 0, untold: 0 } satisfies SecondOpinion;
    };
    expect(await publish(run, {}, { askSecond })).toMatchObject({
      value: { state: "published_with_flags" },
    });
    expect(asked).toHaveLength(25);
  });

  test("a truncated list: held", async () => {
    await healthyDays(3);
    await faultyDay(
      NAMES.slice(0, 240),
      healthy,
      { level: "held", inputs: "flagged" },
      /^level: .*400 to 240 /,
    );
  });

  test("the resolver off: could not be told is no “no”, and held", async () => {
    await healthyDays(3);
    await faultyDay(
      NAMES,
      () => ({ kind: "unknown", because: "timeout" }),
      { completeness: "held", failure_drift: "held" },
      /^completeness: .*400 domains that were signed before, 0 gave a definite answer.*\nfailure_drift: /,
    );
    // The states of the day before still stand in for them.
    const [row] = await db.$client`select count(*)::int as n from scan.domains`;
    expect(row?.n).toBe(400);
  });

  test("the resolver off on the very first day: held as well", async () => {
    const run = await survey.run(NAMES, (name, at) =>
      numberOf(name) < 8 ? healthy(name, at) : { kind: "unknown", because: "timeout" },
    );
    expect(await publish(run)).toMatchObject({ value: { state: "held" } });
    expect((await lastPublications(db, 1))[0]?.reason).toMatch(
      /^completeness: .*Of 400 names 2\.00 % could be told/,
    );
  });

  test("a batch whose results are lost: held, on the very first day too", async () => {
    const run = await survey.run(NAMES, healthy);
    await db.$client`update scan.batches set state = 'queued' where run = ${run} and number = 1`;
    expect(await publish(run)).toMatchObject({ value: { state: "held" } });
    expect((await lastPublications(db, 1))[0]?.reason).toMatch(
      /^completeness: 7 of 8 batches were applied/,
    );
  });

  test("a TLD that cannot be reached: held", async () => {
    await healthyDays(3);
    await faultyDay(
      NAMES,
      (name, at) =>
        name.endsWith(".se") ? { kind: "unknown", because: "timeout" } : healthy(name, at),
      { completeness: "held", failure_drift: "held" },
      /^completeness: /,
    );
  });

  test("a canary wrong at the end: held", async () => {
    await healthyDays(3);
    await faultyDay(
      NAMES,
      healthy,
      { canaries: "held" },
      /^canaries: The last look at the canaries, at .* was wrong\./,
      (run) => look(run, "wrong"),
    );
  });

  test("conservation violated, by a row that vanished: held", async () => {
    await healthyDays(3);
    await faultyDay(
      NAMES,
      healthy,
      { conservation: "held" },
      /^conservation: .*nl: 299, but 300 \+ 0 − 0 is 300\./,
      async (run) => {
        await rightCanaries(run);
        await db.$client`delete from scan.domains where name = 'd0.nl'`;
      },
    );
  });

  test("conservation violated, by figures that are not what was counted: held", async () => {
    await healthyDays(3);
    const run = await survey.run(NAMES, healthy);
    await rightCanaries(run);
    const miscounted = draftWith((draft) => {
      rowOf(draft, "dnssec-by-tld").measures.domains = 301;
    });
    expect(await publish(run, {}, { draftOf: miscounted })).toMatchObject({
      value: { state: "held" },
    });
    expect((await lastPublications(db, 1))[0]?.reason).toMatch(/in the figures: 301, but/);
  });

  test("figures that do not fit their definitions: held, and no override helps", async () => {
    const run = await survey.run(NAMES, healthy);
    const negative = draftWith((draft) => {
      rowOf(draft, "dane-domains").measures.domains = -1;
    });
    const override = { why: "please", by: "duty" };
    expect(await publish(run, { override }, { draftOf: negative })).toMatchObject({
      value: { state: "held" },
    });
    expect(await current()).toEqual([]);
  });

  test("a held run can be let out when the next one has begun, as the gates saw it then", async () => {
    await healthyDays(3);
    const run = await faultyDay(NAMES.slice(0, 385), healthy, { level: "held" }, /^level: /);
    await survey.run(NAMES, healthy);
    expect(await publish(run)).toMatchObject({ value: { state: "held" } });
    const override = { why: "The list was cleaned.", by: "duty" };
    expect(await publish(run, { override })).toMatchObject({
      value: { state: "published_with_flags" },
    });
  });

  test("a run that was overtaken before any gate looked at it is refused", async () => {
    await healthyDays(1);
    const late = await survey.run(NAMES, healthy);
    await computeDraft(db, late);
    const next = await survey.run(NAMES, healthy);
    expect(await publish(late)).toEqual({
      ok: false,
      error: { code: "overtaken", run: late, by: next },
    });
  });
});
