import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { testDatabase } from "@/scripts/testing/test-database";
import { readCanaries } from "./canaries";
import { CanaryWatch } from "./canary-watch";
import { Feeder } from "./feeder";
import type { DomainObservation } from "./observe-domain";
import { openQueue, type ScanQueue } from "./queue";
import { scanBatch } from "./scan-batch";
import { Interner } from "./store-intern";
import { addRetryBatch, finishRun, type Run, requeueStranded, startRun } from "./store-runs";
import { bucketsOf, madeUpCandidates, madeUpDomain } from "./testing/made-up-domains";
import { work } from "./worker";

let db: Db;
let queue: ScanQueue;
let interner: Interner;
let run: Run;
/** Whether the resolver says of every domain that it has no DS records, or cannot say anything. */
let lies: boolean;
let isOff: boolean;
const NAMES = 200;

beforeAll(async () => {
  const { url } = await testDatabase();
  db = connect(url);
  queue = await openQueue(url, () => {});
});
afterAll(async () => {
  await queue.close();
  await db.$client.end();
});
beforeEach(async () => {
  [lies, isOff] = [false, false];
  await db.$client`truncate scan.pools, scan.runs, scan.batches, scan.coverage, scan.retries,
    scan.domains, scan.changes, scan.raw_keys, scan.hosts, scan.canary_looks cascade`;
  await db.$client`delete from pgboss.job`;
  const [row] = await db.$client<{ id: number }[]>`
    insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (now(), 'none', 0, 0, 0, 0) returning id`;
  interner = new Interner(db);
  const at = "2026-11-26T00:00:00Z";
  run = await startRun(db, { day: "2026-11-26", pool: row?.id ?? 0, methodVersion: "1", at });
  const feeder = new Feeder(db, run, bucketsOf(madeUpCandidates(NAMES)), 50);
  const numbers: number[] = [];
  while (!feeder.isDone) {
    const fed = await feeder.next();
    if (fed.ok && fed.value !== null) numbers.push(fed.value.number);
  }
  await queue.send(run.id, numbers);
});

const observe = async (name: string): Promise<DomainObservation> => {
  if (isOff) return { kind: "unknown", because: "timeout" };
  return lies ? { kind: "unsigned" } : madeUpDomain(name, { verdict: "dane_ok" });
};
const watched = (holder = "one") =>
  new CanaryWatch({
    ...{ db, queue, run: run.id, holder, observe },
    canaries: [
      { domain: "good.example", expected: "dane_ok" },
      { domain: "better.example", expected: "dane_ok" },
    ],
    onLook: () => {},
  });

/** Works until so many batches have been applied in all, or for a while where there are none. */
async function scan(canaries: CanaryWatch, batches: number, holder = "one"): Promise<number> {
  const drain = new AbortController();
  let applied = 0;
  const working = work({
    ...{ db, queue, interner, holder, canaries, leaseMs: 60_000, atOnce: 1 },
    scan: (lease, signal) =>
      scanBatch(lease, {
        ...{ observe: ({ name }) => observe(name), hostsOf: () => [], isOptedOut: () => false },
        ...{
          counts: () => ({ queries: 0, timeouts: 0 }),
          now: Date.now,
          onDomain: () => {},
          signal,
        },
      }),
    onApplied: () => {
      if (++applied >= batches) drain.abort();
    },
    onFenced: () => {},
    drain: drain.signal,
    stop: new AbortController().signal,
  });
  if (!canaries.mayWork) {
    await sleep(600);
    drain.abort();
  }
  await working;
  return applied;
}

const states = async () => {
  const [row] = await db.$client<{ queued: number; unproven: number; proven: number }[]>`
    select count(*) filter (where state = 'queued')::int as queued,
      count(*) filter (where state = 'done' and names is not null)::int as unproven,
      count(*) filter (where state = 'done' and names is null)::int as proven
    from scan.batches where run = ${run.id}`;
  return { ...row };
};
const held = async (): Promise<number> => {
  const [row] = await db.$client<{ n: number }[]>`select count(*)::int as n from scan.domains`;
  return row?.n ?? -1;
};

