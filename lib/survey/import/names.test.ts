import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BUCKETS, type PoolPart } from "@/lib/model/candidate";
import { buildPool } from "./build-pool";
import { NameCursor, TAG_DS, TAG_NS } from "./name-file";
import { hashOfKey, keyOfName, nameOfKey } from "./name-key";
import { NameSorter } from "./name-sorter";
import { bucketOfHash } from "./pool-file";
import { Pool } from "./read-pool";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-names-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const name = fc
  .tuple(fc.stringMatching(/^[a-z0-9_-]{1,20}$/), fc.constantFrom("de", "com", "co.uk"))
  .map(([label, suffix]) => `${label}.${suffix}`);
const tag = fc.constantFrom(0, TAG_NS, TAG_DS, TAG_NS | TAG_DS);

async function sorted(
  entries: readonly (readonly [string, number])[],
  file: string,
  inMemory: number,
) {
  const sorter = new NameSorter(file, inMemory);
  for (const [one, its] of entries) sorter.add(keyOfName(one), its);
  return sorter.finish();
}

function readAll(file: string) {
  const cursor = new NameCursor(file);
  const found: [string, number][] = [];
  while (cursor.next()) found.push([nameOfKey(cursor.key), cursor.tag]);
  cursor.close();
  return { found, isDamaged: cursor.isDamaged };
}

test("names turn into keys and back", () => {
  fc.assert(
    fc.property(name, (one) => {
      expect(nameOfKey(keyOfName(one))).toBe(one);
    }),
  );
});

test("a TLD's names in a zone file's order are in the order of their keys", () => {
  // As text lines: the dot after the label counts, and `-` sorts before it.
  const names = ["a-b.com", "a.com", "a0.com", "ab.com"];
  expect(names.map(keyOfName).sort()).toEqual(names.map(keyOfName));
});

test("whatever order names come in, the file has each once, with all that was said of it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, tag), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      async (entries, inMemory) => {
        const file = path.join(folder, "names");
        const result = await sorted(entries, file, inMemory);
        const expected = new Map<string, number>();
        for (const [one, its] of entries) expected.set(one, (expected.get(one) ?? 0) | its);
        const dsWithoutNs = [...expected].filter(([, its]) => its === TAG_DS).length;
        const kept = [...expected].filter(([, its]) => its !== TAG_DS);
        const { found, isDamaged } = readAll(file);
        expect(isDamaged).toBe(false);
        expect(found).toEqual(kept.sort((a, b) => (keyOfName(a[0]) < keyOfName(b[0]) ? -1 : 1)));
        expect(result).toMatchObject({
          names: kept.length,
          dsWithoutNs,
          repeated: entries.length - expected.size,
        });
        const tallied = [...result.tally.values()];
        expect(tallied.reduce((sum, { names }) => sum + names, 0)).toBe(kept.length);
        expect(tallied.reduce((sum, { withDs }) => sum + withDs, 0)).toBe(
          kept.filter(([, its]) => (its & TAG_DS) !== 0).length,
        );
        expect(readdirSync(folder)).toEqual(["names"]);
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

describe("a file of names that is not whole is never taken for one", () => {
  test("cut anywhere, or with an octet changed", async () => {
    const file = path.join(folder, "names");
    const entries = Array.from({ length: 20_000 }, (_, i) => [`d${i}.com`, TAG_NS] as const);
    await sorted(entries, file, 1_000_000);
    const whole = readFileSync(file);
    for (const octets of [0, 4, 12, whole.length >> 1, whole.length - 16, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, octets));
      expect(readAll(file).isDamaged).toBe(true);
    }
    for (const at of [3, 9, 30, whole.length >> 1, whole.length - 3]) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] ?? 0) ^ 0x41;
      writeFileSync(file, spoilt);
      expect(readAll(file).isDamaged, `octet ${at}`).toBe(true);
    }
    rmSync(file);
    expect(readAll(file).isDamaged).toBe(true);
  });
});

