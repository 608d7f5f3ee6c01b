import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Everything that a build of the site is made from. */
const SOURCES = [
  ...["app", "components", "lib", "db/schema", "db/client.ts", "public"],
  ...["next.config.mjs", "tsconfig.json", "package-lock.json"],
];

/** Not part of a build, so that writing a test rebuilds nothing. */
const NOT_BUILT = /(\.test\.tsx?|\.md)$/;

/** A hash of the contents of all sources: a fresh clone and a touched file do not change it. */
export function fingerprint(root: string): string {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((source) => filesOf(root, source))) {
    if (NOT_BUILT.test(file)) continue;
    const contents = readFileSync(path.join(root, file));
    hash.update(`${file}\0${contents.length}\0`).update(contents);
  }
  return hash.digest("hex");
}

function filesOf(root: string, source: string): string[] {
  const place = path.join(root, source);
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [source];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}
