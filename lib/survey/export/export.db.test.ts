import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { snakeCase } from "@/lib/api/csv";
import { answerPath } from "@/lib/api/routes";
import { parseCsv } from "@/lib/api/testing/parse-csv";
import { datasetById } from "@/lib/model/datasets";
import { RELEASE_CHANNEL } from "@/lib/model/release";
import { ExportManifest, exportedFilePath, exportFolderOf } from "@/lib/model/release-export";
import { publishSynthetic, type SyntheticRelease } from "@/scripts/testing/synthetic-release";
import { testDatabase } from "@/scripts/testing/test-database";
import { type DuckDb, openDuckDb, sqlText } from "./duckdb";
import { exportRelease } from "./export-release";
import { removeUnfinished } from "./folder";
import { comparable, RECOUNT_QUESTIONS } from "./recount";
import { publishedRecount, recountByDuckDb } from "./recount-engines";
import { exportSnapshot, keepSnapshots } from "./snapshot";
import { type OwnRevision, ownRevisions, rowsOf } from "./store";

let db: Db;
let made: SyntheticRelease;
let root: string;
let folder: string;

beforeAll(async () => {
  db = connect((await testDatabase()).url);
  made = await publishSynthetic(db, 4_000);
});
afterAll(() => db.$client.end());
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), "dane-stats-export-"));
  folder = path.join(root, exportFolderOf(made.release, made.revision));
  // Each test begins with nothing exported; outside of tests this table only grows.
  await db.$client`alter table published.exports disable trigger all`;
  await db.$client`delete from published.exports`;
  await db.$client`alter table published.exports enable trigger all`;
  return () => rmSync(root, { recursive: true, force: true });
});

async function own(): Promise<OwnRevision> {
  const [one] = await ownRevisions(db, made.release);
  if (one === undefined) throw new Error("nothing was published");
  return one;
}
/** What the API says of the release's files. */
async function filesAnswer(query: string) {
  const publicUrl = "https://stats.example";
  const url = new URL(`/api/v1/releases/${made.release}/files${query}`, publicUrl);
  return answerPath(db, { url, publicUrl }, ["releases", made.release, "files"]);
}
const exported = async () => exportRelease({ db, root }, await own());
const bytesOf = () =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), "hex")]));

async function withDuck<T>(at: string, ask: (duck: DuckDb) => Promise<T>): Promise<T> {
  const duck = await openDuckDb(at);
  if (!duck.ok) throw new Error(duck.error.detail);
  try {
    return await ask(duck.value);
  } finally {
    duck.value.close();
  }
}

describe("a release's files", () => {
  test("have every published row, in CSV as in Parquet, and say what they are", async () => {
    // Files come after a release: an answer without them must not be kept for good.
    const before = await filesAnswer("?revision=1");
    expect(before.headers["cache-control"]).toContain("must-revalidate");
    expect(JSON.parse(before.body)).toMatchObject({
      data: [],
      meta: { messages: [{ text: "The files of this release are not written yet." }] },
    });
    const heard: string[] = [];
    const { unlisten } = await db.$client.listen(RELEASE_CHANNEL, (payload) => heard.push(payload));
    const outcome = await exported();
    expect(outcome).toMatchObject({ ok: true, value: { state: "written" } });
    const manifest = ExportManifest.parse(
      JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")),
    );
    expect(manifest).toMatchObject({
      ...{ release: made.release, revision: 1, license: "CC-BY-4.0" },
      madeWith: { run: made.run },
    });
    expect(manifest.files.length).toBeGreaterThan(40);
    await withDuck(folder, async (duck) => {
      for (const { name, dataset, format, rows, columns, bytes } of manifest.files) {
        const of = await rowsOf(db, made.release, made.revision, dataset ?? "");
        expect([name, rows]).toEqual([name, of.length]);
        expect(statSync(path.join(folder, name)).size).toBe(bytes);
        const names = columns.map((column) => column.name);
        const [lines, read] =
          format === "csv"
            ? parsedCsv(readFileSync(path.join(folder, name), "utf8"))
            : [names, await duck.rows(`from read_parquet(${sqlText(path.join(folder, name))})`)];
        expect(lines).toEqual(names);
        const measures = Object.keys(datasetById(dataset ?? "")?.measures ?? {});
        for (const [i, row] of of.entries())
          for (const measure of measures)
            expect(textOf(read[i]?.[snakeCase(measure)])).toEqual(
              textOf(row.measures[measure] ?? null),
            );
      }
    });
    const sums = readFileSync(path.join(folder, "SHA256SUMS"), "utf8").trim().split("\n");
    expect(sums).toHaveLength(manifest.files.length + 1);
    const { files } = await own();
    expect(files).toHaveLength(manifest.files.length + 2);
    const answer = await filesAnswer("");
    expect(answer.headers["cache-control"]).toContain("must-revalidate");
    expect(JSON.parse(answer.body)).toMatchObject({
      data: files?.map((file) => ({
        ...file,
        url: `https://stats.example${exportedFilePath(made.release, 1, file.name)}`,
      })),
      meta: { license: "CC-BY-4.0", release: made.release, revision: 1, messages: [] },
    });
    expect((await filesAnswer("?revision=1")).headers["cache-control"]).toContain("immutable");
    // Pages that were made before know of no files.
    expect(heard).toContain(JSON.stringify({ releases: [made.release] }));
    await unlisten();
  });

  test("are written once: later they are compared, and come back byte for byte", async () => {
    await exported();
    const first = bytesOf();
    expect(await exported()).toMatchObject({ value: { state: "unchanged" } });
    writeFileSync(path.join(folder, "dane-domains.csv"), "tampered with");
    expect(await exported()).toMatchObject({ value: { state: "restored" } });
    expect(bytesOf()).toEqual(first);
    rmSync(folder, { recursive: true });
    expect(await exported()).toMatchObject({ value: { state: "restored" } });
    expect(bytesOf()).toEqual(first);
    expect(readdirSync(root)).toEqual([made.release]);
  });

  test("are never written over with others, wherever those come from", async () => {
    await exported();
    const [, ...less] = (await own()).files ?? [];
    const one = { ...(await own()), files: less };
    expect(await exportRelease({ db, root }, one)).toMatchObject({ error: { code: "differs" } });
    rmSync(folder, { recursive: true });
    expect(await exportRelease({ db, root }, one)).toMatchObject({ error: { code: "differs" } });
    expect(readdirSync(path.join(root, made.release))).toEqual([]);
    await exported();
    // Nobody knows whose these are: not recorded, and not whole.
    writeFileSync(path.join(folder, "dane-domains.csv"), "tampered with");
    const unknown = { ...(await own()), files: null };
    expect(await exportRelease({ db, root }, unknown)).toMatchObject({
      error: { code: "differs" },
    });
    expect(readFileSync(path.join(folder, "dane-domains.csv"), "utf8")).toBe("tampered with");
  });

  test("killed between the folder and the database: the next one tells of what lies there", async () => {
    const outcome = await exportRelease({ db: broken("record"), root }, await own()).catch(
      () => "killed",
    );
    expect(outcome).toBe("killed");
    expect((await own()).files).toBeNull();
    const left = bytesOf();
    expect(await exported()).toMatchObject({ value: { state: "written" } });
    expect(bytesOf()).toEqual(left);
    expect((await own()).files?.length).toBe(left.size);
  });

  test("killed while writing: nothing has its name, and the rest is removed", async () => {
    const outcome = await exportRelease({ db: broken("rows"), root }, await own()).catch(
      () => "killed",
    );
    expect(outcome).toBe("killed");
    expect(readdirSync(root)).toEqual([]);
    rmSync(root, { recursive: true });
    await removeUnfinished(root);
  });
});

