import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { JOINED_WITHIN_DAYS } from "@/lib/model/calendar";
import { topProviders } from "@/lib/model/datasets/providers";
import { testDatabase } from "@/scripts/testing/test-database";
import { figuresOf } from "./figures";
import { seenAsOf } from "./horizon";
import { providerFacts } from "./provider-facts";
import { listedProviders } from "./provider-histories";
import {
  latestProviderList,
  type ProviderList,
  providerList,
  providerListHeads,
} from "./provider-lists";
import { whyMoved } from "./why";

let db: Db;
let lists: ProviderList[];
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 2 });
  const heads = await providerListHeads(db);
  lists = await Promise.all(heads.map((head) => providerList(db, heads, head)));
});
afterAll(() => db.$client.end({ timeout: 5 }));

describe("the published lists of providers", () => {
  test("are oldest first, the undated last", () => {
    const dates = lists.map(({ asOf }) => asOf ?? "9999-12-31");
    expect(dates).toEqual([...dates].sort());
    expect(lists.at(-1)?.asOf).toBeNull();
    expect(lists.length).toBeGreaterThan(20);
  });

  test("rank as their source does, from 1, without a gap", () => {
    for (const { release, rows } of lists)
      expect(
        rows.map(({ rank }) => rank),
        release,
      ).toEqual(rows.map((_, index) => index + 1));
  });

  test("a change is to the list before, at most 62 days older, of dates both known", () => {
    let before: ProviderList | undefined;
    let changes = 0;
    for (const list of lists) {
      for (const { provider, domains, change } of list.rows) {
        const earlier = before?.rows.find((row) => row.provider === provider);
        const days =
          before?.asOf == null || list.asOf === null
            ? Number.POSITIVE_INFINITY
            : (Date.parse(list.asOf) - Date.parse(before.asOf)) / 86_400_000;
        if (earlier === undefined || days > JOINED_WITHIN_DAYS) {
          expect(change, `${list.release} ${provider}`).toBeNull();
          continue;
        }
        changes += 1;
        expect(change, `${list.release} ${provider}`).toMatchObject({
          since: before?.asOf,
          days,
          absolute: domains - earlier.domains,
        });
      }
      if (list.asOf !== null) before = list;
    }
    expect(changes).toBeGreaterThan(50);
    expect(lists.some(({ rows }) => rows.every(({ change }) => change === null))).toBe(true);
  });
});

describe("the index of providers", () => {
  test("names each once, with where it last stood", async () => {
    const index = await listedProviders(db);
    expect(new Set(index.map(({ provider }) => provider)).size).toBe(index.length);
    expect(index[0]).toMatchObject({ provider: "one.com" });
    for (const { provider, lists: times, lastDomains, mostDomains, lastListed } of index) {
      const rows = lists.flatMap(({ asOf, rows: listed }) =>
        listed.filter((row) => row.provider === provider).map((row) => ({ asOf, ...row })),
      );
      expect(times, provider).toBe(rows.length);
      expect(mostDomains, provider).toBe(Math.max(...rows.map(({ domains }) => domains)));
      const last = rows.filter(({ asOf }) => asOf !== null).at(-1) ?? rows.at(-1);
      expect({ lastListed, lastDomains }, provider).toEqual({
        lastListed: last?.asOf,
        lastDomains: last?.domains,
      });
    }
  });

  test("an undated list never stands for the last dated one", async () => {
    const timesIn = (isCounted: (list: ProviderList) => boolean, provider: string) =>
      lists.filter((list) => isCounted(list) && list.rows.some((row) => row.provider === provider));
    const all = await listedProviders(db);
    const dated = await listedProviders(db, { dated: true });
    const both = dated.filter(({ provider, lists: times }) => {
      const undated = timesIn(({ asOf }) => asOf === null, provider).length;
      expect(all.find((one) => one.provider === provider)).toMatchObject({
        lists: times + undated,
      });
      return undated > 0;
    });
    expect(both.length).toBeGreaterThan(3);
    for (const { provider, lastListed, lastDomains } of both)
      expect(all.find((one) => one.provider === provider)).toMatchObject({
        ...{ lastListed, lastDomains },
      });
  });
});

