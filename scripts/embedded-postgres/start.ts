import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "@/lib/result";
import { type Binaries, findBinaries } from "./binaries";
import { clusterFolder, makeDataDir, prepareCluster, ROLE } from "./cluster";
import { BARE_ENV, chooseIdentity, type Identity, runAs } from "./identity";
import { endPostmaster, livingPostmaster, type Postmaster, untilReady } from "./postmaster";
import { locked, Users } from "./registry";

/** A running server, and this process's claim on it. */
export type EmbeddedPostgres = {
  url: string;
  /** True when it was already running. */
  reused: boolean;
  pid: number;
  /** Gives up the claim; the last process to do so stops the server. */
  stop(): Promise<void>;
};

/** A sentence for whoever started the program, and a literal for the program. */
export type EmbeddedPostgresError = {
  code:
    | "no_binary"
    | "cannot_run"
    | "unwritable"
    | "other_version"
    | "init_failed"
    | "password_missing"
    | "busy"
    | "start_failed";
  message: string;
};

export type EmbeddedPostgresOptions = {
  /** Holds the cluster, its password, its log and the list of its users. */
  dataDir: string;
  /** Told what takes time. */
  log: (line: string) => void;
  /** False for a throw-away cluster, which need not survive a crash of the machine; true unless told. */
  durable?: boolean;
  /** Port to listen on, for who must come back under the same address; any free one unless told. */
  port?: number;
};

/** Recovery after a crash replays the log since the last checkpoint, which is bounded. */
const START_PATIENCE_MS = 60_000;

/** Parameters given on every start, so that an edit in the cluster cannot open it to the network. */
const LOOPBACK_ONLY = ["listen_addresses=127.0.0.1", "unix_socket_directories="];
const SMALL_MACHINE = ["max_connections=100", "shared_buffers=128MB", "timezone=UTC"];
const NOT_DURABLE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/** Starts the embedded PostgreSQL of a folder, or joins the one that is running there. */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<Result<EmbeddedPostgres, EmbeddedPostgresError>> {
  const dataDir = path.resolve(options.dataDir);
  const binaries = findBinaries();
  if (!binaries.ok) return binaries;
  const writable = makeDataDir(dataDir);
  if (!writable.ok) return writable;
  const started = await locked(dataDir, () => startLocked(dataDir, binaries.value, options));
  if (started !== undefined) return started;
  return err({
    code: "busy",
    message: `Another process has been starting the database in ${dataDir} for two minutes. If there is none, remove ${path.join(dataDir, "lock")}.`,
  });
}

async function startLocked(
  dataDir: string,
  binaries: Binaries,
  options: EmbeddedPostgresOptions,
): Promise<Result<EmbeddedPostgres, EmbeddedPostgresError>> {
  const cluster = clusterFolder(dataDir);
  const users = new Users(dataDir);
  const running = livingPostmaster(cluster);
  if (running !== undefined) {
    const ready = await untilReady(cluster, giveUpAfter(START_PATIENCE_MS));
    const prepared = prepareCluster(dataDir, binaries, "self");
    if (!prepared.ok) return prepared;
    if (ready !== undefined) return ok(claim(dataDir, users, ready, prepared.value.password, true));
  }
  const identity = chooseIdentity(binaries.postgres, dataDir);
  if (!identity.ok) return identity;
  const prepared = prepareCluster(dataDir, binaries, identity.value);
  if (!prepared.ok) return prepared;
  if (prepared.value.created) options.log("made a new database");
  const settings = [
    ...LOOPBACK_ONLY,
    ...SMALL_MACHINE,
    ...(options.durable === false ? NOT_DURABLE : []),
  ];
  const launched = await launch(dataDir, binaries, identity.value, settings, options.port);
  if (!launched.ok) return launched;
  users.clear();
  return ok(claim(dataDir, users, launched.value, prepared.value.password, false));
}

/** Starts the server; tries again while a killed predecessor's children are still going away. */
async function launch(
  dataDir: string,
  binaries: Binaries,
  identity: Identity,
  settings: readonly string[],
  wantedPort: number | undefined,
): Promise<Result<Postmaster, EmbeddedPostgresError>> {
  const cluster = clusterFolder(dataDir);
  const logFile = path.join(dataDir, "postgres.log");
  let reason = "";
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const port = wantedPort ?? (await freePort());
    const run = runAs(identity, binaries.postgres, [
      ...["-D", cluster, "-p", String(port)],
      ...settings.flatMap((setting) => ["-c", setting]),
    ]);
    const log = openSync(logFile, "w");
    const child = spawn(run.command, run.args, {
      ...run.options,
      // Its own session: Ctrl-C in the terminal must reach us alone, as requests are still served
      // while we stop.
      detached: true,
      cwd: dataDir,
      env: BARE_ENV,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child.unref();
    let ended = false;
    child.on("exit", () => {
      ended = true;
    });
    child.on("error", () => {
      ended = true;
    });
    const late = giveUpAfter(START_PATIENCE_MS);
    const ready = await untilReady(cluster, () => ended || late());
    if (ready !== undefined) return ok(ready);
    child.kill("SIGQUIT");
    reason =
      readFileSync(logFile, "utf8")
        .split("\n")
        .findLast((line) => /FATAL|could not/.test(line)) ?? "";
    if (!/shared memory block|lock file|Address already in use/.test(reason)) break;
    await sleep(300);
  }
  return err({
    code: "start_failed",
    message: `The embedded PostgreSQL did not start: ${reason.replace(/^.*(FATAL|LOG): +/, "") || "no reason given"} (its log is ${logFile}).`,
  });
}

function claim(
  dataDir: string,
  users: Users,
  { pid, port }: Postmaster,
  password: string,
  reused: boolean,
): EmbeddedPostgres {
  const name = users.join();
  let stopped: Promise<void> | undefined;
  const leave = async () => {
    if (users.leave(name)) await endPostmaster(pid);
  };
  return {
    url: `postgres://${ROLE}:${password}@127.0.0.1:${port}/postgres`,
    reused,
    pid,
    stop: () => {
      stopped ??= locked(dataDir, leave).then(() => undefined);
      return stopped;
    },
  };
}

function giveUpAfter(patienceMs: number): () => boolean {
  const end = Date.now() + patienceMs;
  return () => Date.now() > end;
}

/** A TCP port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
