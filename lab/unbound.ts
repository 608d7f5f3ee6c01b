import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Daemon, startDaemon } from "./daemon";
import type { Place } from "./dns-proxy";
import type { LabZone } from "./zones";

/** Where a validating resolver finds things. */
export type UnboundInput = {
  folder: string;
  at: Place;
  trustAnchorFile: string;
  zones: readonly Pick<LabZone, "plan" | "serverFaults">[];
  /** The name server of zones without server faults, and that of the others. */
  names: Place;
  faultyNames: Place;
  /** Waits for name servers as it would in the world: where none is silent and there is much to ask. */
  isPatient?: boolean;
};

/** Gives up on silent servers soon, and forgives them soon. */
const IMPATIENCE = [
  "  unknown-server-time-limit: 100",
  "  infra-cache-max-rtt: 1000",
  "  infra-host-ttl: 1",
];
/** As the survey's own is set: no answer is too old for who still waits, and much is asked at once. */
const PATIENCE = [
  "  discard-timeout: 0",
  "  num-queries-per-thread: 4096",
  "  outgoing-range: 8192",
];

/**
 * Starts a validating Unbound for the lab's zones. Name servers are told zone by zone, since their
 * ports are not 53; it gives up on silent ones sooner than it would in the world, unless told.
 */
export function startUnbound(input: UnboundInput): Daemon {
  const { folder, at, trustAnchorFile, zones, names, faultyNames, isPatient = false } = input;
  const stubs = zones.map(({ plan, serverFaults }) => {
    const server = serverFaults.length > 0 ? faultyNames : names;
    return `stub-zone:
  name: "${plan.zone}"
  stub-addr: ${server.address}@${server.port}`;
  });
  const config = [
    "server:",
    `  interface: ${at.address}@${at.port}`,
    `  port: ${at.port}`,
    "  access-control: 0.0.0.0/0 allow",
    '  username: ""',
    '  chroot: ""',
    `  directory: "${folder}"`,
    `  pidfile: "${path.join(folder, "unbound.pid")}"`,
    "  use-syslog: no",
    "  do-daemonize: no",
    "  do-not-query-localhost: no",
    `  trust-anchor-file: "${trustAnchorFile}"`,
    '  module-config: "validator iterator"',
    "  num-threads: 1",
    "  ede: yes",
    "  val-log-level: 2",
    ...(isPatient ? PATIENCE : IMPATIENCE),
    "  cache-max-negative-ttl: 2",
    // What a name server leaves out of one answer is not made good from another.
    "  aggressive-nsec: no",
    "remote-control:",
    "  control-enable: no",
    ...stubs,
  ];
  const configFile = path.join(folder, "unbound.conf");
  writeFileSync(configFile, `${config.join("\n")}\n`);
  return startDaemon("unbound", ["-d", "-c", configFile], path.join(folder, "unbound.log"));
}
