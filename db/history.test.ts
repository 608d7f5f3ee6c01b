import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/** The collector's folder beside the repository; beside the main one where this is a worktree. */
function collected(): string | undefined {
  const roots = [process.cwd()];
  try {
    const shared = execFileSync(
      "git",
      ["rev-parse", "--path-format=absolute", "--git-common-dir"],
      {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      },
    ).trim();
    roots.push(path.dirname(shared));
  } catch {
    // Not a checkout: an unpacked archive has no folder beside it either.
  }
  return roots
    .map((root) => path.resolve(root, "../shared/data"))
    .find((folder) => existsSync(folder));
}

const source = collected();
const dataFiles = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /\.jsonl?$/.test(name))
    .sort();

describe("the history files are the collector's, byte by byte", () => {
  const why = source === undefined ? "; not compared because that folder is not there" : "";
  test.skipIf(source === undefined)(`../shared/data holds them, and no other${why}`, () => {
    const names = dataFiles(source ?? "");
    expect(names.length).toBeGreaterThan(0);
    expect(dataFiles("db/history")).toEqual(names);
    for (const name of names) {
      const [ours, theirs] = ["db/history", source ?? ""].map((folder) =>
        readFileSync(path.join(folder, name)),
      );
      expect(ours?.equals(theirs ?? Buffer.alloc(0)), name).toBe(true);
    }
  });
});
