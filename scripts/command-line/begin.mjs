#!/usr/bin/env node
// What `dane-check` and `dane-tlsa` run first, copied to dist/ under their names: plain JavaScript
// that any Node since 14 understands, so that a Node too old is told in a sentence.
import path from "node:path";
import { fileURLToPath } from "node:url";

// 20.12 brought crypto.hash and util.styleText to Node 20, 21.7 to 21.
const LEAST_MINOR = { 20: 12, 21: 7 };

const name = path.basename(fileURLToPath(import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || minor < (LEAST_MINOR[major] || 0)) {
  console.error(
    `${name.replace(".mjs", "")}: This needs Node 20.12 or newer, and this is ${process.versions.node}.`,
  );
  process.exitCode = 2;
} else {
  void import(`./commands/${name}`);
}
