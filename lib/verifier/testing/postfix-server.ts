import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestChain } from "./smtp-server";

/** A Postfix that runs; its services by name, each on a port of its own on 127.0.0.1. */
export type PostfixServer = {
  ports: Readonly<Record<string, number>>;
  /** What it has logged so far. */
  log: () => string;
  stop: () => void;
};

export type PostfixOptions = {
  /** Key and chain, one for each key type, for all services. */
  chains: readonly TestChain[];
  /** Settings of main.cf by service; each makes an smtpd. */
  services: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** Why Postfix cannot run here; null where it can. It drops its rights, so it has to have some. */
export function postfixMissing(): string | null {
  if (!existsSync("/usr/sbin/posttls-finger")) return "postfix is not installed";
  return process.getuid?.() === 0 ? null : "postfix is started by root only";
}

const PROGRAMS = [
  "tlsmgr unix - - n 1000? 1 tlsmgr",
  "anvil unix - - n - 1 anvil",
  "rewrite unix - - n - - trivial-rewrite",
  "proxymap unix - - n - - proxymap",
  "postlog unix-dgram n - n - 1 postlogd",
];

/** Starts Postfix in a folder of its own; the machine's own configuration is not touched. */
export async function postfixServer({ chains, services }: PostfixOptions): Promise<PostfixServer> {
  const folder = mkdtempSync(join(tmpdir(), "postfix-"));
  chmodSync(folder, 0o755); // its programs run as another user
  for (const name of ["conf", "spool", "data"]) mkdirSync(join(folder, name));
  execFileSync("chown", ["postfix", join(folder, "data")]);
  const files = chains.map((chain, i) => {
    const file = join(folder, `chain-${i}.pem`);
    const [leaf] = chain;
    writeFileSync(file, [leaf.keyPem, ...chain.map(({ pem }) => pem)].join(""), { mode: 0o600 });
    return file;
  });
  const ports: Record<string, number> = {};
  for (const name of Object.keys(services)) ports[name] = await freePort();
  const main = {
    compatibility_level: "3.6",
    queue_directory: join(folder, "spool"),
    data_directory: join(folder, "data"),
    command_directory: "/usr/sbin",
    daemon_directory: "/usr/lib/postfix/sbin",
    mail_owner: "postfix",
    setgid_group: "postdrop",
    myhostname: "mx.test.example",
    mydestination: "",
    alias_maps: "",
    inet_interfaces: "127.0.0.1",
    inet_protocols: "ipv4",
    smtpd_peername_lookup: "no",
    smtpd_tls_security_level: "may",
    smtpd_tls_chain_files: files.join(", "),
    maillog_file: join(folder, "log"),
    maillog_file_prefixes: tmpdir(),
  };
  writeFileSync(
    join(folder, "conf/main.cf"),
    Object.entries(main)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(""),
  );
  const smtpds = Object.entries(services).map(([name, settings]) =>
    [
      `127.0.0.1:${ports[name]} inet n - n - - smtpd`,
      ...Object.entries(settings).map(([setting, value]) => `  -o { ${setting} = ${value} }`),
    ].join("\n"),
  );
  writeFileSync(join(folder, "conf/master.cf"), `${[...smtpds, ...PROGRAMS].join("\n")}\n`);
  const postfix = (action: string) =>
    execFileSync("/usr/sbin/postfix", ["-c", join(folder, "conf"), action], { stdio: "ignore" });
  postfix("start");
  return {
    ports,
    log: () => (existsSync(main.maillog_file) ? readFileSync(main.maillog_file, "utf8") : ""),
    stop: () => {
      postfix("stop");
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
