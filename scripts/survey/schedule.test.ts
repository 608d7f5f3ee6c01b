import { describe, expect, test } from "vitest";
import { keepGoing, readAt, schedule } from "./schedule";

const MINUTE_MS = 60_000;
const at = (text: string) => Date.parse(`2026-11-${text}:00Z`);

/** Runs a schedule on a clock of its own, and tells what it did and when, until it has slept enough. */
async function follow(
  start: string,
  until: string,
  runs: (run: number, day: string) => { minutes: number; concludes: boolean },
) {
  let now = at(start);
  const end = new AbortController();
  const done: string[] = [];
  const concluded = new Set<string>();
  const told = (what: string) => done.push(`${new Date(now).toISOString().slice(8, 16)} ${what}`);
  let count = 0;
  await schedule({
    atMinute: 150,
    isConcluded: async (day) => concluded.has(day),
    runAll: async () => {
      const day = new Date(now - 150 * MINUTE_MS).toISOString().slice(0, 10);
      const { minutes, concludes } = runs(++count, day);
      told("runs");
      now += minutes * MINUTE_MS;
      if (concludes) concluded.add(day);
      return { stage: "publish", code: concludes ? 0 : 1 };
    },
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      if (now >= at(until)) end.abort();
    },
    onWait: (_, why) => told(why),
    signal: end.signal,
  });
  return done;
}

describe("a run every day at 02:30 UTC", () => {
  test("begins then, once a day", async () => {
    const did = await follow("26T00:00", "28T02:00", () => ({ minutes: 1_200, concludes: true }));
    expect(did).toEqual([
      "26T00:00 early",
      "26T02:30 runs",
      "26T22:30 done",
      "27T02:30 runs",
      "27T22:30 done",
    ]);
  });

  test("goes on with a day that is not done, whenever it is started", async () => {
    const did = await follow("26T17:10", "26T20:00", () => ({ minutes: 10, concludes: true }));
    expect(did).toEqual(["26T17:10 runs", "26T17:20 done"]);
  });

  test("tries again in 15 minutes where a stage failed", async () => {
    const did = await follow("26T03:00", "26T04:00", (run) => ({
      minutes: 1,
      concludes: run === 3,
    }));
    expect(did).toEqual([
      "26T03:00 runs",
      "26T03:01 failed",
      "26T03:16 runs",
      "26T03:17 failed",
      "26T03:32 runs",
      "26T03:33 done",
    ]);
  });

  test("a run that takes longer than a day is followed by the next one at once", async () => {
    const did = await follow("26T02:30", "28T04:00", (run) => ({
      minutes: run === 1 ? 1_500 : 10,
      concludes: true,
    }));
    expect(did.slice(0, 3)).toEqual(["26T02:30 runs", "27T03:30 runs", "27T03:40 done"]);
  });
});

test("what goes on beside the stages begins again a minute after it has ended, until the end", async () => {
  const end = new AbortController();
  const did: string[] = [];
  await keepGoing(
    async () => {
      did.push("begun");
      if (did.length > 4) end.abort();
    },
    { sleep: async (ms) => void did.push(`waits ${ms / 1_000} s`), signal: end.signal },
  );
  expect(did).toEqual(["begun", "waits 60 s", "begun", "waits 60 s", "begun"]);
});

test.for([
  [[], { atMinute: 0, rest: [] }],
  [["--at", "02:30", "list.txt"], { atMinute: 150, rest: ["list.txt"] }],
  [["--czds=all", "--at=23:59"], { atMinute: 1_439, rest: ["--czds=all"] }],
] as const)("--at in %j", ([args, value]) => {
  expect(readAt(args)).toEqual({ ok: true, value });
});
