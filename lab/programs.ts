import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { canInstall, install } from "@/scripts/test/debian-packages";

/** Programs of others that a lab runs, where Debian puts them, and the package each is in. */
const PROGRAMS = {
  nsd: { file: "/usr/sbin/nsd", package: "nsd" },
  unbound: { file: "/usr/sbin/unbound", package: "unbound" },
  postfix: { file: "/usr/sbin/postfix", package: "postfix" },
} as const;

/** A program that a lab may run. */
export type LabProgram = keyof typeof PROGRAMS;

/** Whether a program is at hand, where Debian has it or on the path. */
export const hasProgram = (name: LabProgram): boolean =>
  existsSync(PROGRAMS[name].file) ||
  spawnSync("sh", ["-c", 'command -v "$1"', "sh", name], { stdio: "ignore" }).status === 0;

/** Whether Postfix can run here: its master wants to be root, and to become its own user. */
export const canRunPostfix = (): boolean =>
  process.getuid?.() === 0 && hasOtherUsers() && hasProgram("postfix");

/** In a user namespace made without root there is nobody but root. */
function hasOtherUsers(): boolean {
  const map = "/proc/self/uid_map";
  return !existsSync(map) || Number(readFileSync(map, "utf8").trim().split(/\s+/)[2]) > 1;
}

/**
 * Sees to it that NSD and Unbound are there, and Postfix where it can run; installs them on Debian
 * as root.
 *
 * @returns a sentence for people where one that cannot be done without is missing, else null.
 */
export async function ensurePrograms(log: (line: string) => void): Promise<string | null> {
  const wanted: LabProgram[] = ["nsd", "unbound", "postfix"];
  const absent = wanted.filter((name) => !hasProgram(name));
  if (absent.length > 0 && canInstall())
    await install(
      absent.map((name) => PROGRAMS[name].package),
      log,
    );
  const missing = (["nsd", "unbound"] as const).filter((name) => !hasProgram(name));
  return missing.length === 0
    ? null
    : `The lab needs ${missing.join(" and ")}. On Debian: apt-get install ${missing.map((name) => PROGRAMS[name].package).join(" ")}`;
}
