import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { type Daemon, startDaemon } from "@/lab/daemon";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";

/** Whether the program is there. */
export const hasUnbound = (): boolean =>
  spawnSync("unbound", ["-V"], { stdio: "ignore" }).error === undefined;

/** Its name and version, as a manifest says them. */
export function unboundVersion(): string {
  const { stdout } = spawnSync("unbound", ["-V"], { encoding: "utf8" });
  const version = /^Version (\S+)/m.exec(stdout ?? "")?.[1];
  return version === undefined ? "Unbound" : `Unbound ${version}`;
}

/** What the resolver is told. */
export type UnboundSetting = {
  /** For its configuration, trust anchor and log; an absolute path. */
  folder: string;
  address: string;
  port: number;
  anchors: readonly TrustAnchor[];
  threads?: number;
};

/**
 * A validating Unbound for the survey: no answer is thrown away for coming late, many questions may
 * wait at once, and caches keep what thousands of domains share.
 */
export function unboundConfig(setting: UnboundSetting & { anchorFile: string }): string {
  const { folder, address, port, anchorFile } = setting;
  const threads = setting.threads ?? Math.max(1, availableParallelism() - 1);
  return `server:
  interface: ${address}@${port}
  port: ${port}
  access-control: 127.0.0.0/8 allow
  access-control: ::1 allow
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${path.join(folder, "unbound.pid")}"
  use-syslog: no
  do-daemonize: no
  trust-anchor-file: "${anchorFile}"
  module-config: "validator iterator"
  num-threads: ${threads}
  # Its own deadline throws away what took longer than 1.9 s, which looks like a time-out here.
  discard-timeout: 0
  num-queries-per-thread: 4096
  outgoing-range: 8192
  outgoing-num-tcp: 256
  incoming-num-tcp: 256
  so-reuseport: yes
  msg-cache-size: 256m
  rrset-cache-size: 512m
  key-cache-size: 128m
  neg-cache-size: 32m
  msg-cache-slabs: 4
  rrset-cache-slabs: 4
  infra-cache-numhosts: 200000
  # A survey asks for names once: fetching them again ahead of time helps nobody.
  prefetch: no
  qname-minimisation: yes
  harden-dnssec-stripped: yes
  harden-below-nxdomain: yes
  aggressive-nsec: yes
  minimal-responses: yes
  val-clean-additional: yes
  ede: yes
remote-control:
  control-enable: no
`;
}

/** Writes the configuration and starts it; the caller closes it. */
export function startUnbound(setting: UnboundSetting): { daemon: Daemon; at: ResolverAddress } {
  const { folder, address, port } = setting;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const anchorFile = path.join(folder, "anchors.ds");
  const lines = setting.anchors.map(
    ({ owner, data }) => `${recordText(makeRecord(owner, 3600, data))}\n`,
  );
  writeFileSync(anchorFile, lines.join(""));
  const configFile = path.join(folder, "unbound.conf");
  writeFileSync(configFile, unboundConfig({ ...setting, anchorFile }));
  const daemon = startDaemon("unbound", ["-d", "-c", configFile], path.join(folder, "unbound.log"));
  return { daemon, at: { transport: "dns", address, port, name: null } };
}
