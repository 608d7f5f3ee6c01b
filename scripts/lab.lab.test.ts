import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { freePort } from "@/lab/dns-proxy";
import { hasProgram } from "@/lab/programs";
import { type Program, startProgram } from "./testing/program";

const hasServers = hasProgram("nsd") && hasProgram("unbound");
const LAB_FOLDER = /^dane-lab-\w+$/;

describe.skipIf(!hasServers)("npm run lab (skipped: nsd or unbound is missing)", () => {
  let folderName: string | null = null;
  let program: Program | undefined;
  afterEach(async () => {
    program?.child.kill("SIGKILL");
    await program?.ended;
    // What is still ending writes to the folder.
    await expect.poll(processes, { timeout: 10_000 }).toEqual([]);
    // Only ever a folder of the lab's own name below the temporary folder.
    if (folderName !== null && LAB_FOLDER.test(folderName))
      rmSync(path.join(tmpdir(), folderName), { recursive: true, force: true, maxRetries: 5 });
    folderName = null;
  });

  async function startIt(): Promise<Program> {
    const ports = [await freePort("127.25.0.1"), await freePort("127.25.1.1")].map(String);
    const [dns = "", smtp = ""] = ports;
    const started = startProgram("scripts/lab.ts", ["--dns-port", dns, "--smtp-port", smtp]);
    program = started;
    const [, found = ""] = await started.printed(
      /trust anchor file +\S+\/(dane-lab-\w+)\/root\.ds/,
    );
    expect(found).toMatch(LAB_FOLDER);
    folderName = found;
    return started;
  }
  /** Processes that belong to this lab, by the folder in their command line. */
  const processes = () =>
    execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => folderName !== null && line.includes(folderName));

  test("lists the domains, and the command that it prints works", async () => {
    const { output } = await startIt();
    expect(output()).toMatch(/^ {2}good\.nl +dane_ok +All as it should be\.$/m);
    const [, options = ""] = /npx dane-check (.*) good\.nl$/m.exec(output()) ?? [];
    const args = ["--json", ...options.split(" "), "good.nl"];
    const check = startProgram("scripts/dane-check.ts", args);
    expect(await check.ended).toBe(0);
    expect(JSON.parse(check.output())).toMatchObject({ domain: "good.nl", verdict: "dane_ok" });
  });

  test.for(["SIGINT", "SIGTERM"] as const)("%s ends everything", async (signal) => {
    const { child, ended } = await startIt();
    expect(processes().length).toBeGreaterThan(0);
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(processes()).toEqual([]);
    expect(existsSync(path.join(tmpdir(), folderName ?? ""))).toBe(false);
  });

  test("killed without a chance to tidy up, it leaves no process behind", async () => {
    const { child, ended } = await startIt();
    expect(processes().length).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await ended;
    await expect.poll(processes, { timeout: 10_000 }).toEqual([]);
  });

  test("an option that is not there is refused in a sentence", async () => {
    const { ended, output } = startProgram("scripts/lab.ts", ["--verbose"]);
    expect(await ended).toBe(2);
    expect(output()).toContain("There is no option --verbose.");
  });
});
