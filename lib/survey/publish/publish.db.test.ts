import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, type Db } from "@/db/client";
import { RELEASE_CHANNEL } from "@/lib/model/release";
import { testDatabase } from "@/scripts/testing/test-database";
import { loadHistory } from "./history/load-history";
import { HISTORY_FILES } from "./history/read-history";

const RELEASES = 45;

let url: string;
let directory: string;
let sql: Db["$client"];
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  ({ url } = await testDatabase("migrated"));
  directory = await mkdtemp(path.join(tmpdir(), "dane-stats-publish-"));
  await cp("db/history", directory, { recursive: true });
  sql = connect(url, { maxConnections: 2 }).$client;
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await sql.end();
  await rm(directory, { recursive: true, force: true });
});

/** Everything that is published, row by row, as text. */
async function everything(): Promise<string> {
  const tables = ["releases", "current_revisions", "tables", "figures"] as const;
  const rows = [];
  for (const table of tables)
    rows.push(await sql`select t::text as row from published.${sql(table)} t order by 1`);
  return JSON.stringify(rows);
}

const countOf = async (table: string): Promise<number> => {
  const [row] = await sql`select count(*)::int as rows from published.${sql(table)}`;
  return row?.rows;
};

/** Changes the report of a month in the copied files. */
async function edit(month: string, change: (report: Record<string, unknown>) => object) {
  const file = path.join(directory, HISTORY_FILES.reports);
  const lines = (await readFile(file, "utf8")).split("\n").map((line) => {
    const report = line === "" ? {} : JSON.parse(line);
    return report.month === month ? JSON.stringify(change(report)) : line;
  });
  await writeFile(file, lines.join("\n"));
}

const corrected = (report: Record<string, unknown>) => ({ ...report, daneDomains: 3_999_999 });

/** Collects the notices of publications; `settle` waits long enough for one to arrive. */
async function listen() {
  const heard: string[] = [];
  const listener = connect(url, { maxConnections: 1 }).$client;
  closing.push(() => listener.end());
  await listener.listen(RELEASE_CHANNEL, (payload) => heard.push(payload));
  return { heard, settle: () => sleep(200) };
}

const load = () => loadHistory(url, directory);

describe("loading the history", () => {
  test("again publishes nothing and changes nothing", async () => {
    expect(await load()).toEqual({ ok: true, value: { published: RELEASES, unchanged: 0 } });
    const before = await everything();
    expect(await load()).toEqual({ ok: true, value: { published: 0, unchanged: RELEASES } });
    expect(await everything()).toBe(before);
  });

  test("with a bad last line publishes nothing, and says which line", async () => {
    const file = path.join(directory, HISTORY_FILES.parameters);
    const text = await readFile(file, "utf8");
    await writeFile(file, `${text}{"table": "com_dnssec_algorithm_counts"}\n`);
    const refused = await load();
    expect(refused).toMatchObject({ ok: false, error: { code: "malformed" } });
    const line = text.trimEnd().split("\n").length + 1;
    if (!refused.ok)
      expect(refused.error.message).toContain(`${HISTORY_FILES.parameters}:${line}:`);
    expect(await countOf("releases")).toBe(0);
  });

  test("with a date of the future publishes nothing", async () => {
    await edit("2023-12", (report) => ({ ...report, asOf: "2150-01-01" }));
    expect(await load()).toMatchObject({ ok: false, error: { code: "draft_does_not_fit" } });
    expect(await countOf("releases")).toBe(0);
  });

  test("that fails in the database half way publishes nothing", async () => {
    await sql`alter table published.figures add constraint refuse_one
      check (not (dataset = 'tls-versions' or dataset = 'nsec3-iteration-cost'))`;
    expect(await load()).toMatchObject({ ok: false, error: { code: "database" } });
    expect(await countOf("releases")).toBe(0);
    expect(await countOf("figures")).toBe(0);
  });

  test("twice at once publishes once", async () => {
    const both = await Promise.all([load(), load()]);
    const counts = both.map((one) => (one.ok ? one.value.published : -1)).sort();
    expect(counts).toEqual([0, RELEASES]);
    expect(await countOf("releases")).toBe(RELEASES);
  });
});

