// `npm run prepare`: bundles the TypeScript programs into dist/, where they run on plain Node.
import { chmodSync, copyFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** What people call by name; each is begun by a file that knows which Node it needs. */
const COMMANDS = ["dane-check", "dane-tlsa"];

/** Each becomes <name>.mjs in the folder. Packages stay in node_modules. */
const PROGRAMS = {
  start: "scripts/start.ts",
  survey: "scripts/survey.ts",
  ...Object.fromEntries(COMMANDS.map((name) => [`commands/${name}`, `scripts/${name}.ts`])),
};

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** dist/, or for tests another folder from which node_modules is found. */
const folder = path.resolve(root, process.argv[2] ?? "dist");

let esbuild;
try {
  esbuild = await import("esbuild");
} catch {
  console.log(
    "dist/ was not made, as esbuild is not installed: `npm start` needs the development dependencies, or a dist/ made elsewhere.",
  );
  process.exit(0);
}

rmSync(folder, { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: PROGRAMS,
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20.12",
  tsconfig: "tsconfig.json",
  sourcemap: "linked",
  logLevel: "warning",
  banner: { js: "#!/usr/bin/env node" },
});
chmodSync(path.join(folder, "survey.mjs"), 0o755);
for (const name of COMMANDS) {
  const file = path.join(folder, `${name}.mjs`);
  copyFileSync(path.join(root, "scripts/command-line/begin.mjs"), file);
  chmodSync(file, 0o755);
}
