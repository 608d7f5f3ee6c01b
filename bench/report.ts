import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import type { CacheMeasurement, RenderMeasurement } from "./http-cache";

/** The least share of the peer's rate that a stored response may have. */
export const smallestRatio = 0.5;

/** By CPU, as the load on the other core may be what limits both rates. */
export const ratioOf = ({ own, peer }: CacheMeasurement): number =>
  own.perCpuSecond / peer.perCpuSecond;

const count = (value: number) => Math.round(value).toLocaleString("en");

/** One section of docs/benchmarks.md. */
export function section(
  date: string,
  stored: readonly CacheMeasurement[],
  renders: readonly RenderMeasurement[],
  programs: readonly string[],
): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}`;
  return [
    `## ${date}`,
    "",
    `Machine: ${machine}. Server, peer and load shared it.`,
    "",
    "| stored response | bytes sent | per second | per CPU second | `node:http` per second | per CPU second | ratio |",
    "|---|--:|--:|--:|--:|--:|--:|",
    ...stored.map((one) => {
      const { own, peer } = one;
      const rates = [own.perSecond, own.perCpuSecond, peer.perSecond, peer.perCpuSecond].map(count);
      return `| ${one.name} \`${one.path}\` | ${count(one.bytes)} | ${rates.join(" | ")} | ${ratioOf(one).toFixed(2)} |`;
    }),
    "",
    "| page not stored | bytes sent | renders | CPU per page, least | median |",
    "|---|--:|--:|--:|--:|",
    ...renders.map(({ path, bytes, renders: made, cpuMsPerPage: { least, median } }) => {
      const numbers = [count(bytes), count(made), `${least.toFixed(1)} ms`, median.toFixed(1)];
      return `| \`${path}\` | ${numbers.join(" | ")} |`;
    }),
    "",
    "Verifier and survey:",
    "",
    ...programs.map((line) => `- ${line}`),
    "",
  ].join("\n");
}

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench\`, newest first. A stored response is compared with \`node:http\` answering
the same bytes with the same headers, in turns in the same run. The ratio is that of requests per
second of the server's CPU, since the load on the same machine may limit both rates; it must be at least ${smallestRatio}.
CPU per page is user and system time of the whole server process, compression included, in rounds of 60;
the least is of the round that its neighbours on the machine disturbed least. The rows are in memory
then, and so are charts and tables that do not depend on what varies in the address, as both are between
two publications; the first page after a publication costs more. The budget is about 6 ms.
`;

/** The document with one section more at its beginning. */
export function withSection(file: string, added: string): string {
  let older = "";
  try {
    const text = readFileSync(file, "utf8");
    const start = text.indexOf("\n## ");
    older = start === -1 ? "" : text.slice(start + 1);
  } catch {
    // The first run makes the file.
  }
  return `${INTRODUCTION}\n${added}${older === "" ? "" : `\n${older}`}`;
}
