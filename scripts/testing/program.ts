import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { childEnv } from "@/lib/env";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A program of ours that runs as a process of its own. */
export type Program = {
  child: ChildProcess;
  /** Everything it has printed so far, both streams. */
  output: () => string;
  /** Resolves with the first match in what it prints; fails when it ends first. */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Its exit code, or the signal's name. */
  ended: Promise<number | NodeJS.Signals>;
};

/** Starts one of the project's TypeScript (or plain `.mjs`) programs. */
export function startProgram(
  file: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Program {
  // Not tsx's own command: it is a parent process that kills a child too busy to answer a signal.
  const runner = file.endsWith(".mjs") ? [] : ["--import", "tsx"];
  const child = spawn(process.execPath, [...runner, file, ...args], {
    cwd: root,
    env: childEnv(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const listeners = new Set<() => void>();
  const collect = (chunk: Buffer) => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal ?? 1));
  });
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(text);
        if (match === null) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      void ended.then((code) => reject(new Error(`${file} ended with ${code}:\n${text}`)));
      look();
    });
  return { child, output: () => text, printed, ended };
}
