import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { daneMxZones } from "@/lib/model/datasets/dane";
import { RELEASE_CHANNEL, type ReleaseDraft } from "@/lib/model/release";
import { figuresOf } from "@/lib/stats/figures";
import { releaseById, revisionsOf } from "@/lib/stats/releases";
import { testDatabase } from "@/scripts/testing/test-database";
import { publishDrafts } from "../store";
import { loadHistory } from "./load-history";
import { HISTORY_FILES, readHistory } from "./read-history";

const opened: Db[] = [];
const directories: string[] = [];
let url: string;
let db: Db;

beforeEach(async () => {
  ({ url } = await testDatabase("migrated"));
  db = connect(url, { maxConnections: 2 });
  opened.push(db);
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.$client.end({ timeout: 5 })));
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A copy of the history with one file's text changed. */
function historyWith(file: string, from: string, to: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), "dane-stats-load-"));
  directories.push(directory);
  cpSync("db/history", directory, { recursive: true });
  const text = readFileSync(path.join(directory, file), "utf8");
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(
    path.join(directory, file),
    text.replace(from, () => to),
  );
  return directory;
}

/** Content of every published table, as text that is equal only if everything is. */
async function contents(): Promise<string> {
  const [row] = await db.$client`
    select md5((select string_agg(r::text, ',' order by id, revision) from published.releases r)
      || (select string_agg(c::text, ',' order by release) from published.current_revisions c)
      || (select string_agg(t::text, ',' order by t::text) from published.tables t)
      || (select string_agg(f::text, ',' order by f::text) from published.figures f)) as md5`;
  return String(row?.md5);
}
const rows = async (): Promise<number> => {
  const [row] = await db.$client`select
    (select count(*) from published.releases) + (select count(*) from published.tables)
    + (select count(*) from published.figures) + (select count(*) from published.current_revisions) as n`;
  return Number(row?.n);
};

describe("issue 2, data model: loading is idempotent, all or nothing", () => {
  test("the second load publishes nothing and changes nothing", async () => {
    expect(await loadHistory(url, "db/history")).toEqual({
      ok: true,
      value: { published: 45, unchanged: 0 },
    });
    const before = await contents();
    expect(await loadHistory(url, "db/history")).toEqual({
      ok: true,
      value: { published: 0, unchanged: 45 },
    });
    expect(await contents()).toBe(before);
  });

  test("a fault in the last file leaves the database empty, and is told in a sentence", async () => {
    const directory = historyWith(
      HISTORY_FILES.parameters,
      '"iterations": 150',
      '"iterations": -150',
    );
    const loaded = await loadHistory(url, directory);
    expect(loaded).toMatchObject({ ok: false, error: { code: "malformed" } });
    if (loaded.ok) return;
    expect(loaded.error.message).toMatch(/^dnssec-parameters\.jsonl:6: rows\[5\]\.iterations: /);
    expect(await rows()).toBe(0);
  });

  test("a fault that only the database finds leaves nothing either", async () => {
    const read = await readHistory("db/history");
    if (!read.ok) throw new Error("not read");
    const broken = read.value.map((draft, index): ReleaseDraft => {
      const [first] = draft.tables;
      return index < 40 || first === undefined ? draft : { ...draft, tables: [first, first] };
    });
    await expect(publishDrafts(db, broken)).rejects.toThrow();
    expect(await rows()).toBe(0);
  });

  test("two loads at once publish each release once", async () => {
    const results = await Promise.all([
      loadHistory(url, "db/history"),
      loadHistory(url, "db/history"),
    ]);
    const published = results.map((one) => (one.ok ? one.value.published : -1));
    expect(published.toSorted((a, b) => a - b)).toEqual([0, 45]);
    const [row] =
      await db.$client`select count(*)::int as n, max(revision) as newest from published.releases`;
    expect(row).toMatchObject({ n: 45, newest: 1 });
  });

  test("an unreachable database is a sentence, not a stack", async () => {
    const away = new URL(url);
    away.pathname = "/no_such_database";
    const loaded = await loadHistory(away.href, "db/history");
    expect(loaded).toMatchObject({ ok: false, error: { code: "database" } });
  });
});

describe("issue 2, data model: a release is immutable; a correction is a revision", () => {
  test("a changed file publishes revision 2 and leaves revision 1 as it was", async () => {
    await loadHistory(url, "db/history");
    const directory = historyWith(
      HISTORY_FILES.reports,
      '"daneMxZones": 2332',
      '"daneMxZones": 2333',
    );
    expect(await loadHistory(url, directory)).toEqual({
      ok: true,
      value: { published: 1, unchanged: 44 },
    });
    const zones = async (revision?: number) =>
      (
        await figuresOf(db, daneMxZones, {
          release: "2017-01",
          ...(revision === undefined ? {} : { revision }),
        })
      ).map((row) => [row.revision, row.count]);
    expect(await zones()).toEqual([[2, 2333]]);
    expect(await zones(1)).toEqual([[1, 2332]]);
    expect((await releaseById(db, "2017-01"))?.revision).toBe(2);
    const revisions = await revisionsOf(db, "2017-01");
    expect(revisions.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(new Set(revisions.map(({ contentSha256 }) => contentSha256)).size).toBe(2);

    // Back to the first text: readers see it again, as a third revision, for nothing is taken back.
    await loadHistory(url, "db/history");
    expect(await zones()).toEqual([[3, 2332]]);
    expect(await zones(2)).toEqual([[2, 2333]]);
  });

  test.for([
    "update published.releases set title = 'x'",
    "delete from published.releases",
    "update published.tables set caution = 'x'",
    "delete from published.tables",
    "update published.figures set position = position + 1000",
    "delete from published.figures where dataset = 'geoip'",
    "truncate published.figures",
  ])("the database refuses: %s", async (statement) => {
    await loadHistory(url, "db/history");
    const before = await contents();
    await expect(db.$client.unsafe(statement)).rejects.toThrow(/never changes/);
    expect(await contents()).toBe(before);
  });
});

describe("stack.md, Cache: publishing tells every process by NOTIFY", () => {
  test("once for a load, after its commit; never for one that changes nothing", async () => {
    const heard: { payload: string; releases: Promise<number> }[] = [];
    const listener = await db.$client.listen(RELEASE_CHANNEL, (payload) => {
      const releases = db.$client`select count(*)::int as n from published.current_revisions`;
      heard.push({ payload, releases: releases.then(([row]) => Number(row?.n)) });
    });
    const settled = async () => {
      // What was sent before this arrives before it: NOTIFY keeps its order.
      let arrived = () => {};
      const sentinel = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const echo = await db.$client.listen("sentinel", () => arrived());
      await db.$client.notify("sentinel", "");
      await sentinel;
      await echo.unlisten();
    };
    await loadHistory(url, "db/history");
    await settled();
    expect(heard).toHaveLength(1);
    expect(JSON.parse(heard[0]?.payload ?? "{}").releases).toHaveLength(45);
    // Whoever is told already reads the new figures.
    expect(await heard[0]?.releases).toBe(45);

    await loadHistory(url, "db/history");
    const directory = historyWith(
      HISTORY_FILES.reports,
      '"daneDomains": 106082',
      '"daneDomains": -1',
    );
    await loadHistory(url, directory);
    await settled();
    expect(heard).toHaveLength(1);
    await listener.unlisten();
  });
});
