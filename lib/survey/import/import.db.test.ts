import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { testDatabase } from "@/scripts/testing/test-database";
import { type ImportIo, importSource, type Origin } from "./import-source";
import type { InputFormat } from "./read-source";
import { refreshPool } from "./refresh-pool";
import { allCurrentImports, newestPool, openFailures, underImportLock } from "./store";

const SOA = "nl.\t900\tin\tsoa\ta. b. 7 1 1 1 1\n";
const ZONE: InputFormat = { kind: "zone", origin: "nl" };
let db: Db;
let folder: string;
let io: ImportIo;
let minute = 0;

beforeAll(async () => {
  db = connect((await testDatabase()).url);
});
afterAll(async () => {
  await db.$client.end();
});
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-import-"));
  io = { db, folder, now: () => new Date(Date.UTC(2026, 10, 26, 0, minute++)) };
  await db.$client`truncate scan.imports, scan.current_imports, scan.import_coverage, scan.pools, scan.pool_imports cascade`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string | Buffer): Origin => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return { file };
};
const importZone = (content: string | Buffer, source = "nl") =>
  importSource(io, { source, origin: write("nl.zone.gz", content), format: ZONE });
const count = async () => {
  const refreshed = await refreshPool(io);
  return refreshed.ok ? refreshed.value.counts : refreshed.error;
};
const names = () => readdirSync(path.join(folder, "sources"));

