import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A disk of its own, in memory, that can be filled to the last octet. */
export type SmallDisk = {
  folder: string;
  /** Takes all that is left, until the function that it returns is called. */
  fill: () => () => void;
  remove: () => void;
};

const MIB = 2 ** 20;

/** Mounts a disk of so many MiB; null where this user may not mount. */
export function smallDisk(folder: string, mebibytes: number): SmallDisk | null {
  mkdirSync(folder, { recursive: true });
  const options = ["-t", "tmpfs", "-o", `size=${mebibytes}m,mode=755`, "none", folder];
  if (spawnSync("mount", options, { stdio: "ignore" }).status !== 0) return null;
  chmodSync(folder, 0o755);
  const ballast = path.join(folder, "ballast");
  return {
    folder,
    fill: () => {
      const block = Buffer.alloc(MIB);
      const { bavail, bsize } = statfsSync(folder);
      try {
        for (let left = bavail * bsize; left > 0; left -= MIB)
          writeFileSync(ballast, left > MIB ? block : block.subarray(0, left), { flag: "a" });
      } catch {
        // Somebody else took the last of it.
      }
      return () => rmSync(ballast, { force: true });
    },
    remove: () => {
      spawnSync("umount", ["-l", folder], { stdio: "ignore" });
    },
  };
}
