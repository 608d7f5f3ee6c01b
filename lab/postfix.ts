import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pemChain } from "@/lib/verifier/testing/test-certificate";
import { type Daemon, startDaemon } from "./daemon";
import type { MailServer } from "./mail-hosts";

const DAEMONS = "/usr/lib/postfix/sbin";

/** What Postfix wants to find below its queue directory. */
const QUEUES =
  "active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace";

/**
 * Starts one Postfix, with a configuration and queue of its own, that listens for all these
 * servers and takes no mail. Needs root.
 */
export function startPostfix(folder: string, servers: readonly MailServer[], port: number): Daemon {
  const at = (...parts: string[]) => path.join(folder, "postfix", ...parts);
  for (const queue of QUEUES.split(" ")) mkdirSync(at("queue", queue), { recursive: true });
  mkdirSync(at("data"));
  mkdirSync(at("etc"));
  const main = [
    "compatibility_level = 3.6",
    `queue_directory = ${at("queue")}`,
    `data_directory = ${at("data")}`,
    `daemon_directory = ${DAEMONS}`,
    `maillog_file = ${at("log")}`,
    `maillog_file_prefixes = ${folder}`,
    "myhostname = mx.lab.invalid",
    "mydestination =",
    "alias_maps =",
    "local_recipient_maps =",
    "smtpd_relay_restrictions = reject",
    "smtpd_recipient_restrictions = reject",
    "smtpd_peername_lookup = no",
  ];
  const listeners = servers.map(({ address, family, plan, chain }, number) => {
    const place = family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
    const [leaf] = chain.sent;
    const file = at("etc", `chain-${number}.pem`);
    writeFileSync(file, leaf.keyPem + pemChain(...chain.sent), { mode: 0o600 });
    const tls =
      plan.fault === "starttls_not_offered"
        ? "-o smtpd_tls_security_level=none"
        : `-o smtpd_tls_security_level=may -o smtpd_tls_chain_files=${file}`;
    return `${place} inet n - n - - smtpd ${tls}`;
  });
  const services = [
    "rewrite unix - - n - - trivial-rewrite",
    "tlsmgr unix - - n 1000? 1 tlsmgr",
    "anvil unix - - n - 1 anvil",
    "proxymap unix - - n - - proxymap",
    "cleanup unix n - n - 0 cleanup",
    "postlog unix-dgram n - n - 1 postlogd",
  ];
  writeFileSync(at("etc", "main.cf"), `${main.join("\n")}\n`);
  writeFileSync(at("etc", "master.cf"), `${[...listeners, ...services].join("\n")}\n`);
  const queues = QUEUES.split(" ").filter((queue) => queue !== "pid");
  execFileSync("chown", ["postfix", at("data"), ...queues.map((queue) => at("queue", queue))]);
  return startDaemon(
    `${DAEMONS}/master`,
    ["-c", at("etc"), "-d"],
    path.join(folder, "postfix.log"),
  );
}
