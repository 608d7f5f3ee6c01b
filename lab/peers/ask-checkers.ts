import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkableHosts } from "./checkers";

// Run within a namespace of the lab: has hash-slinger's `tlsa` and GnuTLS's `danetool` check each
// host on port 25. Prints a line each: program, host, and whether it was content. Arguments: every
// how many hosts one is asked, and the lab's trust anchor file.
const AT_ONCE = 4;
const PATIENCE_MS = 12_000;
/** Where danetool looks for the root's keys, and nowhere else. */
const DANETOOL_ANCHOR = "/usr/share/dns/root.key";

const [stepText = "1", trustAnchorFile = ""] = process.argv.slice(2);
// Seen in this mount namespace only.
if (spawnSync("mount", ["--bind", trustAnchorFile, DANETOOL_ANCHOR]).status !== 0)
  throw new Error(`${DANETOOL_ANCHOR} cannot be covered`);

const PROGRAMS: Readonly<Record<string, (host: string) => [command: string, ...args: string[]]>> = {
  slinger: (host) => [
    "/usr/bin/tlsa",
    ...["--verify", "--port", "25", "--starttls", "smtp", "--rootkey", trustAnchorFile],
    ...["--resolvconf", "/etc/resolv.conf", host],
  ],
  danetool: (host) => [
    "/usr/bin/danetool",
    ...["--check", host, "--port", "25", "--starttls-proto", "smtp", "--local-dns"],
  ],
};

/** danetool leaves files where it stands. */
const folder = mkdtempSync(path.join(tmpdir(), "dane-lab-checkers-"));
const step = Number(stepText);
const waiting = checkableHosts().filter((_, at) => at % step === 0);
const worker = async () => {
  for (let host = waiting.pop(); host !== undefined; host = waiting.pop())
    for (const [name, commandFor] of Object.entries(PROGRAMS)) {
      const [command, ...args] = commandFor(host);
      if (existsSync(command)) console.log(`checker ${name} ${host} ${await ask(command, args)}`);
    }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
rmSync(folder, { recursive: true, force: true });

function ask(command: string, args: readonly string[]): Promise<"content" | "not"> {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE_MS, cwd: folder };
    const child = execFile(command, args, options, (error) =>
      resolve(error === null ? "content" : "not"),
    );
    child.stdin?.end();
  });
}
