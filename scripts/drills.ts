import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bulkSurvey } from "./drills/bulk-survey";
import { databaseKilled } from "./drills/database-killed";
import type { Drill } from "./drills/drill";
import { exportKilled } from "./drills/export-killed";
import { hostileChecks } from "./drills/hostile-checks";
import { labPeers } from "./drills/lab-peers";
import { manyImages } from "./drills/many-images";
import { memoryFlat } from "./drills/memory-flat";
import { noticesYear } from "./drills/notices-year";
import { opensslDane } from "./drills/openssl-dane";
import { secondEngine } from "./drills/second-engine";
import { surveyFaults } from "./drills/survey-faults";
import { surveyKilled } from "./drills/survey-killed";
import { formatDuration } from "./start/progress";

// `npm run drills [-- name…]`: the whole campaigns, whose results are committed. `--sample` runs the
// few rounds of each that `npm test` has time for, and writes nothing; `--rounds=N` runs so many.
const DRILLS: readonly Drill[] = [
  databaseKilled,
  hostileChecks,
  opensslDane,
  labPeers,
  memoryFlat,
  manyImages,
  secondEngine,
  exportKilled,
  noticesYear,
  bulkSurvey,
  surveyKilled,
  surveyFaults,
];

const REPORTS = "docs/drills";
const isSample = process.argv.includes("--sample");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const [, wantedRounds] = /--rounds=(\d{1,6})( |$)/.exec(process.argv.join(" ")) ?? [];
const chosen = DRILLS.filter(
  ({ name, rounds }) =>
    (wanted.length === 0 || wanted.includes(name)) && !(isSample && rounds.sample === 0),
);
if (chosen.length === 0) {
  console.error(`Say one of ${DRILLS.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

for (const drill of chosen) {
  const allRounds = isSample ? drill.rounds.sample : drill.rounds.full;
  const rounds = wantedRounds === undefined ? allRounds : Number(wantedRounds);
  const folder = mkdtempSync(path.join(tmpdir(), `dane-stats-${drill.name}-`));
  chmodSync(folder, 0o755);
  const begunAt = performance.now();
  console.log(`${drill.name}: ${drill.purpose}`);
  try {
    const { isSuccess, report } = await drill.run({
      rounds,
      folder,
      log: (line) => console.log(`  ${line}`),
    });
    const date = new Date().toISOString().slice(0, 10);
    const took = formatDuration(performance.now() - begunAt);
    const text = [
      `# ${drill.name}, ${date}`,
      "",
      `${drill.purpose}: ${rounds} rounds in ${took}.`,
      "",
      ...report,
      "",
    ];
    console.log(report.join("\n"));
    if (!isSample) {
      mkdirSync(REPORTS, { recursive: true });
      writeFileSync(path.join(REPORTS, `${date}-${drill.name}.md`), text.join("\n"));
    }
    if (!isSuccess) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
