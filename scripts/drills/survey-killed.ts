import { execFileSync } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { connect, type Db } from "@/db/client";
import { draftAndPlan } from "@/lab/bulk/draft-and-plan";
import { expectedFigures } from "@/lab/bulk/expected-figures";
import { type BulkLab, startBulkLab } from "@/lab/bulk/start-bulk";
import { hasProgram } from "@/lab/programs";
import { seededRandom } from "@/lib/verifier/testing/seeded-random";
import {
  type BulkSurveyPlace,
  hurryRetries,
  labOptions,
  surveyOf,
} from "@/scripts/testing/bulk-survey";
import type { Drill } from "./drill";
import { KeptProgram } from "./kept-program";
import { KilledDatabase } from "./killed-database";
import { type SmallDisk, smallDisk } from "./small-disk";

/** Enough work for most of the kills to fall into it. */
const DOMAINS = 6_000;
const SEED = 20_261_126;
const HOUR_MS = 3_600_000;
const DATABASE_MIB = 1_536;
const BUNDLE = "dist/survey.mjs";

/** What else happens, once each, when so many of the hundred kills are over. */
const EVENTS = ["database killed", "resolver silent", "disk full", "clocks jump"] as const;
type Event = (typeof EVENTS)[number];

/**
 * Runs the survey of a planned lab by a feeder and two workers, and kills one of them at random moments; the
 * database is killed too, the resolver hangs, the database's disk runs full, and clocks jump by hours. Import,
 * aggregation and publication are killed as well.
 *
 * Promises: no row is lost or there twice, the run completes, one release is published, and every dataset is
 * what follows from the plan: what an undisturbed run comes to (`bulk-survey`).
 */
export const surveyKilled: Drill = {
  name: "survey-killed",
  purpose: "kill -9 the survey's processes at random moments, and take away what they stand on",
  rounds: { full: 100, sample: 0 },
  async run({ rounds, folder, log }) {
    if (!hasProgram("nsd") || !hasProgram("unbound"))
      return { isSuccess: true, report: ["Left out: nsd or unbound is missing."] };
    execFileSync(process.execPath, ["scripts/bundle.mjs"], { stdio: "ignore" });
    const disk = smallDisk(path.join(folder, "disk"), DATABASE_MIB);
    const database = new KilledDatabase(disk?.folder ?? path.join(folder, "database"));
    await database.start();
    const lab = await startBulkLab({ domains: DOMAINS, seed: 2 });
    const db = connect(database.url);
    try {
      const random = seededRandom(SEED);
      const place = {
        lab,
        databaseUrl: database.url,
        folder: path.join(folder, "survey"),
        program: BUNDLE,
      };
      const campaign = new Campaign({ db, place, database, disk, random, log });
      return await campaign.run(rounds);
    } finally {
      await db.$client.end({ timeout: 5 });
      await lab.close();
      await database.stop();
      disk?.remove();
    }
  },
};

type CampaignParts = {
  db: Db;
  place: BulkSurveyPlace;
  database: KilledDatabase;
  disk: SmallDisk | null;
  random: () => number;
  log: (line: string) => void;
};

class Campaign {
  readonly #of: CampaignParts;
  /** False while something is broken that the seven hours of three retries would outlast. */
  #mayHurry = true;
  #kills = 0;
  readonly #killsOf: Record<string, number> = {};
  readonly #events: string[] = [];

  constructor(of: CampaignParts) {
    this.#of = of;
  }

