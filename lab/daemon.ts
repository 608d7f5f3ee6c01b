import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { childEnv } from "@/lib/env";

/** A server program that runs until it is closed, or until this process is gone. */
export type Daemon = {
  close: () => Promise<void>;
  /** Settles with a sentence when the program has ended, be it by itself. */
  ended: Promise<string>;
};

/**
 * A shell stays between: it ends the program as soon as its standard input closes, which the
 * system does for us even where this process is killed.
 */
const GUARD = [
  "exec 3<&0",
  '"$@" 3<&- & child=$!',
  "(cat <&3 > /dev/null 2>&1; kill $child 2> /dev/null) & guard=$!",
  "exec 3<&-",
  "wait $child; code=$?",
  "kill $guard 2> /dev/null",
  "exit $code",
].join("\n");

/**
 * Starts a program that stays in the foreground; what it prints goes to `logFile`. It gets a
 * process group of its own, so that a Ctrl-C reaches it only by way of us.
 */
export function startDaemon(command: string, args: readonly string[], logFile: string): Daemon {
  const child = spawn("sh", ["-c", GUARD, "sh", command, ...args], {
    env: childEnv({}),
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const log = createWriteStream(logFile, { flags: "a" });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.stdin.on("error", () => {});
  const ended = new Promise<string>((resolve) => {
    const end = (sentence: string) => {
      child.stdin.end();
      log.end();
      resolve(sentence);
    };
    child.on("error", (cause) => end(cause.message));
    child.on("exit", (code) => end(`${command} ended with ${code}; see ${logFile}`));
  });
  const close = async () => {
    child.stdin.end();
    await ended;
  };
  return { ended, close };
}
