/**
 * Measures the aggregates on synthetic states: seconds a million signed domains, step by step, against
 * twelve plain `group by` passes over the same table in the same run, and what 25 million would take if
 * it grew in line. The second run has 2 % changed since a published first. Prints figures and a ratio;
 * fails over the target. `--domains=2000000` for more, `--moduli=2000` for the search for shared factors.
 */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { connect, type Db } from "@/db/client";
import { migrate } from "@/db/migrate";
import { shareFactor } from "@/lib/survey/aggregate/batch-gcd";
import type { AggregateStep } from "@/lib/survey/aggregate/compute-figures";
import { computeDraft, markPublished } from "@/lib/survey/aggregate/draft";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";
import { leastMs, PLAIN_COLUMNS, plainPass } from "./plain-passes";
import { fillChanges, fillStates } from "./survey-states";

/** All datasets, keys and changes included, against twelve plain passes. */
const RATIO_TARGET = 8;
const WHOLE = 25_000_000;
/** Of each step and each pass the round counts that the machine's other work disturbed least. */
const ROUNDS = 3;

const { values } = parseArgs({
  options: {
    domains: { type: "string", default: "200000" },
    moduli: { type: "string", default: "1000" },
  },
});
const count = Number(values.domains);
const cluster = await startThrowAwayCluster();
const db = connect(cluster.url, { statementTimeoutMs: 0 });
try {
  const migrated = await migrate(cluster.url);
  if (!migrated.ok) throw new Error(migrated.error.message);
  const first = await fillStates(db, count);
  const base = await computeDraft(db, first, { compareModuli: 0 });
  if (!base.ok) throw new Error(base.error.code);
  await markPublished(db, first);
  const second = await fillChanges(db, first, count);
  await db.$client`vacuum analyze`;
  const steps = await leastSteps(second);
  const peerMs = await plainPasses(db);
  const allMs = steps.reduce((sum, { ms }) => sum + ms, 0);
  const aMillion = (ms: number) => ((ms / count) * 1_000).toFixed(2);
  const parts = steps.map(({ step, ms }) => `${step} ${aMillion(ms)}`).join(", ");
  const ratio = allMs / peerMs;
  console.log(
    `aggregates: ${aMillion(allMs)} s a million signed domains (${count} measured, 2 % changed): ${parts}`,
  );
  console.log(
    `aggregates against twelve plain passes in PostgreSQL (${aMillion(peerMs)} s a million): ${ratio.toFixed(2)}, at most ${RATIO_TARGET}; 25 million, if in line, ${((allMs / count / 1_000) * WHOLE).toFixed(0)} s (not measured)`,
  );
  console.log(
    `aggregating process: ${Math.round(process.memoryUsage().rss / 1e6)} MB resident at the end`,
  );
  console.log(factorLine(Number(values.moduli)));
  if (ratio > RATIO_TARGET) process.exitCode = 1;
} finally {
  await db.$client.end();
  await cluster.stop();
}

type TimedStep = { step: AggregateStep; ms: number };

async function leastSteps(run: number): Promise<TimedStep[]> {
  let least: TimedStep[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const timed = await timedSteps(run);
    least = timed.map(({ step, ms }, i) => ({ step, ms: Math.min(ms, least[i]?.ms ?? ms) }));
  }
  return least;
}

async function timedSteps(run: number): Promise<TimedStep[]> {
  const marks: { step: AggregateStep; at: number }[] = [];
  const onStep = (step: AggregateStep) => marks.push({ step, at: performance.now() });
  const computed = await computeDraft(db, run, { compareModuli: 0, onStep });
  if (!computed.ok) throw new Error(computed.error.code);
  const endedAt = performance.now();
  return marks.map(({ step, at }, i) => ({ step, ms: (marks[i + 1]?.at ?? endedAt) - at }));
}

async function plainPasses({ $client: sql }: Db): Promise<number> {
  let allMs = 0;
  for (const columns of PLAIN_COLUMNS)
    allMs += await leastMs(ROUNDS, () => sql.unsafe(plainPass(columns, "scan.domains")));
  return allMs;
}

/** Odd numbers of 2,048 bits are as much work as keys are. */
function factorLine(moduli: number): string {
  const numbers = Array.from(
    { length: moduli },
    () => BigInt(`0x${randomBytes(256).toString("hex")}`) | 1n,
  );
  const begunAt = performance.now();
  shareFactor(numbers);
  const seconds = (performance.now() - begunAt) / 1_000;
  return `shared factors among ${moduli} RSA moduli of 2,048 bits: ${seconds.toFixed(1)} s; it grows faster than their number`;
}
