import { spawnSync } from "node:child_process";
import { err, ok, type Result } from "@/lib/result";

/**
 * How PostgreSQL is run, since it refuses to run as root: `self` by this user, `nobody` by uid 65534,
 * `namespace` in a user namespace where root is called 65534 (files keep root as their owner).
 */
export type Identity = "self" | "nobody" | "namespace";

/** The uid and gid that Linux and most others call nobody. */
export const NOBODY = 65_534;

/** Nothing of our environment is for PostgreSQL: no `PG…` variable, no locale. */
export const BARE_ENV: NodeJS.ProcessEnv = {
  NODE_ENV: "production",
  PATH: "/usr/bin:/bin",
  TZ: "UTC",
};

const NAMESPACE = ["--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/** The command line and spawn options that run `program` as `identity`. */
export function runAs(identity: Identity, program: string, args: readonly string[]) {
  switch (identity) {
    case "self":
      return { command: program, args: [...args], options: {} };
    case "nobody":
      return { command: program, args: [...args], options: { uid: NOBODY, gid: NOBODY } };
    case "namespace":
      return { command: "unshare", args: [...NAMESPACE, program, ...args], options: {} };
  }
}

/** The owner that the files of a cluster need, or `undefined` when they are this user's anyway. */
export function ownerFor(identity: Identity): number | undefined {
  if (identity === "self") return undefined;
  return identity === "nobody" ? NOBODY : 0;
}

/**
 * Picks the first identity that works, by trying: it must run the program and enter the folder.
 *
 * @param dataDir an existing folder, which the cluster will be made in.
 */
export function chooseIdentity(
  postgres: string,
  dataDir: string,
): Result<Identity, { code: "cannot_run"; message: string }> {
  const candidates: Identity[] = process.getuid?.() === 0 ? ["nobody", "namespace"] : ["self"];
  for (const identity of candidates) {
    if (works(identity, postgres, ["--version"]) && works(identity, "ls", ["-d", `${dataDir}/.`])) {
      return ok(identity);
    }
  }
  const why =
    candidates[0] === "self"
      ? `The embedded PostgreSQL at ${postgres} does not run on this system.`
      : `PostgreSQL refuses to run as root, and neither uid ${NOBODY} nor a user namespace can use ${dataDir}.`;
  return err({
    code: "cannot_run",
    message: `${why} Set DATABASE_URL to use a PostgreSQL server of your own.`,
  });
}

function works(identity: Identity, program: string, args: readonly string[]): boolean {
  if (process.platform === "win32" && program === "ls") return true;
  const run = runAs(identity, program, args);
  const { status } = spawnSync(run.command, run.args, { ...run.options, stdio: "ignore" });
  return status === 0;
}
