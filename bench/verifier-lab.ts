/**
 * Measures whole checks of good lab domains beside posttls-finger on the same ones, in a network
 * namespace: wall time one after the other, and CPU of the process. Prints a line.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { hasProgram } from "@/lab/programs";
import { startProgram } from "@/scripts/testing/program";

const root = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = path.join(root, "test-results/commands");

if (
  process.getuid?.() !== 0 ||
  !existsSync("/usr/sbin/posttls-finger") ||
  !hasProgram("nsd") ||
  !hasProgram("unbound")
) {
  console.log("whole check: left out, as posttls-finger, nsd, unbound or root is missing");
  process.exit(0);
}
const bundled = startProgram("scripts/bundle.mjs", [FOLDER]);
if ((await bundled.ended) !== 0) throw new Error(bundled.output());
const inside = ["bash", "bench/lab-inside.sh", process.execPath, `${FOLDER}/dane-check.mjs`];
const bench = startProgram("scripts/lab.ts", ["--namespace", ...inside]);
const status = await bench.ended;
const rows = new Map(
  [...bench.output().matchAll(/^measured (\S+) ([\d.]+) ([\d.]+) ([\d.]+) (\d+)$/gm)].map(
    ([, name = "", wall, user, system, domains]) => {
      const count = Number(domains);
      const cpu = Number(user) + Number(system);
      return [name, { wallMs: (1000 * Number(wall)) / count, cpuMs: (1000 * cpu) / count, count }];
    },
  ),
);
const [one, list, fingers] = ["one", "list", "posttls-finger"].map((name) => rows.get(name));
if (status !== 0 || !one || !list || !fingers) throw new Error(bench.output());
const ms = (value: number) => value.toFixed(0);
console.log(
  `whole check: ratio ${(list.wallMs / fingers.wallMs).toFixed(2)} of posttls-finger's wall time a domain in one process, ${(one.wallMs / fingers.wallMs).toFixed(2)} in a process each; ${ms(list.wallMs)} ms (CPU ${ms(list.cpuMs)}), ${ms(one.wallMs)} ms (CPU ${ms(one.cpuMs)}) and posttls-finger ${ms(fingers.wallMs)} ms (CPU ${ms(fingers.cpuMs)}); ${fingers.count} good domains one after the other, caches warm; ours shakes hands three times an address, for each key type`,
);
