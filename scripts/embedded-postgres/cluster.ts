import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { err, ok, type Result } from "@/lib/result";
import type { Binaries } from "./binaries";
import { BARE_ENV, type Identity, ownerFor, runAs } from "./identity";

/** The role and owner of everything in the embedded database. */
export const ROLE = "dane_stats";

export type ClusterError = {
  code: "unwritable" | "other_version" | "init_failed" | "password_missing";
  message: string;
};

/** The folder of the cluster itself, and of the file with its password, below the data folder. */
export const clusterFolder = (dataDir: string) => path.join(dataDir, "postgres");
const passwordFile = (dataDir: string) => path.join(dataDir, "password");

/** Makes the data folder; one sentence when that cannot be. */
export function makeDataDir(dataDir: string): Result<void, ClusterError> {
  try {
    mkdirSync(dataDir, { recursive: true });
    const probe = path.join(dataDir, `probe.${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
    return ok(undefined);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return err({
      code: "unwritable",
      message: `Cannot write to the data folder ${dataDir} (${code}). Set DATA_DIR to a folder that this user may write to.`,
    });
  }
}

/** Makes a cluster unless there is one, and checks that this PostgreSQL can read it. */
export function prepareCluster(
  dataDir: string,
  binaries: Binaries,
  identity: Identity,
): Result<{ created: boolean; password: string }, ClusterError> {
  const cluster = clusterFolder(dataDir);
  const exists = existsSync(cluster);
  if (!exists) {
    const made = initialise(dataDir, binaries, identity);
    if (!made.ok) return made;
  }
  try {
    const found = readFileSync(path.join(cluster, "PG_VERSION"), "utf8").trim();
    if (found !== binaries.majorVersion) {
      return err({
        code: "other_version",
        message: `${cluster} was made by PostgreSQL ${found}, and this is ${binaries.majorVersion}. Dump it with the old version, or remove the folder to load the published history again.`,
      });
    }
    giveTo(cluster, ownerFor(identity));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return err({
      code: "unwritable",
      message: `Cannot use the database in ${cluster} (${code}). Was it made by another user? Set DATA_DIR to another folder.`,
    });
  }
  if (!existsSync(passwordFile(dataDir))) {
    return err({
      code: "password_missing",
      message: `${passwordFile(dataDir)} is missing, so nobody can sign in to the database beside it. Restore it, or remove ${cluster}.`,
    });
  }
  return ok({ created: !exists, password: readFileSync(passwordFile(dataDir), "utf8").trim() });
}

/** Runs initdb beside the final place, so that a cluster is either whole or not there. */
function initialise(
  dataDir: string,
  binaries: Binaries,
  identity: Identity,
): Result<void, ClusterError> {
  const unfinished = path.join(dataDir, "postgres.new");
  const owner = ownerFor(identity);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  // Every user of the machine can reach the loopback port: a password keeps the others out.
  writeFileSync(passwordFile(dataDir), randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (owner !== undefined) {
    chownSync(unfinished, owner, owner);
    chownSync(passwordFile(dataDir), owner, owner);
  }
  const run = runAs(identity, binaries.initdb, [
    `--pgdata=${unfinished}`,
    `--username=${ROLE}`,
    `--pwfile=${passwordFile(dataDir)}`,
    "--auth=scram-sha-256",
    // With LANG unset initdb would make an SQL_ASCII cluster.
    ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    "--no-instructions",
  ]);
  const { status, stderr, error } = spawnSync(run.command, run.args, {
    ...run.options,
    env: BARE_ENV,
    encoding: "utf8",
  });
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    const reason = error?.message ?? stderr.trim().split("\n").at(-1);
    return err({
      code: "init_failed",
      message: `Could not make a database in ${dataDir}: ${reason}`,
    });
  }
  renameSync(unfinished, clusterFolder(dataDir));
  return ok(undefined);
}

/** Changes the owner of a whole tree, when root now runs PostgreSQL in another way than before. */
function giveTo(folder: string, owner: number | undefined): void {
  if (owner === undefined || statSync(folder).uid === owner) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    lchownSync(path.join(folder, name), owner, owner);
  }
  // Last, so that a tree which was only half changed is changed again.
  chownSync(folder, owner, owner);
}
