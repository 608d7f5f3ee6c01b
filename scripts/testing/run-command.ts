import { type ChildProcess, spawn } from "node:child_process";
import { childEnv } from "@/lib/env";

/** How a process ended: its exit status or the signal's name, and what it wrote. */
export type Ran = { status: number | NodeJS.Signals; stdout: string; stderr: string };

/**
 * Runs any program to its end.
 *
 * @param input its standard input; empty where absent.
 * @param meanwhile gets the process, to send it a signal.
 */
export function runToEnd(
  command: string,
  args: readonly string[],
  { input = "", env = {}, meanwhile }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: childEnv(env), stdio: ["pipe", "pipe", "pipe"] });
    const ran: Ran = { status: 1, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      ran.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      ran.stderr += text;
    });
    // A program that does not read its input closes it.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ ...ran, status: code ?? signal ?? 1 }));
    meanwhile?.(child);
  });
}

type RunOptions = {
  input?: string | Buffer;
  env?: Record<string, string>;
  meanwhile?: (child: ChildProcess) => void;
};
