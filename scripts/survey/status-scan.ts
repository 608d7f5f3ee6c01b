import type { Db } from "@/db/client";
import { GATE_VERDICT_WORDS, GATE_WORDS } from "@/lib/model/survey-gates";
import { lastPublications, type Publication } from "@/lib/survey/publish/store-publications";
import { problemStatus } from "@/lib/survey/scan/store-problems";
import { stageFailures } from "@/lib/survey/scan/store-stages";
import { type RunStatus, runStatus } from "@/lib/survey/scan/store-status";
import { overrideCommand } from "./publish";
import { type Reporter, shortNumber } from "./reporter";

/** Where the newest run stands. */
export async function reportScan(db: Db, reporter: Reporter): Promise<void> {
  const run = await runStatus(db);
  if (run === null) reporter.event("scan", { run: null }, "no run yet");
  else {
    const remaining = Math.max(0, run.candidates - run.done);
    reporter.event("scan", { ...run, remaining }, scanSentence(run, remaining));
  }
  const problems = await problemStatus(db);
  if (problems.open === 0) return;
  const next =
    problems.nextLookAt === null ? "" : `, the next at ${problems.nextLookAt.slice(0, 16)}`;
  reporter.event(
    "problems",
    { ...problems },
    `${shortNumber(problems.open)} mail hosts with a DANE problem, ${shortNumber(problems.hourly)} of them looked at hourly${next}`,
  );
}

function scanSentence(run: RunStatus, remaining: number): string {
  const { canaries } = run;
  const done = `${shortNumber(run.done)} of ${shortNumber(run.candidates)} done`;
  const under =
    run.state === "running"
      ? `${done}, ${shortNumber(remaining)} to go, ${shortNumber(run.perSecond)}/s, ${run.queued} batches wait, ${run.leased} are being scanned`
      : `${done}${run.finishedAt === null ? "" : `, ended ${run.finishedAt.slice(0, 16)}`}`;
  const lines = [
    `run ${run.run} of ${run.day}: ${run.state}, ${under}`,
    `  ${shortNumber(run.retries)} wait to be asked again${run.nextRetryAt === null ? "" : ` from ${run.nextRetryAt.slice(0, 16)}`}, ${shortNumber(run.undetermined)} could not be told, ${shortNumber(run.carried)} stand as they were before`,
    canaries === null
      ? "  no canaries were looked at"
      : `  canaries ${canaries.state} at ${canaries.at.slice(0, 16)}${run.unproven > 0 ? `, ${run.unproven} batches wait for a right look` : ""}`,
    ...(canaries?.wrong ?? []).map(({ sentence }) => `  ${sentence}`),
  ];
  return lines.join("\n");
}

/** Stages that could not do their work the last time they were started. */
export async function reportFailures(db: Db, reporter: Reporter): Promise<void> {
  for (const failure of await stageFailures(db)) {
    const { stage, at, message } = failure;
    reporter.event("failed", { ...failure }, `FAILED: ${stage} at ${at.slice(0, 16)}: ${message}`);
  }
}

/** Attempts that are shown besides those that are held. */
const SHOWN = 30;

/** The newest attempt of each of the last runs: what is published, and what is held and why. */
export async function reportPublications(db: Db, reporter: Reporter): Promise<void> {
  const attempts = await lastPublications(db, SHOWN);
  const newest = [...new Map([...attempts].reverse().map((one) => [one.run, one])).values()];
  const last = newest.at(-1);
  if (last === undefined)
    return reporter.event("publication", { run: null }, "no run was published yet");
  // What is held may still be let out; of what is published only the newest is news.
  for (const one of newest)
    if (one.state === "held" || one === last)
      reporter.event("publication", { ...one, ...wayOut(one) }, publicationSentence(one));
}

const wayOut = ({ state, run }: Publication) =>
  state === "held" ? { override: overrideCommand(run) } : {};

function publicationSentence(one: Publication): string {
  const { run, day, state, release, revision, reason, override, gates } = one;
  const of = `run ${run} of ${day}`;
  if (state === "held")
    return [
      `HELD: ${of}${release === null ? "" : `, ${release}`}`,
      ...(reason ?? "").split("\n").map((line) => `  ${line}`),
      `  to publish it all the same: ${overrideCommand(run)}`,
    ].join("\n");
  if (state === "computing" || state === "checking")
    return `${of}: ${state} since ${one.startedAt.slice(0, 16)}`;
  const said = gates
    .filter(({ verdict }) => verdict !== "passed")
    .map(
      ({ gate, verdict }) =>
        `${GATE_WORDS[gate].name.toLowerCase()} ${GATE_VERDICT_WORDS[verdict]}`,
    );
  const flags = said.length === 0 ? "all gates passed" : said.join(", ");
  const by = override === null ? "" : `; let out by ${override.by}: ${override.why}`;
  return `${of}: published as ${release} revision ${revision}, ${flags}${by}`;
}
