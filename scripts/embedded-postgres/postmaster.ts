import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What `postmaster.pid` says about a cluster's server. */
export type Postmaster = { pid: number; port: number; status: string };

/** Reads the lines of `postmaster.pid` that we need: 1 is the pid, 4 the port, 8 the status. */
export function parsePostmasterPid(text: string): Postmaster | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port)) return undefined;
  return { pid, port, status: lines[7] ?? "" };
}

/** True while a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * The living server of a cluster, or `undefined`.
 *
 * After a reboot another process may have the recorded pid, which PostgreSQL would take for itself
 * and refuse to start. Linux tells them apart, as a server's working directory is its cluster; a file
 * that is proved stale this way is removed.
 */
export function livingPostmaster(cluster: string): Postmaster | undefined {
  const file = path.join(cluster, "postmaster.pid");
  let postmaster: Postmaster | undefined;
  try {
    postmaster = parsePostmasterPid(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  if (postmaster === undefined || !isAlive(postmaster.pid)) return undefined;
  if (process.platform === "linux" && !worksIn(postmaster.pid, cluster)) {
    rmSync(file, { force: true });
    return undefined;
  }
  return postmaster;
}

function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
}

/** Waits until the server accepts connections; `undefined` when `gaveUp` says so first. */
export async function untilReady(
  cluster: string,
  gaveUp: () => boolean,
): Promise<Postmaster | undefined> {
  while (!gaveUp()) {
    const postmaster = livingPostmaster(cluster);
    if (postmaster?.status === "ready") return postmaster;
    await sleep(10);
  }
  return undefined;
}

/** Asks a server to end (fast shutdown), and after 10 s to drop everything (immediate shutdown). */
export async function endPostmaster(pid: number): Promise<void> {
  for (const [signal, patienceMs] of [
    ["SIGINT", 10_000],
    ["SIGQUIT", 5_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (const end = Date.now() + patienceMs; Date.now() < end; ) {
      if (!isAlive(pid)) return;
      await sleep(10);
    }
  }
}
