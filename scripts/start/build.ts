import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { childEnv } from "@/lib/env";
import { err, ok, type Result } from "@/lib/result";
import { fingerprint } from "./fingerprint";

export type BuildError = { code: "build_failed" | "unwritable"; message: string };

/** Kept inside the build, so that whoever removes the build removes it too. */
const MARKER = ".next/dane-stats-sources";

/** A build is one child process, which must not outlive us. */
const running = new Set<ChildProcess>();

/** Ends a build in progress, at once. */
export function abortBuild(): void {
  for (const child of running) {
    // The build has workers of its own, in its process group.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }
}

/**
 * Builds the site unless the last finished build was made from the same sources. The marker goes
 * first and comes back last, so that an interrupted build is never taken for one.
 */
export async function buildIfChanged(
  root: string,
): Promise<Result<"built" | "unchanged", BuildError>> {
  const sources = fingerprint(root);
  const marker = path.join(root, MARKER);
  if (existsSync(marker) && readFileSync(marker, "utf8") === sources) return ok("unchanged");
  try {
    mkdirSync(path.dirname(marker), { recursive: true });
    rmSync(marker, { force: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return err({
      code: "unwritable",
      message: `Cannot write the build to ${path.dirname(marker)} (${code}).`,
    });
  }
  const { code, output } = await runBuild(root);
  if (code !== 0) {
    return err({ code: "build_failed", message: `The build failed.\n\n${output.trim()}\n` });
  }
  writeFileSync(marker, sources);
  return ok("built");
}

function runBuild(root: string): Promise<{ code: number | null; output: string }> {
  const next = createRequire(path.join(root, "package.json")).resolve("next/dist/bin/next");
  const child = spawn(process.execPath, [next, "build"], {
    cwd: root,
    env: childEnv({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}
