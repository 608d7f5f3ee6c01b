import { describe, expect, test } from "vitest";
import { Pace } from "./pace";
import { AdaptiveWindow, nextWindow, WINDOW_LIMITS } from "./window";

const quick = (count: number, ms = 20) => Array.from({ length: count }, () => ms);

describe("the window follows what the resolver bears", () => {
  test.for([
    [200, { latenciesMs: quick(500), timeouts: 0 }, 221, "grows while answers come quickly"],
    [200, { latenciesMs: quick(485), timeouts: 15 }, 100, "halves on time-outs"],
    [
      200,
      { latenciesMs: quick(500, 2_000), timeouts: 0 },
      150,
      "shrinks when the resolver is slow",
    ],
    [
      200,
      { latenciesMs: [...quick(480), ...quick(20, 9_000)], timeouts: 0 },
      221,
      "bears a few slow name servers",
    ],
    [16, { latenciesMs: [], timeouts: 500 }, 16, "never below its least"],
    [800, { latenciesMs: quick(500), timeouts: 0 }, 800, "never above its most"],
  ] as const)("%#: %i %s", ([window, sample, next]) => {
    expect(nextWindow(window, sample, WINDOW_LIMITS)).toBe(next);
  });

  test("runs no more at once than it is wide, all of them, and wider when it has grown", async () => {
    const window = new AdaptiveWindow(
      { ...WINDOW_LIMITS, least: 2, start: 2, sample: 10 },
      () => 0,
    );
    let running = 0;
    const most: number[] = [];
    const task = async (i: number) => {
      running++;
      most[i] = running;
      await Promise.resolve();
      running--;
      return i;
    };
    const all = Array.from({ length: 100 }, (_, i) =>
      window.run(
        () => task(i),
        () => false,
      ),
    );
    expect(await Promise.all(all)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(Math.max(...most.slice(0, 10))).toBe(2);
    expect(window.size).toBeGreaterThan(2);
    expect(window.running).toBe(0);
  });

  test("a task that throws gives its place back", async () => {
    const window = new AdaptiveWindow({ ...WINDOW_LIMITS, start: 1 }, () => 0);
    const broken = window.run(
      () => Promise.reject(new Error("no")),
      () => false,
    );
    await expect(broken).rejects.toThrow("no");
    expect(
      await window.run(
        async () => 1,
        () => false,
      ),
    ).toBe(1);
  });
});

describe("a flat pace", () => {
  test("waits for what it has spent, and makes up for a pause of two minutes at most", () => {
    let now = 0;
    const pace = new Pace(1, () => now);
    const minute = 2 ** 32 / 60;
    expect(pace.mayGo).toBe(true);
    pace.spend(minute);
    expect(pace.mayGo).toBe(false);
    now = 60_000;
    expect(pace.mayGo).toBe(true);
    now = 3_600_000;
    expect(pace.mayGo).toBe(true);
    pace.spend(3 * minute);
    expect(pace.mayGo).toBe(false);
    now += 60_001;
    expect(pace.mayGo).toBe(true);
  });

  test("without hours never waits", () => {
    const pace = new Pace(null, () => 0);
    pace.spend(2 ** 32);
    expect(pace.mayGo).toBe(true);
  });
});
