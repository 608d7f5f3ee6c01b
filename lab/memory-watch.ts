import { startProgram } from "@/scripts/testing/program";
import { startLab } from "./start";

type Sample = { checks: number; wrong: number; heap: number; rss: number; handles: number };

/** What the heap may differ by: caches fill, and code is compiled on the way. */
const HEAP_SLACK_OCTETS = 12_000_000;
const HANDLE_SLACK = 20;
const MB = 1_000_000;

/** Has a process make so many checks beside a lab of its own, and looks at its memory meanwhile. */
export async function compareMemory(
  checks: number,
  log: (line: string) => void,
): Promise<{ isSuccess: boolean; report: string[] }> {
  const lab = await startLab();
  const samples: Sample[] = [];
  let said = "";
  try {
    const { address, port } = lab.resolver;
    const args = [`${address}:${port}`, lab.trustAnchorFile, `${lab.smtpPort}`, `${checks}`];
    const program = startProgram("lab/check-many.ts", args);
    program.child.stdout?.on("data", (text: Buffer) => log(text.toString().trim()));
    const status = await program.ended;
    said = program.output();
    if (status !== 0) throw new Error(`the checks ended with ${status}: ${program.output()}`);
    for (const [, ...fields] of program
      .output()
      .matchAll(/^memory (\d+) (\d+) (\d+) (\d+) (\d+)$/gm)) {
      const [at = 0, wrong = 0, heap = 0, rss = 0, handles = 0] = fields.map(Number);
      samples.push({ checks: at, wrong, heap, rss, handles });
    }
  } finally {
    await lab.close();
  }
  // By then every domain was there, and every cache has what it will have.
  const settled = samples.slice(Math.ceil(samples.length / 5));
  const undecided = [...said.matchAll(/^undecided .*$/gm)].map(([line]) => line);
  const wrong = [...said.matchAll(/^wrong .*$/gm)].map(([line]) => line);
  const [first] = settled;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) throw new Error("there are no samples");
  const faults = [
    ...(last.heap > first.heap + HEAP_SLACK_OCTETS ? ["the heap grew"] : []),
    ...(last.handles > first.handles + HANDLE_SLACK ? ["handles were left open"] : []),
    ...wrong,
  ];
  return {
    isSuccess: faults.length === 0,
    report: [
      `${last.checks} checks of ${lab.domains.length} domains, 40 at once; heap after collection, when nothing is under way.`,
      "",
      "| checks | heap | RSS | handles |",
      "|--:|--:|--:|--:|",
      ...samples.map(
        (each) =>
          `| ${each.checks} | ${(each.heap / MB).toFixed(1)} MB | ${(each.rss / MB).toFixed(0)} MB | ${each.handles} |`,
      ),
      "",
      `${undecided.length} checks could not tell what was planned, which deadlines on a busy machine explain.`,
      ...[...faults, ...undecided].map((line) => `- ${line}`),
    ],
  };
}
