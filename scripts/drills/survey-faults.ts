import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { connect, type Db } from "@/db/client";
import { draftAndPlan } from "@/lab/bulk/draft-and-plan";
import { type BulkLab, startBulkLab } from "@/lab/bulk/start-bulk";
import { freePort, startDnsProxy } from "@/lab/dns-proxy";
import { hasProgram } from "@/lab/programs";
import {
  type BulkSurveyPlace,
  hurryRetries,
  labOptions,
  surveyOf,
} from "@/scripts/testing/bulk-survey";
import type { Program } from "@/scripts/testing/program";
import { databaseAt } from "@/scripts/testing/templates";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";
import type { Drill } from "./drill";
import { type Replace, SURVEY_FAULTS, type SurveyFault } from "./survey-fault-table";

const DOMAINS = 600;
/** Days that were published before: as many as a usual rate takes. */
const DAYS_BEFORE = 3;
const DAY_MS = 86_400_000;
const LONGEST_SCAN_MS = 10 * 60_000;
const BUNDLE = "dist/survey.mjs";
const PROXY_ADDRESS = "127.25.0.8";
const OUTCOME_WORDS = {
  held: "held",
  published_right: "published, and right",
  refused: "not begun",
  not_complete: "never complete",
} as const;

/**
 * Three days of a planned lab are published; then each fault has a day of its own, in a copy of that database, by
 * the commands themselves. A round is a fault.
 *
 * Promises: what is published is what follows from the plan, else nothing is, and `survey status` says why.
 */
export const surveyFaults: Drill = {
  name: "survey-faults",
  purpose:
    "faults of inputs, resolvers, the database and the world: no wrong release, and the reason written",
  rounds: { full: SURVEY_FAULTS.length, sample: 0 },
  async run({ rounds, folder, log }) {
    if (!hasProgram("nsd") || !hasProgram("unbound"))
      return { isSuccess: true, report: ["Left out: nsd or unbound is missing."] };
    execFileSync(process.execPath, ["scripts/bundle.mjs"], { stdio: "ignore" });
    const cluster = await startThrowAwayCluster();
    try {
      const lab = await startBulkLab({ domains: DOMAINS, seed: 3 });
      try {
        const base = await publishedDays({ lab, clusterUrl: cluster.url, folder, log });
        const lines: string[] = [];
        let wrong = 0;
        for (const fault of SURVEY_FAULTS.slice(0, rounds)) {
          const { outcome, said, problem } = await faultyDay(fault, { ...base, lab, folder });
          if (problem !== null) wrong++;
          const verdict = problem === null ? OUTCOME_WORDS[outcome] : `**${problem}**`;
          lines.push(
            `| ${lines.length + 1} | ${fault.name} | ${verdict} | ${said.replaceAll("|", "/")} |`,
          );
          log(lines.at(-1) ?? "");
        }
        return {
          isSuccess: wrong === 0,
          report: [
            `${DOMAINS} planned domains, ${DAYS_BEFORE} published days before each fault; ${wrong} of ${lines.length} faults came to something else than they should.`,
            "",
            "| | fault | release of the day | what `survey status` says |",
            "|--:|---|---|---|",
            ...lines,
          ],
        };
      } finally {
        await lab.close();
      }
    } finally {
      await cluster.stop();
    }
  },
};

type Base = { clusterUrl: string; template: string; template_folder: string; days: string[] };

