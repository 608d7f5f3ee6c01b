import { inContinuousIntegration } from "@/lib/env";
import { formatDuration } from "./start/progress";
import { addCounts, closingLine, noCounts } from "./test/counts";
import { STEPS } from "./test/steps";

// `npm test`: every step in order, one line each, and a closing line that programs can read.
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no step ${unknown.join(", ")}. Steps: ${STEPS.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(2);
}

let total = noCounts;
for (const step of STEPS) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const begunAt = performance.now();
  console.log(`  ${step.name} …`);
  const { counts, output } = await step.run((line) => console.log(`    ${line}`));
  const { line } = closingLine(counts, false);
  console.log(`  ${step.name.padEnd(6)} ${line}, ${formatDuration(performance.now() - begunAt)}`);
  if (counts.failed > 0) console.log(`\n${output.trim()}\n`);
  total = addCounts(total, counts);
}

const strict = inContinuousIntegration();
if (strict)
  for (const name of total.skippedSilently) console.log(`  skipped without a reason: ${name}`);
const { line, isSuccess } = closingLine(total, strict);
console.log(`\n${line}`);
process.exit(isSuccess ? 0 : 1);