describe("canaries (survey design: one wrong answer taints the batches since the last good one)", () => {
  test("a right look proves what was done before it, and only a proven run is complete", async () => {
    const canaries = watched();
    expect(canaries.mayWork).toBe(false);
    expect(await scan(canaries, 1)).toBe(0);
    expect((await canaries.look()).state).toBe("right");
    expect(await scan(canaries, 4)).toBe(4);
    expect(await states()).toEqual({ queued: 0, unproven: 4, proven: 0 });
    await db.$client`update scan.runs set next_hash = null`;
    expect(await finishRun(db, run.id)).toBe(false);
    await canaries.look();
    expect(await states()).toEqual({ queued: 0, unproven: 0, proven: 4 });
    expect(await finishRun(db, run.id)).toBe(true);
  });

  test("a wrong one sends back what was done since, and nothing is scanned until it is right", async () => {
    const canaries = watched();
    await canaries.look();
    await scan(canaries, 2);
    await canaries.look();
    lies = true;
    await scan(canaries, 2);
    expect([await held(), await states()]).toEqual([100, { queued: 0, unproven: 2, proven: 2 }]);
    const look = await canaries.look();
    expect(look).toMatchObject({ state: "wrong", wrong: [{ domain: "good.example" }, {}] });
    expect(look.wrong[0]?.sentence).toBe("good.example is dane_ok, and was seen as unsigned.");
    expect(await states()).toEqual({ queued: 2, unproven: 0, proven: 2 });
    expect(await scan(canaries, 2)).toBe(0);
    lies = false;
    await canaries.look();
    expect(await scan(canaries, 2)).toBe(2);
    await canaries.look();
    expect([await held(), await states()]).toEqual([NAMES, { queued: 0, unproven: 0, proven: 4 }]);
    const [coverage] = await db.$client`
      select sum(size)::int as size, sum((tally->>'pass')::int)::int as pass from scan.coverage`;
    expect(coverage).toEqual({ size: NAMES, pass: NAMES });
    const [noted] = await db.$client`
      select count(*)::int as looks, sum(tainted)::int as tainted from scan.canary_looks`;
    expect(noted).toEqual({ looks: 5, tainted: 2 });
  });

  test("what a lying resolver made of domains that are known is put right again", async () => {
    const canaries = watched();
    await canaries.look();
    await scan(canaries, 4);
    await canaries.look();
    await db.$client`update scan.batches set state = 'queued', names = 'd0.example	0	1	0'
      where number = 1`;
    await queue.send(run.id, [1]);
    lies = true;
    await scan(canaries, 1);
    const before = await held();
    expect(before).toBeLessThan(NAMES);
    await canaries.look();
    lies = false;
    await canaries.look();
    await scan(canaries, 1);
    expect(await held()).toBe(before + 1);
  });

  test("a batch in hand is fenced off, and another process’s are left alone", async () => {
    const [one, two] = [watched("one"), watched("two")];
    await one.look();
    await two.look();
    await scan(one, 1, "one");
    await scan(two, 1, "two");
    await db.$client`update scan.batches set state = 'leased', holder = 'one',
      leased_until = now() + interval '1 min' where state = 'queued' and number = 4`;
    lies = true;
    await one.look();
    const rows = await db.$client`
      select holder, state from scan.batches where holder is not null order by holder, state`;
    expect(rows.map(({ holder, state }) => `${holder} ${state}`)).toEqual([
      "one queued",
      "one queued",
      "two done",
    ]);
  });

  test("a look that tells nothing proves nothing, and taints nothing", async () => {
    const canaries = watched();
    await canaries.look();
    await scan(canaries, 1);
    isOff = true;
    expect((await canaries.look()).state).toBe("untold");
    expect(canaries.mayWork).toBe(true);
    expect(await states()).toEqual({ queued: 3, unproven: 1, proven: 0 });
  });

  test("what a process that has ended left unproven is scanned again", async () => {
    const canaries = watched();
    await canaries.look();
    await scan(canaries, 4);
    expect(await requeueStranded(db, run.id, 3_600_000)).toEqual([]);
    expect(await requeueStranded(db, run.id, 3_600_000, 0)).toEqual([1, 2, 3, 4]);
  });

  test("a domain that waits for its retry is asked with its batch again, once", async () => {
    const canaries = watched();
    await canaries.look();
    isOff = true;
    await scan(canaries, 1);
    const waiting = async () => {
      const [row] = await db.$client<{ n: number }[]>`select count(*)::int as n from scan.retries`;
      return row?.n;
    };
    expect(await waiting()).toBe(50);
    [isOff, lies] = [false, true];
    await canaries.look();
    expect(await waiting()).toBe(0);
    // One that is in a batch of retries by then may ask again while the batch does.
    [isOff, lies] = [true, false];
    const again = watched();
    isOff = false;
    await again.look();
    isOff = true;
    await scan(again, 4);
    const due = { size: 10, perOperator: 100, now: "2100-01-01T00:00:00Z" };
    const number = await addRetryBatch(db, run.id, due);
    await db.$client`insert into scan.retries (run, hash, name, ds, attempt, due_at)
      select ${run.id}, 0, split_part(line, '	', 1), 'seen', 1, now()
      from scan.batches, regexp_split_to_table(names, '\n') line where number = ${number ?? 0}`;
    await queue.send(run.id, [number ?? 0]);
    expect(await scan(again, 1)).toBe(1);
    expect(await waiting()).toBe(200);
  });
});

describe("the settings file", () => {
  test("is a line each, with remarks", () => {
    const text =
      "# known good\nGood.Example dane_ok\n\nxn--exmple-cua.de bogus # broken on purpose\r\n";
    expect(readCanaries(text)).toEqual({
      ok: true,
      value: [
        { domain: "good.example", expected: "dane_ok" },
        { domain: "xn--exmple-cua.de", expected: "bogus" },
      ],
    });
  });

  test.for([
    ["a.nl", "Line 1: after the domain stands one of nxdomain"],
    ["# x\na..nl dane_ok", "Line 2: that is no domain name."],
    ["a.nl fine", "Line 1: after"],
    ["a.nl dane_ok bogus", "Line 1: after"],
    [Array.from({ length: 101 }, (_, i) => `a${i}.nl bogus`).join("\n"), "At most 100"],
  ] as const)("%s: %s", ([text, sentence]) => {
    const read = readCanaries(text);
    expect(read.ok ? "" : read.error).toContain(sentence);
  });
});