  async run(rounds: number): Promise<{ isSuccess: boolean; report: string[] }> {
    const { db, place, log } = this.#of;
    const { lab } = place;
    const ofStages = Math.floor(rounds / 20);
    const codes: Record<string, number | string> = {};
    codes.import = await this.#stage("import", lab.inputs, ofStages);
    const scanKills = rounds - 3 * ofStages;
    let isOver = false;
    const scanning = this.#scan(scanKills).finally(() => {
      isOver = true;
    });
    const hurried = hurryRetries(db, scanning, () => this.#mayHurry && !isOver);
    await Promise.all([scanning, hurried]);
    log("the run is complete");
    codes.aggregate = await this.#stage("aggregate", ["--geoip", lab.geoipFile], ofStages);
    codes.publish = await this.#stage("publish", [], ofStages);
    const faults = await faultsIn(db, lab);
    for (const [stage, code] of Object.entries(codes))
      if (code !== 0) faults.push(`${stage} ended with ${code}`);
    const runs = await db.$client<{ id: number; state: string; batches: number; fences: number }[]>`
      select r.id, r.state, count(b.*)::int as batches, sum(b.fence)::int as fences
      from scan.runs r join scan.batches b on b.run = r.id group by r.id order by r.id`;
    const killed = Object.entries(this.#killsOf).map(([who, times]) => `${who} ${times}`);
    return {
      isSuccess: faults.length === 0,
      report: [
        `- ${this.#kills} kills: ${killed.join(", ")}`,
        ...this.#events.map((event) => `- ${event}`),
        ...runs.map(
          ({ id, state, batches, fences }) =>
            `- run ${id}: ${state}, ${batches} batches, leased ${fences} times`,
        ),
        `- ${DOMAINS} planned domains, ${expectedFigures(lab.plan).surveyed} of them surveyed; faults found: ${faults.length}`,
        ...faults.map((fault) => `  - ${fault}`),
      ],
    };
  }

  /** Runs a stage, kills it so many times at random moments, and lets it end at last. */
  async #stage(stage: string, args: readonly string[], kills: number): Promise<number | string> {
    const { place, random, log } = this.#of;
    for (let kill = 0; kill < kills; kill++) {
      const program = surveyOf(place, stage, ...args);
      await Promise.race([sleep(200 + random() * 1_500), program.ended]);
      program.child.kill("SIGKILL");
      await program.ended;
      this.#count(stage);
    }
    const last = surveyOf(place, stage, ...args);
    const code = await last.ended;
    if (code !== 0) log(last.output().slice(-500));
    return code;
  }

  async #scan(kills: number): Promise<void> {
    const { place, random, db, log } = this.#of;
    const options = [...labOptions(place.lab), "--batch", "20", "--at-once", "1"];
    let clocks: [number, number] = [0, 0];
    let again: string[] = ["--again"];
    const kept = new Map(
      (["feeder", "worker", "other worker"] as const).map((who) => {
        const role = who === "feeder" ? "feeder" : "worker";
        const shift = () => (who === "worker" ? clocks[0] : who === "feeder" ? 0 : clocks[1]);
        const start = () =>
          surveyOf(jumping(place, shift()), "scan", ...options, "--role", role, ...again);
        return [who, new KeptProgram(start)] as const;
      }),
    );
    const everybody = () => {
      for (const [who, program] of kept) {
        program.kill();
        this.#count(who);
      }
    };
    const due = [...EVENTS];
    const eventsEvery = kills / (EVENTS.length + 1);
    const begun = this.#kills;
    while (this.#kills - begun < kills) {
      const done = this.#kills - begun;
      if (due.length > 0 && done >= eventsEvery * (EVENTS.length + 1 - due.length)) {
        const event = due.shift() as Event;
        if (event === "clocks jump") {
          clocks = [5 * HOUR_MS, -5 * HOUR_MS];
          this.#events.push("clocks of the workers jumped by +5 and -5 hours in the midst of work");
        } else await this.#event(event);
        everybody();
        this.#mayHurry = true;
        continue;
      }
      const [who, victim] = [...kept][Math.floor(random() * kept.size)] ?? [];
      // At work, and not on its way there: in a batch after the first, or among the candidates.
      await victim?.hasSaid(who === "feeder" ? /"state":"running"/ : /"event":"batch"/, 10_000);
      await sleep(random() * 1_000);
      victim?.kill();
      if (who !== undefined) this.#count(who);
      if (this.#kills % 10 === 0) log(`${this.#kills} kills`);
    }
    again = [];
    clocks = [0, 0];
    everybody();
    for (;;) {
      const [run] = await db.$client<{ state: string }[]>`
        select state from scan.runs order by id desc limit 1`.catch(() => []);
      if (run?.state === "complete") break;
      await sleep(500);
    }
    await Promise.all([...kept.values()].map((program) => program.stop()));
    const own = [...kept].flatMap(([who, { ownEnds }]) => ownEnds.map((said) => `${who}: ${said}`));
    this.#events.push(
      `${own.length} times a process ended by itself, and was started again as a service manager does`,
    );
    for (const said of own.slice(0, 20)) log(said.slice(0, 200));
  }

  async #event(event: Exclude<Event, "clocks jump">): Promise<void> {
    const { database, disk, place, log } = this.#of;
    log(event);
    this.#mayHurry = false;
    const begunAt = performance.now();
    if (event === "database killed") {
      database.kill();
      await sleep(2_000);
      await database.start();
    } else if (event === "resolver silent") {
      const goOn = place.lab.pauseResolver();
      await sleep(25_000);
      goOn();
    } else if (disk === null) {
      this.#events.push("disk full: left out, as this user may not mount");
      return;
    } else {
      const free = disk.fill();
      await sleep(10_000);
      free();
      // A server that could not write its log has ended.
      await database.start();
    }
    const seconds = ((performance.now() - begunAt) / 1_000).toFixed(0);
    this.#events.push(`${event}, for ${seconds} s`);
  }

  #count(who: string): void {
    this.#kills++;
    this.#killsOf[who] = (this.#killsOf[who] ?? 0) + 1;
  }
}

