import { spawnSync } from "node:child_process";
import { runCommand } from "./command";

/** Whether packages can be installed here: Debian or a relative of it, as root. */
export const canInstall = (): boolean =>
  process.getuid?.() === 0 && spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0;

/** Installs packages by apt-get, without starting the services they bring. */
export async function install(
  packages: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  log(`installing ${packages.join(", ")} by apt-get`);
  await runCommand("apt-get", ["update", "-qq"]);
  await runCommand(
    "apt-get",
    ["install", "-y", "-qq", "--no-install-recommends", ...packages],
    // Debian's maintainer scripts start no service in runlevel 1.
    { RUNLEVEL: "1", DEBIAN_FRONTEND: "noninteractive" },
  );
}