/** Runs and publishes days before today, and leaves the database to be copied. */
async function publishedDays({
  lab,
  clusterUrl,
  folder,
  log,
}: {
  lab: BulkLab;
  clusterUrl: string;
  folder: string;
  log: (line: string) => void;
}): Promise<Base> {
  const template = "published_days";
  const admin = connect(clusterUrl, { maxConnections: 1 });
  await admin.$client.unsafe(`create database ${template}`);
  await admin.$client.end();
  const own = path.join(folder, template);
  const place = {
    lab,
    databaseUrl: databaseAt(clusterUrl, template),
    folder: own,
    program: BUNDLE,
  };
  const days: string[] = [];
  const db = connect(place.databaseUrl);
  try {
    await must(surveyOf(place, "import", ...lab.inputs));
    for (let before = DAYS_BEFORE; before > 0; before--) {
      const day = new Date(Date.now() - before * DAY_MS).toISOString().slice(0, 10);
      const scan = surveyOf(place, "scan", ...labOptions(lab), "--batch", "100", "--again");
      await hurryRetries(db, scan.ended);
      await must(scan);
      await db.$client`update scan.runs set day = ${day}::date
        where id = (select max(id) from scan.runs)`;
      await must(surveyOf(place, "aggregate", "--geoip", lab.geoipFile));
      await must(surveyOf(place, "publish"));
      days.push(`survey-${day}`);
    }
  } finally {
    await db.$client.end();
  }
  log(`${days.join(", ")} are published`);
  return { clusterUrl, template, template_folder: own, days };
}

async function must(program: ReturnType<typeof surveyOf>): Promise<void> {
  const code = await program.ended;
  if (code !== 0) throw new Error(`ended with ${code}: ${program.output().slice(-2_000)}`);
}

type FaultyDay = { outcome: SurveyFault["comesTo"]; said: string; problem: string | null };

/** One day with one fault, from lists to a release or to none. */
async function faultyDay(
  fault: SurveyFault,
  {
    clusterUrl,
    template,
    template_folder,
    days,
    lab,
    folder,
  }: Base & { lab: BulkLab; folder: string },
): Promise<FaultyDay> {
  const admin = connect(clusterUrl, { maxConnections: 1 });
  await admin.$client.unsafe(`drop database if exists faulty with (force)`);
  await admin.$client.unsafe(`create database faulty template ${template}`);
  await admin.$client.end();
  const own = path.join(folder, "faulty");
  rmSync(own, { recursive: true, force: true });
  cpSync(template_folder, own, { recursive: true });
  const databaseUrl = databaseAt(clusterUrl, "faulty");
  const db = connect(databaseUrl);
  const undo: (() => Promise<unknown> | undefined)[] = [];
  try {
    const place = { lab, databaseUrl, folder: own, program: BUNDLE, env: fault.env ?? {} };
    const inputs = path.join(own, "inputs");
    mkdirSync(inputs, { recursive: true });
    const codes = await stages(fault, place, { db, inputs, undo });
    return await judged(fault, place, { db, days, codes });
  } finally {
    for (const one of undo.reverse()) await one();
    await db.$client.end({ timeout: 5 });
  }
}

/** Lists are known by their paths: one is replaced where it lies, until the day is over. */
const replacing =
  (lab: BulkLab, undo: (() => Promise<unknown> | undefined)[]): Replace =>
  (name, change) => {
    const file = lab.inputs.find((one) => path.basename(one) === name);
    if (file === undefined) throw new Error(`the lab has no ${name}`);
    const whole = readFileSync(file);
    undo.push(async () => writeFileSync(file, whole));
    writeFileSync(file, change(whole));
    return file;
  };