describe("a snapshot of states", () => {
  test("counted again by DuckDB, they come to the published figures", async () => {
    const taken = await exportSnapshot({ ...io(), domainsPerPart: 900 }, made.run);
    if (!taken.ok || taken.value.state !== "written") throw new Error("no snapshot");
    const parts = taken.value.files.filter(({ name }) => name.startsWith("domains-"));
    expect(parts).toHaveLength(5);
    expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(4_000);
    const recounted = await withDuck(taken.value.folder, (duck) =>
      recountByDuckDb(duck, taken.value.folder),
    );
    for (const question of RECOUNT_QUESTIONS) {
      const figures = await publishedRecount(db, made, question);
      expect(Object.keys(figures).length, question.dataset).toBeGreaterThan(0);
      const counted = comparable(question, recounted[question.dataset] ?? {}, figures);
      expect([question.dataset, counted]).toEqual([question.dataset, figures]);
    }
    expect(await exportSnapshot(io(), made.run)).toMatchObject({ value: { state: "unchanged" } });
  });

  test("are refused once a later run has written, and only so many are kept", async () => {
    expect(await exportSnapshot(io(), 99)).toMatchObject({ error: { code: "no_such_run" } });
    await db.$client`insert into scan.runs (day, pool, state, method_version, started_at, next_batch)
      select '2026-11-27', id, 'running', '1', now(), 1 from scan.pools`;
    const [later] = await db.$client<{ id: number }[]>`select max(id) as id from scan.runs`;
    await db.$client`
      insert into scan.coverage (run, batch, at, holder, duration_ms, size, tally)
      values (${later?.id ?? 0}, 1, now(), 'one', 1, 1, '{}')`;
    expect(await exportSnapshot(io(), made.run)).toMatchObject({
      error: { code: "overtaken", by: later?.id },
    });
    expect(await exportSnapshot(io(), later?.id ?? 0)).toMatchObject({
      error: { code: "not_complete" },
    });
    for (const name of ["2026-11-25-run9", "2026-11-26-run10", "2026-11-27-run11", "notes"])
      writeFileSync(path.join(root, name), "");
    expect(await keepSnapshots(root, 2)).toEqual(["2026-11-25-run9"]);
    expect(readdirSync(root)).toEqual(["2026-11-26-run10", "2026-11-27-run11", "notes"]);
  });
});

const io = () => ({ db, root, now: () => new Date("2026-11-26T12:00:00Z") });

/** A database that goes away at that point. */
function broken(at: "record" | "rows"): Db {
  const $client = new Proxy(db.$client, {
    get: (target, name) => {
      if (name === "begin" && at === "record")
        return () => Promise.reject(new Error("the database is away"));
      return Reflect.get(target, name);
    },
    apply: (target, self, args) => {
      const [text] = args as [readonly string[]];
      if (at === "rows" && text.join("").includes("published.figures"))
        return Promise.reject(new Error("the database is away"));
      return Reflect.apply(target, self, args);
    },
  });
  return { $client } as unknown as Db;
}

type ReadRow = Record<string, unknown>;

function parsedCsv(text: string): [string[], ReadRow[]] {
  const [head = [], ...rows] = parseCsv(text);
  return [head, rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])))];
}

/** One value, however it was read: CSV knows texts only, and DuckDB gives 64 bits as bigint. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}