describe("forty daily lists of five hundred providers, more than are asked for at once", () => {
  const [days, providers] = [40, 500];
  const dayOf = (at: number) =>
    new Date(Date.parse("2026-10-01") + at * 86_400_000).toISOString().slice(0, 10);
  beforeAll(async () => {
    const { $client: sql } = db;
    await sql`
      insert into published.releases (id, revision, kind, title, authors, as_of, as_of_precision,
        month_inferred, source_title, content_sha256)
      select 'survey-' || day, 1, 'survey_run', 'A day', '{}', day::date, 'day', false, 'Ours', ''
      from unnest(${Array.from({ length: days }, (_, at) => dayOf(at))}::text[]) as day`;
    await sql`
      insert into published.tables (release, revision, dataset, edition, as_of, as_of_precision)
      select id, 1, 'top-providers', 'main', as_of, 'day'
      from published.releases where id like 'survey-%'`;
    // Provider n begins with 10,000 - n domains and gains n a day; the last one comes on the last day.
    await sql`
      insert into published.figures
      select r.id, 1, 'top-providers', 'main', n, r.as_of, 'day',
        jsonb_build_object('provider', 'p' || n || '.example'),
        jsonb_build_object('domains', 10000 - n + n * (r.as_of - date '2026-10-01'),
          'rank', n, 'share', null), '{}'
      from published.releases r, generate_series(1, ${providers}::int) n
      where r.id like 'survey-%' and (n < ${providers} or r.as_of = ${dayOf(days - 1)}::date)`;
    await sql`
      insert into published.current_revisions
      select id, revision from published.releases where id like 'survey-%'`;
    await sql`analyze published.figures`;
  });

  test("no reader loses a line: first, last and most of each, in all lists", async () => {
    const index = await listedProviders(db, { dated: true });
    const ours = index.filter(({ provider }) => provider.endsWith(".example"));
    expect(ours).toHaveLength(providers);
    expect(ours.find(({ provider }) => provider === "p7.example")).toEqual({
      ...{ provider: "p7.example", lists: days, lastRank: 7 },
      ...{ firstListed: dayOf(0), firstDomains: 9_993 },
      ...{ lastListed: dayOf(days - 1), lastDomains: 9_993 + 7 * 39, mostDomains: 9_993 + 7 * 39 },
    });
    expect(ours.find(({ provider }) => provider === "p500.example")).toMatchObject({
      ...{ lists: 1, firstListed: dayOf(days - 1), lastListed: dayOf(days - 1) },
    });
    const past = await listedProviders(seenAsOf(db, dayOf(20)));
    expect(past.find(({ provider }) => provider === "p7.example")).toMatchObject({
      ...{ lists: 21, lastListed: dayOf(20), lastDomains: 9_993 + 7 * 20 },
    });
  });

  test("the latest list is whole, and changes are since the day before", async () => {
    const heads = await providerListHeads(db);
    expect(heads.filter(({ kind }) => kind === "survey_run").map(({ size }) => size)).toEqual([
      ...Array.from({ length: days - 1 }, () => providers - 1),
      providers,
    ]);
    const latest = await latestProviderList(db, heads);
    expect(latest?.rows).toHaveLength(providers);
    expect(latest?.rows[6]?.change).toMatchObject({ since: dayOf(days - 2), absolute: 7 });
    expect(latest?.rows.at(-1)?.change).toBeNull();
  });

  test("a provider's own page has every day of it", async () => {
    const { listed } = await providerFacts(db, "p7.example");
    expect(listed).toHaveLength(days);
    expect([listed[0]?.domains, listed.at(-1)?.domains]).toEqual([9_993, 9_993 + 7 * 39]);
  });

  test("why it moved between the last two days names every provider", async () => {
    const moved = await whyMoved(db, {});
    if (!moved.ok) throw new Error(moved.error.code);
    const { from, to, providers: changes } = moved.value;
    expect([from.asOf, to.asOf]).toEqual([dayOf(days - 2), dayOf(days - 1)]);
    expect(changes).toHaveLength(providers);
    expect(changes.find(({ provider }) => provider === "p7.example")?.change).toBe(7);
    expect(changes.find(({ provider }) => provider === "p500.example")?.status).toBe("new");
  });

  test("whoever asks for a whole dataset gets the whole of it, in order", async () => {
    const all = await figuresOf(db, topProviders, { start: dayOf(0) });
    expect(all).toHaveLength(days * (providers - 1) + 1);
    expect(all.map(({ asOf }) => asOf ?? "")).toEqual(all.map(({ asOf }) => asOf ?? "").sort());
    expect(new Set(all.map(({ asOf, provider }) => `${asOf} ${provider}`)).size).toBe(all.length);
  });
});
