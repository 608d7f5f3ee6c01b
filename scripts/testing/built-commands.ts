import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Ignored by git, and below the folder that has node_modules. */
const FOLDER = path.join(root, "test-results/commands");

/**
 * Bundles the commands as `npm ci` does, from the sources as they are.
 *
 * @returns the file of each.
 */
export function builtCommands(): { daneCheck: string; daneTlsa: string } {
  execFileSync(process.execPath, ["scripts/bundle.mjs", FOLDER], { cwd: root });
  return {
    daneCheck: path.join(FOLDER, "dane-check.mjs"),
    daneTlsa: path.join(FOLDER, "dane-tlsa.mjs"),
  };
}

/** Every Node there is to run them on: the dependency's own, and the machine's where it has one. */
export function nodesHere(): string[] {
  const machines = ["/usr/bin/node", "/usr/local/bin/node"].filter((file) => existsSync(file));
  return [process.execPath, ...machines.slice(0, 1)];
}
