// The first thing `npm start` runs: plain JavaScript that any Node since 18 understands, so that
// what is missing is said in a sentence instead of a stack trace.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const program = path.join(root, "dist/start.mjs");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

if (!existsSync(path.join(root, "node_modules"))) {
  refuse("The dependencies are not installed. Run `npm ci` first.");
}
if (major < 22 || (major === 22 && minor < 18)) {
  refuse(
    `This needs Node 22.18 or newer, and this is ${process.versions.node}. \`npm ci\` installs Node 24 beside the ` +
      "dependencies when install scripts are allowed and development dependencies are not left out, and `npm start` then uses it.",
  );
}
if (!existsSync(program)) {
  refuse(
    "The programs in dist/ are missing. Run `npm run prepare`, which makes them from the sources.",
  );
}
process.chdir(root);
await import(pathToFileURL(program).href);
