import { spawn } from "node:child_process";
import { childEnv } from "@/lib/env";

/** How a command ended, and everything it printed. */
export type Ended = { isSuccess: boolean; output: string };

/** Runs a command to its end, quietly; a command that is not there has failed. */
export function runCommand(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: childEnv(env),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    const end = (isSuccess: boolean, more = "") =>
      resolve({ isSuccess, output: Buffer.concat(chunks).toString() + more });
    child.on("error", (cause) => end(false, cause.message));
    child.on("close", (code) => end(code === 0));
  });
}