describe("a changed figure", () => {
  const valueAt = async (revision: number) => {
    const [row] = await sql`select (measures ->> 'domains')::int as domains
      from published.figures
      where release = '2023-12' and revision = ${revision} and dataset = 'dane-domains'`;
    return row?.domains;
  };

  test("is a new revision; the pointer moves and the first stays as it was", async () => {
    await load();
    await edit("2023-12", corrected);
    expect(await load()).toEqual({
      ok: true,
      value: { published: 1, unchanged: RELEASES - 1 },
    });
    expect(await valueAt(1)).toBe(3_988_988);
    expect(await valueAt(2)).toBe(3_999_999);
    const [current] =
      await sql`select revision from published.current_revisions where release = '2023-12'`;
    expect(current?.revision).toBe(2);
    const hashes =
      await sql`select distinct content_sha256 from published.releases where id = '2023-12'`;
    expect(hashes).toHaveLength(2);
  });

  test("taken back is revision 3, since what was published stays published", async () => {
    await load();
    await edit("2023-12", corrected);
    await load();
    await edit("2023-12", (report) => ({ ...report, daneDomains: 3_988_988 }));
    await load();
    expect(await valueAt(3)).toBe(3_988_988);
    expect(await countOf("releases")).toBe(RELEASES + 2);
  });

  test("loaded twice at once is one revision", async () => {
    await load();
    await edit("2023-12", corrected);
    await Promise.all([load(), load()]);
    expect(await countOf("releases")).toBe(RELEASES + 1);
  });
});

describe("what is published cannot be changed", () => {
  test("by UPDATE, DELETE or TRUNCATE, not even by its owner", async () => {
    await load();
    const before = await everything();
    for (const table of ["releases", "tables", "figures"]) {
      const statements = [
        `update published.${table} set revision = revision`,
        `delete from published.${table}`,
        `truncate published.${table} cascade`,
      ];
      for (const statement of statements)
        await expect(sql.unsafe(statement), statement).rejects.toThrow(
          /a published release never changes/,
        );
    }
    expect(await everything()).toBe(before);
  });

  test("nor by adding rows to a revision that readers see already", async () => {
    await load();
    const before = await everything();
    const late = [
      "insert into published.tables select release, revision, dataset, 'late', as_of, as_of_precision, complete, other, source_title, caution from published.tables limit 1",
      "insert into published.figures select release, revision, dataset, edition, 9999, as_of, as_of_precision, dimensions, measures, flags from published.figures limit 1",
    ];
    for (const statement of late)
      await expect(sql.unsafe(statement), statement).rejects.toThrow(
        /a published release never changes/,
      );
    expect(await everything()).toBe(before);
  });
});

test("an unreachable database is a sentence, not a stack", async () => {
  const away = new URL(url);
  away.pathname = "/no_such_database";
  const loaded = await loadHistory(away.href, directory);
  expect(loaded).toMatchObject({ ok: false, error: { code: "database" } });
});

describe("readers are told", () => {
  test("once for each load that publishes, after it is committed, and not for an unchanged one", async () => {
    const { heard, settle } = await listen();
    await load();
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    await load();
    await settle();
    expect(heard).toHaveLength(1);
    await edit("2023-12", corrected);
    await load();
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    await settle();
    expect(heard).toHaveLength(2);
    expect(JSON.parse(heard[1] ?? "")).toEqual({ releases: ["2023-12"] });
  });

  test("nothing when a load fails", async () => {
    const { heard, settle } = await listen();
    await sql`alter table published.figures add constraint refuse_all check (false)`;
    await load();
    await settle();
    expect(heard).toEqual([]);
  });
});