describe("an import", () => {
  test("is recorded with date, size, hash and coverage by TLD", async () => {
    const done = await importZone(
      gzipSync(`${SOA}a.nl. NS x.\na.nl. DS 1 13 2 AB\nb.nl. NS x.\nc.d.nl. NS x.\n`),
    );
    expect(done).toMatchObject({ ok: true, value: { outcome: "accepted" } });
    const [current] = await allCurrentImports(db);
    expect(current).toMatchObject({ source: "nl", kind: "zone", names: 2, withDs: 1 });
    expect(current?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(current?.publicSuffixList).toMatch(/^tldts \S+ of 2026-/);
    const [coverage] =
      await db.$client`select tld, names, with_ds, is_zone from scan.import_coverage`;
    expect(coverage).toMatchObject({ tld: "nl", names: "2", with_ds: "1", is_zone: true });
    const [row] = await db.$client`select deeper, zone_serial, lines from scan.imports`;
    expect(row).toMatchObject({ deeper: "1", zone_serial: "7", lines: "5" });
    expect(await count()).toEqual({ unknown: 0, seen: 1, not_seen: 1 });
  });

  test("of a list says nothing of DS", async () => {
    await importSource(io, {
      source: "l",
      origin: write("l.txt", "www.a.nl\nb.com\nco.uk\n"),
      format: { kind: "list" },
    });
    expect(await allCurrentImports(db)).toMatchObject([{ names: 2, withDs: null }]);
    expect(await count()).toEqual({ unknown: 2, seen: 0, not_seen: 0 });
  });

  test("of the same content is not done again, and is noted as checked", async () => {
    await importZone(`${SOA}a.nl. NS x.\n`);
    const [before] = await allCurrentImports(db);
    expect(await importZone(`${SOA}a.nl. NS x.\n`)).toEqual({
      ok: true,
      value: { outcome: "unchanged", names: 1 },
    });
    const [after] = await allCurrentImports(db);
    expect(after?.id).toBe(before?.id);
    expect(after?.checkedAt).not.toBe(before?.checkedAt);
  });

  test("is done again where its names are gone", async () => {
    await importZone(`${SOA}a.nl. NS x.\n`);
    for (const file of names()) rmSync(path.join(folder, "sources", file));
    expect(await count()).toMatchObject({ code: "names_damaged", source: "nl" });
    expect(await importZone(`${SOA}a.nl. NS x.\n`)).toMatchObject({
      value: { outcome: "accepted" },
    });
    expect(await count()).toEqual({ unknown: 0, seen: 0, not_seen: 1 });
  });
});

describe("a zone file that shows a signed delegation changed", () => {
  const rescans = async () => {
    const rows = await db.$client<{ name: string; ds: string }[]>`
      select name, ds from scan.rescans order by name`;
    return rows.map(({ name, ds }) => `${name} ${ds}`);
  };
  const before = [
    "ds-else.nl. NS x.",
    "ds-else.nl. DS 1 13 2 AB",
    "ns-else.nl. NS x.",
    "ns-else.nl. DS 1 13 2 AB",
    "lost-ds.nl. NS x.",
    "lost-ds.nl. DS 1 13 2 AB",
    "gone.nl. NS x.",
    "gone.nl. DS 1 13 2 AB",
    "same.nl. NS x.",
    "same.nl. NS y.",
    "same.nl. DS 1 13 2 AB",
    "unsigned.nl. NS x.",
  ];
  const after = [
    "ds-else.nl. NS x.",
    "ds-else.nl. DS 1 13 2 AC",
    "ns-else.nl. NS z.",
    "ns-else.nl. DS 1 13 2 AB",
    "lost-ds.nl. NS x.",
    "same.nl.\t1\tin\tns\ty.",
    "same.nl.\t1\tin\tns\tX.",
    "same.nl.\t1\tin\tds\t1 13 2 ab",
    "unsigned.nl. NS z.",
    "signed-now.nl. NS x.",
    "signed-now.nl. DS 1 13 2 AB",
  ];
  const text = (lines: readonly string[]) => SOA + lines.map((line) => `${line}\n`).join("");

  test("is a look ahead of its turn, once; order, case and form change nothing", async () => {
    expect(await importZone(text(before))).toMatchObject({ value: { changed: 0 } });
    expect(await rescans()).toEqual([]);
    expect(await importZone(text(after))).toMatchObject({ value: { changed: 5 } });
    expect(await rescans()).toEqual([
      "ds-else.nl seen",
      "gone.nl unknown",
      "lost-ds.nl not_seen",
      "ns-else.nl seen",
      "signed-now.nl seen",
    ]);
    await db.$client`truncate scan.rescans`;
    expect(await importZone(text([...after].reverse()))).toMatchObject({ value: { changed: 0 } });
  });
});

describe("a bad input is refused whole, and the last good one stays in use", () => {
  const good = `${SOA}a.nl. NS x.\nb.nl. NS x.\n`;
  const zipped = gzipSync(`${SOA}${"c.nl. NS x.\n".repeat(50_000)}`);
  test.for([
    ["truncated gzip", zipped.subarray(0, zipped.length - 9), "gzip_damaged", null],
    ["a cut line", `${SOA}a.nl. NS x.\nb.nl. NS`, "cut_short", 3],
    ["a malformed line", `${SOA}a.nl. NS x.\nb..nl. NS x.\n`, "label_empty", 3],
    ["another zone", good.replaceAll("nl.", "de."), "soa_of_other_zone", null],
  ] as const)("%s", async ([, content, code, line]) => {
    await importZone(good);
    expect(await importZone(content)).toMatchObject({
      error: { code: "refused", fault: { code, line } },
    });
    expect(await allCurrentImports(db)).toMatchObject([{ names: 2 }]);
    expect(await openFailures(db)).toMatchObject([
      { source: "nl", outcome: "refused", faultCode: code, faultLine: line },
    ]);
    expect(names()).toHaveLength(1);
    expect(await count()).toEqual({ unknown: 0, seen: 0, not_seen: 2 });
    // Once it is good again, the failure is closed.
    await importZone(`${good}c.nl. NS x.\n`);
    expect(await openFailures(db)).toEqual([]);
  });

  test("a list cut off where a line ends is known by its size, and taken only where a person says so", async () => {
    const list = (lines: number) => ({
      source: "l",
      origin: write(
        `l${lines}.txt`,
        Array.from({ length: lines }, (_, i) => `a${i}.nl\n`).join(""),
      ),
      format: { kind: "list" } as const,
    });
    expect(await importSource(io, list(2_000))).toMatchObject({ ok: true });
    expect(await importSource(io, list(1_900))).toMatchObject({ ok: true });
    const before = names();
    const cut = await importSource(io, list(1_800));
    expect(cut).toMatchObject({
      error: { code: "refused", fault: { code: "size_off", line: null } },
    });
    expect(await allCurrentImports(db)).toMatchObject([{ names: 1_900 }]);
    expect(await openFailures(db)).toMatchObject([{ source: "l", faultCode: "size_off" }]);
    expect(names()).toEqual(before);
    expect(await count()).toEqual({ unknown: 1_900, seen: 0, not_seen: 0 });
    expect(await importSource(io, { ...list(1_800), anySize: true })).toMatchObject({ ok: true });
  });

  test("a file that is gone, and a download that fails", async () => {
    await importZone(good);
    const gone = { file: path.join(folder, "none") };
    expect(await importSource(io, { source: "nl", origin: gone, format: ZONE })).toMatchObject({
      error: { code: "refused", fault: { code: "unreadable" } },
    });
    const failing: Origin = {
      place: "https://127.0.0.1/nl.zone",
      fetch: async () => ({ ok: false, error: { code: "connection" } }),
    };
    expect(await importSource(io, { source: "nl", origin: failing, format: ZONE })).toMatchObject({
      error: { code: "not_had", error: { code: "connection" } },
    });
    expect(await openFailures(db)).toMatchObject([{ outcome: "failed", faultCode: "connection" }]);
    expect(await allCurrentImports(db)).toMatchObject([{ names: 2 }]);
  });
});

describe("the pool", () => {
  test("is built again only when an import is new, and older days' files go", async () => {
    for (const day of [1, 2, 3, 4]) {
      await importZone(`${SOA}a${day}.nl. NS x.\n`);
      expect(await refreshPool(io)).toMatchObject({ value: { isNew: true } });
    }
    expect(await refreshPool(io)).toMatchObject({ value: { isNew: false } });
    expect(names()).toHaveLength(2); // today's and yesterday's
    expect(readdirSync(path.join(folder, "pools"))).toHaveLength(2);
    const pool = await newestPool(db);
    expect(readFileSync(path.join(folder, pool?.file ?? "")).length).toBe(pool?.sizeBytes);
  });

  test("is built again where its file is gone", async () => {
    await importZone(`${SOA}a.nl. NS x.\n`);
    await refreshPool(io);
    rmSync(path.join(folder, "pools"), { recursive: true });
    expect(await refreshPool(io)).toMatchObject({ value: { isNew: true } });
  });

  test("without any import there is none", async () => {
    expect(await refreshPool(io)).toEqual({ ok: false, error: { code: "nothing_imported" } });
  });

  test("what an interrupted import left goes with the next", async () => {
    await importZone(`${SOA}a.nl. NS x.\n`);
    writeFileSync(path.join(folder, "sources", "left.names.run0"), "x");
    await refreshPool(io);
    expect(names()).toHaveLength(1);
  });
});

test("one import at a time", async () => {
  const inner = await underImportLock(db, () => underImportLock(db, async () => "ran"));
  expect(inner).toBeNull();
  expect(await underImportLock(db, async () => "ran")).toBe("ran");
});
