import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasUnbound, unboundConfig } from "./unbound";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-unbound-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(!hasUnbound())("Unbound takes its configuration", () => {
  const anchorFile = path.join(folder, "anchors.ds");
  writeFileSync(
    anchorFile,
    ". 3600 IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n",
  );
  const setting = { folder, address: "127.0.0.1", port: 5_399, anchors: [], anchorFile };
  const config = unboundConfig(setting);
  expect(config).toContain("discard-timeout: 0");
  const file = path.join(folder, "unbound.conf");
  writeFileSync(file, config);
  const { status, stderr } = spawnSync("unbound-checkconf", [file], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});
