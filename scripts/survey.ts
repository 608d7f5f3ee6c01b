import path from "node:path";
import { fileURLToPath } from "node:url";

// `survey`: what the machine's Node is too old for is loaded only where it is not.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `survey needs Node 22.18 or newer, and this is ${process.versions.node}. \`npx survey\` uses the Node that \`npm ci\` installed.`,
  );
  process.exitCode = 1;
} else {
  const invokedFrom = process.cwd();
  // Migrations and a relative DATA_DIR are the project's, wherever the command was typed.
  process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
  const { survey } = await import("./survey/main");
  await survey(process.argv.slice(2), invokedFrom);
}
