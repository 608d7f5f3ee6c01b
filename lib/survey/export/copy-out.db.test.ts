import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { connect } from "@/db/client";
import { testDatabase } from "@/scripts/testing/test-database";
import { copyOut } from "./copy-out";

const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-copy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("rows of any number leave the connection fit for the next question", async () => {
  const db = connect((await testDatabase("empty")).url, { maxConnections: 1 });
  try {
    await db.$client.begin(async (tx) => {
      // Around the 16 KiB and 64 KiB at which streams and sockets stop for one another.
      for (let rows = 1; rows <= 40_000; rows = Math.ceil(rows * 1.25)) {
        const file = path.join(folder, "rows.csv");
        await copyOut(tx, `select g, null, '', 'a"b' from generate_series(1, ${rows}) g`, file);
        const lines = readFileSync(file, "utf8").trimEnd().split("\n");
        expect(lines).toHaveLength(rows);
        expect(lines.at(-1)).toBe(`${rows},,"","a""b"`);
      }
    });
  } finally {
    await db.$client.end({ timeout: 5 });
  }
});
