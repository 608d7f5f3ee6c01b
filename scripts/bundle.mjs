// `npm run prepare`: bundles the TypeScript programs into dist/, where they run on plain Node.
import { chmodSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Each becomes dist/<name>.mjs. Packages stay in node_modules. */
const PROGRAMS = {
  start: "scripts/start.ts",
  "dane-check": "scripts/dane-check.ts",
  "dane-tlsa": "scripts/dane-tlsa.ts",
  survey: "scripts/survey.ts",
};

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

let esbuild;
try {
  esbuild = await import("esbuild");
} catch {
  console.log(
    "dist/ was not made, as esbuild is not installed: `npm start` needs the development dependencies, or a dist/ made elsewhere.",
  );
  process.exit(0);
}

rmSync(path.join(root, "dist"), { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: PROGRAMS,
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node22.18",
  tsconfig: "tsconfig.json",
  sourcemap: "linked",
  logLevel: "warning",
  banner: { js: "#!/usr/bin/env node" },
});
for (const name of Object.keys(PROGRAMS)) chmodSync(path.join(root, "dist", `${name}.mjs`), 0o755);
