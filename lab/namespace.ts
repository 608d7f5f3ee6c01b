import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { childEnv } from "@/lib/env";
import { PUBLIC_ADDRESSES, PUBLIC_NETWORKS } from "./addresses";

/**
 * Runs a program of ours in a network and mount namespace of its own, where nothing leads out.
 * Without root a user namespace gives the rights for it, where the system allows one.
 *
 * @returns its exit status; a sentence where the namespace cannot be had.
 */
export function runInNamespace(args: readonly string[]): Promise<number | string> {
  const userNamespace = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  const unshare = [...userNamespace, "--net", "--mount", "--"];
  if (spawnSync("unshare", [...unshare, "true"], { stdio: "ignore" }).status !== 0)
    return Promise.resolve("This system lets nobody but root make a namespace (unshare -n -m).");
  return runThrough("unshare", [...unshare, process.execPath, "--import", "tsx", ...args]);
}

/** Runs a command with the terminal of this process; gives its exit status or a sentence. */
export function runThrough(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<number | string> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", env: childEnv(env) });
    child.on("error", (cause) => resolve(cause.message));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/**
 * Makes the lab's public-looking addresses this namespace's own and points resolv.conf(5) at the
 * lab's resolver. Only for a namespace that `runInNamespace` made.
 *
 * @returns what removes the files again. Throws where a step fails.
 */
export function furnishNamespace(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), "dane-lab-net-"));
  const resolvConf = path.join(folder, "resolv.conf");
  // Without trust-ad the C library hides the AD bit from programs such as Postfix.
  const text = `nameserver ${PUBLIC_ADDRESSES.dns.resolver}
options trust-ad edns0
`;
  writeFileSync(resolvConf, text);
  const steps = [
    ["ip", "link", "set", "lo", "up"],
    ["ip", "route", "add", "local", PUBLIC_NETWORKS.ipv4, "dev", "lo"],
    ...PUBLIC_NETWORKS.ipv6.map((each) => ["ip", "-6", "addr", "add", each, "dev", "lo", "nodad"]),
    ["mount", "--bind", resolvConf, "/etc/resolv.conf"],
  ];
  for (const [command = "", ...args] of steps) {
    const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`);
  }
  return () => rmSync(folder, { recursive: true, force: true });
}
