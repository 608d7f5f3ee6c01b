import { inContinuousIntegration } from "@/lib/env";
import { formatDuration } from "./start/progress";
import { addCounts, closingLine, noCounts } from "./test/counts";
import { STEPS, type Step } from "./test/steps";

// `npm test`: every group of steps in order, one line a step, and a closing line that programs can read.
const wanted = process.argv.slice(2);
const names = STEPS.flat().map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(", ")}. Steps: ${names.join(", ")}.`);
  process.exit(2);
}

let total = noCounts;
for (const group of STEPS) {
  const chosen = group.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  await Promise.all(chosen.map(runStep));
}

async function runStep({ name, run }: Step): Promise<void> {
  const begunAt = performance.now();
  console.log(`  ${name} …`);
  const { counts, output } = await run((line) => console.log(`    ${line}`));
  const { line } = closingLine(counts, false);
  console.log(`  ${name.padEnd(6)} ${line}, ${formatDuration(performance.now() - begunAt)}`);
  if (counts.failed > 0) console.log(`\n${output.trim()}\n`);
  total = addCounts(total, counts);
}

const strict = inContinuousIntegration();
if (strict)
  for (const name of total.skippedSilently) console.log(`  skipped without a reason: ${name}`);
const { line, isSuccess } = closingLine(total, strict);
console.log(`\n${line}`);
process.exit(isSuccess ? 0 : 1);
