import { spawn } from "node:child_process";
import { createWriteStream, readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { childEnv } from "@/lib/env";

/** A server program that runs until it is closed, or until this process is gone. */
export type Daemon = {
  close: () => Promise<void>;
  /** Sends a signal to it and all that it has started, such as SIGSTOP; whoever stops it lets it go on. */
  signal: (signal: NodeJS.Signals) => void;
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
    if (child.pid !== undefined) await endGroup(child.pid);
  };
  const signal = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  return { ended, close, signal };
}

/** Ends what a program leaves behind in its process group: Postfix's daemons outlive its master. */
async function endGroup(group: number): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (!hasLiving(group)) return;
    process.kill(-group, signal);
    for (let waited = 0; waited < 5000 && hasLiving(group); waited += 20) await setTimeout(20);
  }
}

/** Whether a process of the group still runs; one that only waits to be reaped does not. */
const hasLiving = (group: number): boolean =>
  readdirSync("/proc").some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    const [state, , itsGroup] = processFields(entry);
    return itsGroup === `${group}` && state !== "Z" && state !== "X";
  });

/** State, parent and group of a process (proc_pid_stat(5)); nothing once it is gone. */
function processFields(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ", 3);
  } catch {
    return [];
  }
}
