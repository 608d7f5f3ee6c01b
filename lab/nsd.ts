import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Daemon, startDaemon } from "./daemon";
import type { Place } from "./dns-proxy";
import type { LabZone } from "./zones";

/** Writes the zones to files and starts NSD with all of them. */
export function startNsd(
  folder: string,
  at: Place,
  zones: readonly Pick<LabZone, "plan" | "fileText">[],
): Daemon {
  const clauses = zones.map(({ plan, fileText }, number) => {
    const file = path.join(folder, `zone-${number}`);
    writeFileSync(file, fileText());
    return `zone:
  name: "${plan.zone}"
  zonefile: "${file}"`;
  });
  const inFolder = (name: string) => `"${path.join(folder, name)}"`;
  const config = [
    "server:",
    `  ip-address: ${at.address}@${at.port}`,
    '  username: ""',
    '  database: ""',
    `  zonesdir: "${folder}"`,
    `  pidfile: ${inFolder("nsd.pid")}`,
    `  xfrdfile: ${inFolder("xfrd.state")}`,
    `  zonelistfile: ${inFolder("nsd.zones")}`,
    "  rrl-ratelimit: 0",
    "remote-control:",
    "  control-enable: no",
    ...clauses,
  ];
  const configFile = path.join(folder, "nsd.conf");
  writeFileSync(configFile, `${config.join("\n")}\n`);
  return startDaemon("nsd", ["-d", "-c", configFile], path.join(folder, "nsd.log"));
}
