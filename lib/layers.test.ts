import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

// The table of "Who may import whom" (STYLE.md) as data. The longest listed prefix owns a file, and
// a file always may import its owner. A folder that no line owns may import nothing of ours.
const VERIFIER_BASE = ["lib/result", "lib/model"];
const STAGE = ["lib/result", "lib/model", "db"];
const ANYTHING_BUT_PAGES = ["lib", "db", "scripts", "server", "lab", "bench"];
const MAY_IMPORT: Record<string, readonly string[]> = {
  "lib/result": [],
  "lib/env": ["lib/result"],
  "lib/model": [],
  "lib/held-markup": [],
  "lib/as-of": [],
  "lib/markup-text": [],
  "lib/verifier/dns": VERIFIER_BASE,
  "lib/verifier/net": VERIFIER_BASE,
  "lib/verifier/x509": [...VERIFIER_BASE, "lib/verifier/net"],
  "lib/verifier/smtp": [...VERIFIER_BASE, "lib/verifier/net", "lib/verifier/x509"],
  "lib/verifier/dnssec": [...VERIFIER_BASE, "lib/verifier/dns"],
  "lib/verifier/tlsa": [...VERIFIER_BASE, "lib/verifier/dns", "lib/verifier/x509"],
  "lib/verifier/hygiene": [
    ...VERIFIER_BASE,
    "lib/verifier/dns",
    "lib/verifier/dnssec",
    "lib/verifier/tlsa",
    "lib/verifier/net",
    "lib/verifier/x509",
    "lib/verifier/display-name",
    "lib/verifier/in-parallel",
  ],
  "lib/verifier": VERIFIER_BASE,
  "lib/survey/import": STAGE,
  "lib/survey/scan": [...STAGE, "lib/verifier"],
  "lib/survey/aggregate": STAGE,
  "lib/survey/publish": STAGE,
  // A release's CSV is the API's, to the character.
  "lib/survey/export": [...STAGE, "lib/api/csv"],
  // One domain as the scan left it: no stage, it only reads, and reads what the scan wrote as it does.
  "lib/survey/look-up": [
    ...STAGE,
    "lib/verifier",
    "lib/survey/import/name-key",
    "lib/survey/scan/key-profile",
    "lib/survey/scan/opt-outs",
  ],
  "lib/check": [...STAGE, "lib/verifier"],
  // Proofs of control are validated look-ups, and webhooks obey the rule for addresses.
  "lib/notices": [...STAGE, "lib/check", "lib/verifier", "lib/markup-text"],
  "lib/stats": [
    "lib/model",
    "db/client",
    "db/schema/published",
    "db/schema/published-exports",
    "db/schema/domains",
  ],
  "lib/api": [
    "lib/result",
    "lib/model",
    "lib/stats",
    "lib/check",
    "lib/survey/look-up",
    "lib/markup-text",
    "db/client",
  ],
  "lib/serving": [...VERIFIER_BASE, "lib/held-markup", "lib/as-of"],
  db: ["lib/result", "lib/model"],
  components: ["lib/model", "lib/held-markup", "lib/as-of", "lib/markup-text"],
  "app/_figures": [
    "lib/result",
    "lib/model",
    "lib/stats",
    "lib/api",
    "lib/markup-text",
    "db/client",
    "components",
  ],
  "app/_server": [
    "lib/env",
    "lib/model",
    "lib/stats",
    "lib/as-of",
    "db/client",
    "app/_figures",
    "components",
  ],
  app: [
    "lib/result",
    "lib/model",
    "lib/stats",
    "lib/api",
    "lib/as-of",
    "lib/check",
    "lib/survey/look-up",
    "lib/notices",
    "components",
  ],
  scripts: [...ANYTHING_BUT_PAGES, "package"],
  bench: ANYTHING_BUT_PAGES,
  lab: ANYTHING_BUT_PAGES,
  server: ANYTHING_BUT_PAGES,
};

const isWithin = (file: string, folder: string) =>
  file === folder || file.startsWith(`${folder}/`) || file.startsWith(`${folder}.`);

const ownerOf = (file: string) =>
  Object.keys(MAY_IMPORT)
    .filter((folder) => isWithin(file, folder))
    .sort((a, b) => b.length - a.length)[0];

/** Static, dynamic, type-only, bare and re-exporting imports alike. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g;

/** Our own modules that a file's text imports, as paths from the root. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, to = ""]) => {
    if (to.startsWith("@/")) return [to.slice(2)];
    return to.startsWith(".") ? [path.posix.join(path.posix.dirname(file), to)] : [];
  });
}

/** The imports of a file that the table does not allow. */
function strayImports(file: string, text: string): string[] {
  const owner = ownerOf(file);
  const allowed = owner === undefined ? [] : [owner, ...(MAY_IMPORT[owner] ?? [])];
  return importsOf(file, text)
    .filter((to) => !allowed.some((folder) => isWithin(to, folder)))
    .map((to) => `${file} -> ${to}`);
}

const folders = ["app", "bench", "components", "db", "lab", "lib", "scripts"].filter(existsSync);
const sources = [
  "server.ts",
  ...folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
      path.posix.join(folder, name),
    ),
  ),
].filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
const textOf = (file: string) => readFileSync(file, "utf8");

test("imports follow the layer table", () => {
  expect(sources.length).toBeGreaterThan(40); // a walk that finds nothing must not pass
  expect(sources.flatMap((file) => strayImports(file, textOf(file)))).toEqual([]);
});

test.for([
  ["lib/stats/a.ts", 'import { x } from "@/db/schema/scan";'],
  ["lib/model/a.ts", 'import type { X } from "@/lib/result";'],
  ["lib/serving/a.ts", 'const x = await import("../env");'],
  ["lib/env.ts", 'export { x } from "@/db/client";'],
  ["scripts/a.ts", 'import "@/app/layout";'],
  ["elsewhere/a.ts", 'import { x } from "@/lib/result";'],
] as const)("a stray import is seen: %s %s", ([file, text]) => {
  expect(strayImports(file, text)).toHaveLength(1);
});

test("client components live in components", () => {
  const strays = sources.filter(
    (file) =>
      /^["']use client["']/.test(textOf(file)) &&
      !file.startsWith("components/") &&
      !/(^|\/)(global-)?error\.tsx$/.test(file),
  );
  expect(strays).toEqual([]);
});

test("only app/_server imports server-only", () => {
  const strays = sources.filter(
    (file) => /["']server-only["']/.test(textOf(file)) && !file.startsWith("app/_server/"),
  );
  expect(strays).toEqual([]);
});
