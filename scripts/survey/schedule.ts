import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import { err, ok, type Result } from "@/lib/result";
import { isConcluded, underScheduleLock } from "@/lib/survey/publish/store-schedule";
import { openDatabase, type SurveyCommand } from "./command";
import { inChildren, runStages, type StagesEnd } from "./run-stages";
import { RUN_OPTIONS, stageArguments } from "./stage-options";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** After a stage that failed: the database may be away, or the resolver. */
const AGAIN_MS = 15 * MINUTE_MS;
/** A clock that jumps, or a machine that slept, is noticed within that. */
const LONGEST_SLEEP_MS = MINUTE_MS;

/** What the schedule works with. */
export type ScheduleIo = {
  /** Minutes after midnight, UTC. */
  atMinute: number;
  /** Whether a day's run was published or held: then nothing is left to do on it. */
  isConcluded: (day: string) => Promise<boolean>;
  runAll: () => Promise<StagesEnd>;
  /** Unix time in milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  onWait: (until: number, why: "done" | "early" | "failed") => void;
  signal: AbortSignal;
};

/** When a day's run is to begin. */
const beginOf = (now: number, atMinute: number): number =>
  Math.floor(now / DAY_MS) * DAY_MS + atMinute * MINUTE_MS;

/**
 * Runs the survey once a day. What was done stands in the database, so that it may be stopped and started
 * at any time: a day that was begun goes on, and one that is done is not begun again.
 */
export async function schedule(io: ScheduleIo): Promise<void> {
  const { atMinute, now, signal } = io;
  const waitUntil = async (until: number, why: "done" | "early" | "failed") => {
    io.onWait(until, why);
    while (!signal.aborted && now() < until)
      await io.sleep(Math.min(until - now(), LONGEST_SLEEP_MS));
  };
  while (!signal.aborted) {
    const begin = beginOf(now(), atMinute);
    const day = new Date(begin).toISOString().slice(0, 10);
    if (now() < begin) await waitUntil(begin, "early");
    else if (await io.isConcluded(day)) await waitUntil(begin + DAY_MS, "done");
    else {
      await io.runAll();
      if (!signal.aborted && !(await io.isConcluded(day)))
        await waitUntil(now() + AGAIN_MS, "failed");
    }
  }
}

/** What ended by itself begins again: its resolver may have been away. */
const BESIDE_AGAIN_MS = MINUTE_MS;

/** Keeps what goes on beside the stages going, until `signal`. */
export async function keepGoing(
  begin: () => Promise<unknown>,
  io: Pick<ScheduleIo, "sleep" | "signal">,
): Promise<void> {
  while (!io.signal.aborted) {
    await begin();
    if (!io.signal.aborted) await io.sleep(BESIDE_AGAIN_MS);
  }
}

/** Takes `--at HH:MM` out of the arguments; the others are those of `survey run`. */
export function readAt(
  args: readonly string[],
): Result<{ atMinute: number; rest: string[] }, string> {
  const rest = [...args];
  const at = rest.findIndex((word) => word === "--at" || word.startsWith("--at="));
  if (at === -1) return ok({ atMinute: 0, rest });
  const [word = ""] = rest.splice(at, 1);
  const time = word === "--at" ? (rest.splice(at, 1)[0] ?? "") : word.slice("--at=".length);
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined)
    return err("--at takes a time of the day in UTC, such as 02:30.");
  return ok({ atMinute: Number(hours) * 60 + Number(minutes), rest });
}

/** `survey schedule`. */
export const scheduleCommand: SurveyCommand = {
  summary: "a run every day, until it is stopped",
  usage: `survey schedule [--at HH:MM] [options of survey run]

Begins a run every day at that time in UTC (00:00), and goes on with one that was interrupted. A day whose
figures are published or held is done; after a stage that failed it tries again in 15 minutes. Beside it runs
\`survey reprobe\`.

  --at HH:MM  when a day's run begins

${RUN_OPTIONS}`,
  run: async (context) => {
    const { life, reporter } = context;
    const read = readAt(context.args);
    if (!read.ok) return life.fail({ code: "bad_argument", message: read.error });
    const args = stageArguments(read.value.rest);
    if (!args.ok) return life.fail({ code: "bad_argument", message: args.error });
    const database = await openDatabase(context);
    if (!database.ok) return life.fail(database.error);
    const db: Db = database.value;
    const end = new AbortController();
    life.onEnd(async () => end.abort());
    const pause = (ms: number) => sleep(ms, undefined, { signal: end.signal }).catch(() => {});
    const run = inChildren(context);
    const ran = await underScheduleLock(db, async () => {
      const beside = keepGoing(() => run("reprobe", args.value.reprobe ?? []), {
        sleep: pause,
        signal: end.signal,
      });
      await schedule({
        atMinute: read.value.atMinute,
        isConcluded: (day) => isConcluded(db, day),
        runAll: () => runStages(args.value, run),
        now: Date.now,
        sleep: pause,
        onWait: (until, why) => {
          const at = new Date(until).toISOString();
          reporter.event("schedule", { until: at, why }, `${why}: waits until ${at}`);
        },
        signal: end.signal,
      });
      await beside;
      return true;
    });
    if (ran === null)
      return life.fail({ code: "busy", message: "Another schedule is running on this database." });
    return 0;
  },
};