describe("the pool of candidates", () => {
  const source = (importId: number, kind: "zone" | "list") => ({
    importId,
    source: `source ${importId}`,
    kind,
    dataAt: `2026-11-2${importId}T00:00:00.000Z`,
    file: path.join(folder, `${importId}.names`),
  });

  async function everything(pool: Pool, part: PoolPart) {
    const all = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const read = await pool.bucket(bucket, part);
      if (!read.ok) throw new Error(read.error.code);
      expect(read.value.every(({ hash }) => bucketOfHash(hash) === bucket)).toBe(true);
      all.push(...read.value);
    }
    return all;
  }

  test("“we could not tell” is never “no”: only a zone file says not_seen, and the newest counts", async () => {
    const zone1 = [
      ["old.com", 3],
      ["both.com", 3],
      ["un.com", 1],
    ] as const;
    const zone2 = [
      ["both.com", 1],
      ["new.com", 3],
    ] as const;
    const list = [
      ["un.com", 0],
      ["listed.com", 0],
      ["listed.de", 0],
    ] as const;
    await sorted(zone1, source(1, "zone").file, 10);
    await sorted(zone2, source(2, "zone").file, 10);
    await sorted(list, source(3, "list").file, 10);
    const file = path.join(folder, "pool");
    const built = await buildPool(file, [source(1, "zone"), source(2, "zone"), source(3, "list")]);
    expect(built).toEqual({ ok: true, value: { unknown: 2, seen: 2, not_seen: 2 } });
    const pool = await Pool.open(file);
    if (!pool.ok) throw new Error(pool.error.code);
    const toAsk = await everything(pool.value, "to_ask");
    const bare = (all: typeof toAsk) =>
      Object.fromEntries(all.map((one) => [one.name, [one.ds, one.source.importId]]));
    expect(bare(toAsk)).toEqual({
      "old.com": ["seen", 1],
      "new.com": ["seen", 2],
      "listed.com": ["unknown", 3],
      "listed.de": ["unknown", 3],
    });
    expect(bare(await everything(pool.value, "unsigned"))).toEqual({
      "both.com": ["not_seen", 2],
      "un.com": ["not_seen", 1],
    });
    const hashes = toAsk.map(({ hash }) => hash);
    expect(hashes).toEqual([...hashes].sort((a, b) => a - b));
    await pool.value.close();
    expect(readdirSync(folder)).not.toContain("pool.part");
  });

  test("a damaged source stops it, and no pool appears", async () => {
    const input = source(1, "zone");
    await sorted([["a.com", 3]], input.file, 10);
    writeFileSync(input.file, readFileSync(input.file).subarray(0, 20));
    const file = path.join(folder, "pool");
    expect(await buildPool(file, [input])).toEqual({
      ok: false,
      error: { code: "names_damaged", source: "source 1" },
    });
    expect(readdirSync(folder)).toEqual(["1.names"]);
  });

  test("a damaged pool is refused, when opened or when read", async () => {
    const input = source(1, "zone");
    await sorted(
      Array.from({ length: 500 }, (_, i) => [`d${i}.com`, 3] as const),
      input.file,
      1_000,
    );
    const file = path.join(folder, "pool");
    await buildPool(file, [input]);
    const whole = readFileSync(file);
    for (const octets of [0, 10, whole.length >> 1, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, octets));
      expect(await Pool.open(file)).toMatchObject({ error: { code: "pool_damaged" } });
    }
    const spoilt = Buffer.from(whole);
    spoilt.fill(0x41, 20, 30);
    writeFileSync(file, spoilt);
    const pool = await Pool.open(file);
    if (!pool.ok) throw new Error(pool.error.code);
    await expect(everything(pool.value, "to_ask")).rejects.toThrow("pool_damaged");
    await pool.value.close();
  });

  test("neighbours in the order of scanning have nothing in common", () => {
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) {
      const bucket = hashOfKey(`com.shop-${i}.`) >>> 28;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    // 1,000 each; six standard deviations are 190.
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(190);
  });
});
