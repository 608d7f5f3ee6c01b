import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./postmaster";

/** Starting includes initdb and crash recovery, so a waiter is patient. */
const LOCK_PATIENCE_MS = 120_000;

/**
 * Runs `work` while no other process starts or stops the server of this folder.
 *
 * @returns what `work` returns, or `undefined` when the lock was held for two minutes.
 */
export async function locked<T>(dataDir: string, work: () => Promise<T>): Promise<T | undefined> {
  const lock = path.join(dataDir, "lock");
  for (const end = Date.now() + LOCK_PATIENCE_MS; !take(lock); ) {
    if (Date.now() > end) return undefined;
    await sleep(25);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  }
  // A holder that was killed leaves its lock. Renaming before removing makes one waiter win.
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    if (holder > 0 && !isAlive(holder)) {
      const grave = `${lock}.${process.pid}`;
      renameSync(lock, grave);
      rmSync(grave);
    }
  } catch {
    // Gone in the meantime: the next try takes it.
  }
  return false;
}

/** The processes that use a server: the last one to leave stops it. Call under `locked`. */
export class Users {
  private readonly folder: string;

  constructor(dataDir: string) {
    this.folder = path.join(dataDir, "users");
  }

  /** Registers this process once more. */
  join(): string {
    mkdirSync(this.folder, { recursive: true });
    for (let n = 0; ; n += 1) {
      const name = `${process.pid}-${n}`;
      try {
        writeFileSync(path.join(this.folder, name), "", { flag: "wx" });
        return name;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      }
    }
  }

  /** Takes back one registration; true when no living process is left. */
  leave(name: string): boolean {
    rmSync(path.join(this.folder, name), { force: true });
    const names = readdirSync(this.folder);
    return names.every((other) => !isAlive(Number(other.split("-")[0])));
  }

  /** Forgets everyone: a server that was just started can have no older user. */
  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
