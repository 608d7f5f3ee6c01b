import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { HISTORY_FILES } from "./read-history";

/** The collector's copy, where the project was checked out beside it. */
const shared = path.resolve("../shared/data");

describe("the history files are the collector's, byte by byte", () => {
  test.for(Object.values(HISTORY_FILES))("%s", (file, { skip }) => {
    if (!existsSync(shared))
      skip("../shared/data is not beside this checkout: nothing to compare with");
    const ours = readFileSync(path.join("db/history", file));
    expect(ours.equals(readFileSync(path.join(shared, file)))).toBe(true);
  });

  test("and none is missing", ({ skip }) => {
    if (!existsSync(shared))
      skip("../shared/data is not beside this checkout: nothing to compare with");
    const collected = readdirSync(shared).filter((name) => /\.jsonl?$/.test(name));
    expect(collected.sort()).toEqual(Object.values(HISTORY_FILES).sort());
  });
});