/** With a clock that jumps some seconds after the start. */
function jumping(place: BulkSurveyPlace, byMs: number): BulkSurveyPlace {
  if (byMs === 0) return place;
  const clock = pathToFileURL(path.resolve("scripts/drills/jumping-clock.mjs"));
  clock.search = `?after=4000&by=${byMs}`;
  return { ...place, env: { ...place.env, NODE_OPTIONS: `--import=${clock.href}` } };
}

/** What is lost, twice, or not as planned. */
async function faultsIn(db: Db, lab: BulkLab): Promise<string[]> {
  const { surveyed } = expectedFigures(lab.plan);
  const faults: string[] = [];
  const number = async (what: string, sql: string, wanted: number) => {
    const [row] = await db.$client.unsafe<{ n: number }[]>(`select (${sql})::int as n`);
    if (row?.n !== wanted) faults.push(`${what}: ${row?.n}, and not ${wanted}`);
  };
  await number("domains", "select count(*) from scan.domains", surveyed);
  await number("changes", "select count(*) from scan.changes", surveyed);
  await number("added", "select count(*) from scan.changes where kind = 'added'", surveyed);
  await number("raw keys", "select count(*) from scan.raw_keys", surveyed);
  await number(
    "batches without coverage",
    "select count(*) from scan.batches b left join scan.coverage c on c.run = b.run and c.batch = b.number where c.run is null",
    0,
  );
  await number(
    "names of main batches short of the candidates",
    `select sum(p.seen + p.unknown - b.size) from scan.runs r join scan.pools p on p.id = r.pool
      join (select run, sum(size) as size from scan.batches where kind = 'main' group by run) b on b.run = r.id`,
    0,
  );
  await number(
    "runs that are not complete",
    "select count(*) from scan.runs where state <> 'complete'",
    0,
  );
  await number("retries left", "select count(*) from scan.retries", 0);
  await number("drafts", "select count(*) from tally.drafts", 1);
  await number(
    "published revisions",
    "select count(*) from published.releases where id like 'survey-%'",
    1,
  );
  await number(
    "figures beside the draft's",
    `(select count(*) from published.figures where release like 'survey-%')
      - (select sum(jsonb_array_length(rows)) from tally.draft_tables)`,
    0,
  );
  const { counted, planned, uncompared } = await draftAndPlan(db, lab.plan);
  for (const name of Object.keys(planned))
    if (!isDeepStrictEqual(counted[name], planned[name]))
      faults.push(
        `${name}: ${JSON.stringify(counted[name])}, and not ${JSON.stringify(planned[name])}`,
      );
  if (uncompared.length > 0) faults.push(`not compared: ${uncompared.join(", ")}`);
  return faults;
}
