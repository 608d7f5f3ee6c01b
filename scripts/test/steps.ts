import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startProgram } from "@/scripts/testing/program";
import { ensureBrowser } from "./browser";
import { runCommand } from "./command";
import { type Counts, countPlaywright, countVitest, oneCheck } from "./counts";
import { ensurePeers } from "./peers";

/** What a step found, and what to show of it when something failed. */
export type Outcome = { counts: Counts; output: string };

/** One part of `npm test`; `npm test -- <name>` runs it alone. */
export type Step = { name: string; run(log: (line: string) => void): Promise<Outcome> };

const bin = (name: string) => path.join("node_modules/.bin", name);

/** A command that either succeeds or fails. */
const check = async (command: string, ...args: string[]): Promise<Outcome> => {
  const { isSuccess, output } = await runCommand(command, args);
  return { counts: oneCheck(isSuccess), output };
};

/** Runs `work` with a folder for its report, which is read and removed. */
async function withReport(
  run: (reportFile: string) => Promise<{ isSuccess: boolean; output: string }>,
  count: (report: unknown) => Counts,
): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-report-"));
  const reportFile = path.join(folder, "report.json");
  try {
    const { isSuccess, output } = await run(reportFile);
    if (!existsSync(reportFile)) return { counts: oneCheck(false), output };
    const counts = count(JSON.parse(readFileSync(reportFile, "utf8")));
    // An error outside of any test, or no test at all, is a failure of the step.
    if (isSuccess && counts.passed === 0)
      return { counts: oneCheck(false), output: `${output}\nno test ran` };
    if (!isSuccess && counts.failed === 0) return { counts: { ...counts, failed: 1 }, output };
    return { counts, output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const vitest = (project: string) =>
  withReport(
    (reportFile) =>
      runCommand(bin("vitest"), [
        ...["run", "--project", project, "--reporter=default", "--reporter=json"],
        ...["--outputFile.json", reportFile],
      ]),
    countVitest,
  );

const port = 3_099;

/** The real site in a folder of its own, with the lab to check, from the first start to the last request. */
async function e2e(log: (line: string) => void): Promise<Outcome> {
  const browser = await ensureBrowser(log);
  if (!browser.ok) return { counts: oneCheck(false), output: browser.error.message };
  await ensurePeers(log);
  const dataDir = mkdtempSync(path.join(tmpdir(), "dane-stats-e2e-"));
  const site = startProgram("scripts/testing/lab-site.ts", [], {
    CHECKS_PER_CLIENT: "3000",
    DATABASE_URL: "",
    DATA_DIR: dataDir,
    HOST: "127.0.0.1",
    LOG_LEVEL: "warn",
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  try {
    const [, baseUrl = ""] = await site.printed(/ready in .*: (http\S+)/);
    return await withReport(
      (reportFile) =>
        runCommand(bin("playwright"), ["test"], {
          BASE_URL: baseUrl,
          NO_LAB: /^no lab: /m.test(site.output()) ? "1" : "",
          LAB_SETTINGS: /^lab: (\{.*\})$/m.exec(site.output())?.[1] ?? "",
          PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile,
        }),
      countPlaywright,
    );
  } catch (cause) {
    return { counts: oneCheck(false), output: (cause as Error).message };
  } finally {
    site.child.kill("SIGTERM");
    await site.ended;
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * In the order they run: what fails fastest first. Those of one group run side by side: the lab's
 * tests mostly wait for servers that are slow on purpose.
 */
export const STEPS: readonly (readonly Step[])[] = [
  [
    { name: "lint", run: () => check(bin("biome"), "check") },
    {
      name: "types",
      run: async () => {
        // The route types and next-env.d.ts are generated, and a fresh clone has neither.
        const generated = await check(bin("next"), "typegen");
        return generated.counts.failed > 0 ? generated : check(bin("tsc"), "--noEmit");
      },
    },
  ],
  [
    {
      name: "unit",
      run: async (log) => {
        await ensurePeers(log);
        return vitest("unit");
      },
    },
  ],
  [
    { name: "db", run: () => vitest("db") },
    {
      name: "lab",
      run: async (log) => {
        await ensurePeers(log);
        return vitest("lab");
      },
    },
    {
      name: "drills",
      run: () => check(process.execPath, "--import", "tsx", "scripts/drills.ts", "--sample"),
    },
  ],
  [{ name: "e2e", run: e2e }],
];