async function stages(
  fault: SurveyFault,
  place: BulkSurveyPlace,
  { db, inputs, undo }: { db: Db; inputs: string; undo: (() => Promise<unknown> | undefined)[] },
): Promise<Record<string, number | string>> {
  const { lab } = place;
  const codes: Record<string, number | string> = {};
  if (fault.inputs !== undefined)
    codes.import = await surveyOf(place, "import", ...fault.inputs(lab, replacing(lab, undo)))
      .ended;
  let options = labOptions(lab);
  if (fault.passage !== undefined) {
    const at = { address: PROXY_ADDRESS, port: await freePort(PROXY_ADDRESS) };
    const proxy = await startDnsProxy(at, lab.resolver, fault.passage());
    undo.push(proxy.close);
    options = options.map((word) =>
      word === `${lab.resolver.address}:${lab.resolver.port}` ? `${at.address}:${at.port}` : word,
    );
  }
  await fault.before?.(db);
  const more = fault.scanOptions?.(lab, inputs) ?? [];
  const scan = surveyOf(place, "scan", ...options, "--batch", "100", "--again", ...more);
  const ending = endedByPerson(scan, fault);
  // Retries outlast what happens in the midst of a scan.
  let mayHurry = fault.during === undefined;
  const hurried = hurryRetries(db, scan.ended, () => mayHurry);
  const during = fault
    .during?.(lab, () => scan.printed(/"event":"batch"/))
    .finally(() => {
      mayHurry = true;
    });
  await hurried;
  await during;
  await ending;
  codes.scan = await scan.ended;
  if (codes.scan !== 0 || fault.comesTo === "not_complete") return codes;
  await fault.afterScan?.(db);
  codes.aggregate = await surveyOf(place, "aggregate", "--geoip", lab.geoipFile).ended;
  if (codes.aggregate !== 0) return codes;
  await fault.afterAggregate?.(db);
  codes.publish = await surveyOf(place, "publish").ended;
  return codes;
}

/** What never ends is ended by a person, once it has said why; anything else after ten minutes. */
async function endedByPerson(scan: Program, { comesTo }: SurveyFault): Promise<void> {
  const over = new AbortController();
  const ended = scan.ended.finally(() => over.abort());
  const patience = sleep(LONGEST_SCAN_MS, undefined, { signal: over.signal }).catch(() => {});
  const said = scan.printed(/"state":"wrong"/).catch(() => ended);
  await Promise.race(comesTo === "not_complete" ? [patience, said] : [patience]);
  scan.child.kill("SIGTERM");
  await ended;
}

/** Whether nothing wrong is published, and the reason stands where it is looked for. */
async function judged(
  fault: SurveyFault,
  place: BulkSurveyPlace,
  { db, days, codes }: { db: Db; days: readonly string[]; codes: Record<string, number | string> },
): Promise<FaultyDay> {
  const status = surveyOf(place, "status");
  await status.ended;
  const text = status
    .output()
    .split("\n")
    .flatMap((line) => (line.startsWith("{") ? sentencesIn(line) : []))
    .join("\n");
  const said = fault.said.exec(text)?.[0] ?? "";
  const rows = await db.$client<{ release: string }[]>`
    select release from published.current_revisions where release like 'survey-%' order by 1`;
  const added = rows.map(({ release }) => release).filter((release) => !days.includes(release));
  const problems: string[] = [];
  if (said === "") problems.push(`status does not say ${fault.said}: ${text.slice(-600)}`);
  if (days.some((day) => !rows.some(({ release }) => release === day)))
    problems.push("a release of before is gone");
  const shouldPublish = fault.comesTo === "published_right";
  if (added.length !== (shouldPublish ? 1 : 0))
    problems.push(`published: ${added.join() || "nothing"} (${JSON.stringify(codes)})`);
  if (shouldPublish && added.length === 1) {
    const { counted, planned } = await draftAndPlan(db, place.lab.plan);
    const off = Object.keys(planned).filter(
      (name) => !isDeepStrictEqual(counted[name], planned[name]),
    );
    if (off.length > 0) problems.push(`published figures are not the plan's: ${off.join(", ")}`);
  }
  if (fault.comesTo === "held") {
    const [attempt] = await db.$client<{ state: string }[]>`
      select state from tally.publications order by id desc limit 1`;
    if (attempt?.state !== "held") problems.push(`the attempt is ${attempt?.state}`);
  }
  return {
    outcome: fault.comesTo,
    said: said.slice(0, 240),
    problem: problems.length === 0 ? null : problems.join("; "),
  };
}

/** The sentences of a line of `survey status`, as a person would read them. */
function sentencesIn(line: string): string[] {
  const texts: string[] = [];
  const visit = (value: unknown) => {
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit(JSON.parse(line));
  return texts;
}
