import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { Candidate } from "@/lib/model/candidate";
import { startProgram } from "@/scripts/testing/program";
import { testDatabase } from "@/scripts/testing/test-database";
import type { BatchResult } from "./batch-result";
import { Feeder } from "./feeder";
import type { DomainObservation } from "./observe-domain";
import { readOptOuts } from "./opt-outs";
import { type BatchIo, scanBatch } from "./scan-batch";
import { applyBatch } from "./store-apply";
import { Interner } from "./store-intern";
import { type Lease, leaseBatch } from "./store-lease";
import { addRetryBatch, finishRun, type Run, requeueStranded, startRun } from "./store-runs";
import { bucketsOf, madeUpCandidates, madeUpDomain } from "./testing/made-up-domains";

let url: string;
let db: Db;
let interner: Interner;
let pool: number;
const DAY_MS = 24 * 3_600_000;
const START = Date.UTC(2026, 10, 26);
let now = START;

beforeAll(async () => {
  url = (await testDatabase()).url;
  db = connect(url);
});
afterAll(() => db.$client.end());
beforeEach(async () => {
  now = START;
  await db.$client`truncate scan.pools, scan.runs, scan.batches, scan.coverage, scan.retries,
    scan.disagreements, scan.domains, scan.changes, scan.raw_keys, scan.hosts, scan.host_changes,
    scan.ds_profiles, scan.key_profiles, scan.nsec3_profiles, scan.ns_sets, scan.mx_sets,
    scan.mx_set_hosts cascade`;
  const [row] = await db.$client<{ id: number }[]>`
    insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (now(), 'none', 0, 0, 0, 0) returning id`;
  pool = row?.id ?? 0;
  interner = new Interner(db);
});

const begin = (): Promise<Run> =>
  startRun(db, { day: "2026-11-26", pool, methodVersion: "1", at: new Date(now).toISOString() });
const io = (observe: (name: string) => DomainObservation, optedOut = ""): BatchIo => ({
  observe: async ({ name }) => observe(name),
  hostsOf: () => [],
  isOptedOut: (name) => name === optedOut,
  counts: () => ({ queries: 0, timeouts: 0 }),
  now: () => now,
  onDomain: () => {},
  signal: new AbortController().signal,
});

async function lease(run: Run, number: number, holder = "one"): Promise<Lease> {
  const leased = await leaseBatch(db, { run: run.id, number, holder, leaseMs: 60_000 });
  if (leased === null) throw new Error(`batch ${number} was not to be had`);
  return leased;
}
async function scanned(leased: Lease, batchIo: BatchIo): Promise<BatchResult> {
  const result = await scanBatch(leased, batchIo);
  if (result === null) throw new Error("stopped");
  return result;
}

/** One whole pass over some candidates, retries included where they are due. */
async function pass(
  candidates: readonly Candidate[],
  batchIo: BatchIo,
  unsigned: Candidate[] = [],
) {
  const run = await begin();
  const feeder = new Feeder(db, run, bucketsOf(candidates, unsigned), 40);
  const results: BatchResult[] = [];
  const settle = async (number: number) => {
    const leased = await lease(run, number);
    const result = await scanned(leased, batchIo);
    results.push(result);
    expect(await applyBatch(db, interner, leased, result)).toEqual({ ok: true, value: undefined });
  };
  while (!feeder.isDone) {
    const fed = await feeder.next();
    if (fed.ok && fed.value !== null) await settle(fed.value.number);
  }
  for (let round = 0; round < 4; round++) {
    now += 7 * 3_600_000;
    const at = new Date(now).toISOString();
    const retry = await addRetryBatch(db, run.id, { size: 100, perOperator: 100, now: at });
    if (retry !== null) await settle(retry);
  }
  expect(await finishRun(db, run.id)).toBe(true);
  return { run, results };
}

const counted = async (what: string): Promise<number> => {
  const [row] = await db.$client.unsafe<{ n: number }[]>(`select count(*)::int as n from ${what}`);
  return row?.n ?? -1;
};
const domain = async (name: string) => {
  const [row] = await db.$client`select verdict, outcome, carried_since, first_seen, verdict_since
    from scan.domains where name = ${name}`;
  return row;
};

describe("a run", () => {
  test("writes each domain once, then only what differs", async () => {
    const candidates = madeUpCandidates(100);
    const first = await pass(
      candidates,
      io((name) => madeUpDomain(name)),
    );
    expect(first.results).toHaveLength(3);
    expect(await counted("scan.domains")).toBe(100);
    expect(await counted("scan.changes")).toBe(100);
    expect(await counted("scan.raw_keys")).toBe(100);
    expect([await counted("scan.key_profiles"), await counted("scan.mx_sets")]).toEqual([1, 1]);
    now += DAY_MS;
    const changed = (name: string) => madeUpDomain(name, name === "d7.example" ? { key: 2 } : {});
    const second = await pass(candidates, io(changed));
    expect(second.results.flatMap(({ written }) => written.map(({ name }) => name))).toEqual([
      "d7.example",
    ]);
    expect(await counted("scan.changes")).toBe(101);
    expect(await counted("scan.raw_keys")).toBe(101);
    const [total] = await db.$client<{ size: number }[]>`
      select sum(size)::int as size from scan.coverage where run = ${second.run.id}`;
    expect(total?.size).toBe(100);
  });

  test("covers every hash exactly once, names of one hash together", async () => {
    const same = madeUpCandidates(90).map((one, i) => ({ ...one, hash: Math.floor(i / 45) * 7 }));
    const { run } = await pass(
      same,
      io((name) => madeUpDomain(name)),
    );
    const ranges = await db.$client<{ from_hash: string; to_hash: string; size: number }[]>`
      select from_hash, to_hash, size from scan.batches where run = ${run.id} order by number`;
    expect(ranges.map(({ from_hash, to_hash, size }) => [+from_hash, +to_hash, size])).toEqual([
      [0, 0, 45],
      [1, 2 ** 32 - 1, 45],
    ]);
  });

  test("removes what lost its DS, its delegation or its consent, and says which", async () => {
    const candidates = madeUpCandidates(5);
    await pass(
      candidates,
      io((name) => madeUpDomain(name)),
    );
    const [lost, gone, , asked] = candidates;
    const rest = candidates.filter((one) => one !== lost && one !== gone);
    const observe = (name: string): DomainObservation =>
      name === asked?.name ? { kind: "unsigned" } : madeUpDomain(name);
    await pass(rest, io(observe, candidates[4]?.name), lost === undefined ? [] : [lost]);
    const rows = await db.$client`
      select name, reason from scan.changes where kind = 'removed' order by name`;
    expect(rows.map(({ name, reason }) => [name, reason])).toEqual([
      ["d0.example", "lost_ds"],
      ["d1.example", "gone"],
      ["d3.example", "lost_ds"],
      ["d4.example", "opted_out"],
    ]);
    expect(await counted("scan.domains")).toBe(1);
  });

  test("asks a failing domain three times more, then carries its state, marked, for three days", async () => {
    const candidates = madeUpCandidates(3);
    await pass(
      candidates,
      io((name) => madeUpDomain(name, { verdict: "dane_ok" })),
    );
    const asked: string[] = [];
    const failing = io((name) => {
      asked.push(name);
      return madeUpDomain(name, { verdict: name === "d1.example" ? "tempfail" : "dane_ok" });
    });
    await pass(candidates, failing);
    expect(asked.filter((name) => name === "d1.example")).toHaveLength(4);
    expect(await domain("d1.example")).toMatchObject({ verdict: "dane_ok", outcome: "pass" });
    expect((await domain("d1.example"))?.carried_since).not.toBeNull();
    now += 3 * DAY_MS;
    await pass(candidates, failing);
    expect(await domain("d1.example")).toMatchObject({
      verdict: "tempfail",
      outcome: "undetermined",
      carried_since: null,
    });
    await pass(
      candidates,
      io((name) => madeUpDomain(name, { verdict: "dane_ok" })),
    );
    expect(await domain("d1.example")).toMatchObject({ verdict: "dane_ok", carried_since: null });
  });

  test("retries no more than a share of each operator's domains at once", async () => {
    const run = await begin();
    const feeder = new Feeder(db, run, bucketsOf(madeUpCandidates(20)), 40);
    await feeder.next();
    const leased = await lease(run, 1);
    const ns = (name: string) => (name < "d15" ? "ns.big.example" : "ns.small.example");
    const result = await scanned(
      leased,
      io((name) => madeUpDomain(name, { verdict: "tempfail", ns: ns(name) })),
    );
    await applyBatch(db, interner, leased, result);
    const due = { size: 100, perOperator: 2, now: new Date(now + 600_000).toISOString() };
    const number = await addRetryBatch(db, run.id, due);
    expect((await lease(run, number ?? 0)).names.map(({ attempt }) => attempt)).toEqual([
      1, 1, 1, 1,
    ]);
    expect(await finishRun(db, run.id)).toBe(false);
  });
});

describe("a lease", () => {
  test("is had by one at a time, and results of an older one are refused", async () => {
    const run = await begin();
    const feeder = new Feeder(db, run, bucketsOf(madeUpCandidates(10)), 40);
    await feeder.next();
    const zombie = await lease(run, 1, "zombie");
    expect(
      await leaseBatch(db, { run: run.id, number: 1, holder: "two", leaseMs: 60_000 }),
    ).toBeNull();
    const old = await scanned(
      zombie,
      io((name) => madeUpDomain(name, { verdict: "dane_fail" })),
    );
    await db.$client`update scan.batches set leased_until = now() - interval '1 s'`;
    expect(await requeueStranded(db, run.id, 60_000)).toEqual([1]);
    expect(await applyBatch(db, interner, zombie, old)).toMatchObject({
      error: { code: "fenced" },
    });
    const heir = await lease(run, 1, "heir");
    expect(await applyBatch(db, interner, zombie, old)).toMatchObject({
      error: { code: "fenced" },
    });
    const result = await scanned(
      heir,
      io((name) => madeUpDomain(name)),
    );
    expect((await applyBatch(db, interner, heir, result)).ok).toBe(true);
    expect((await applyBatch(db, interner, heir, result)).ok).toBe(false);
    expect(await counted("scan.domains where verdict = 'no_dane'")).toBe(10);
    expect(await counted("scan.changes")).toBe(10);
  });

  test("writes nothing where the queue's job cannot be settled", async () => {
    const run = await begin();
    await new Feeder(db, run, bucketsOf(madeUpCandidates(10)), 40).next();
    const leased = await lease(run, 1);
    const result = await scanned(
      leased,
      io((name) => madeUpDomain(name)),
    );
    const broken = applyBatch(db, interner, leased, result, () =>
      Promise.reject(new Error("gone")),
    );
    await expect(broken).rejects.toThrow("gone");
    expect(await counted("scan.domains")).toBe(0);
    expect((await applyBatch(db, interner, leased, result)).ok).toBe(true);
  });
});

test("whom the live check leaves alone, the survey leaves alone", async () => {
  await db.$client`insert into checks.opt_outs (kind, value)
    values ('domain', 'left-alone.example'), ('range', '192.0.2.0/24')`;
  const optOuts = await readOptOuts(db);
  expect(optOuts.isOptedOut("www.left-alone.example")).toBe(true);
  expect(optOuts.narrowed(() => null)("192.0.2.9")).not.toBeNull();
});

describe("workers that are killed", () => {
  test("lose no row and double none", async () => {
    const names = 2_000;
    const args = ["--url", url, "--pool", String(pool), "--names", String(names)];
    const start = () =>
      startProgram("lib/survey/scan/testing/scan-program.ts", [
        ...args,
        ...["--delay", "60", "--lease", "1500"],
      ]);
    for (let kill = 0; kill < 3; kill++) {
      const victim = start();
      await victim.printed(/applied/);
      await sleep(Math.random() * 300);
      victim.child.kill("SIGKILL");
      await victim.ended;
    }
    const last = start();
    await last.printed(/complete/);
    expect(await last.ended).toBe(0);
    expect(await counted("scan.domains")).toBe(names);
    expect(await counted("scan.changes")).toBe(names);
    expect(await counted("scan.raw_keys")).toBe(names);
    expect(await counted("scan.runs where state = 'complete'")).toBe(1);
    expect(await counted("scan.coverage")).toBe(await counted("scan.batches"));
    const [total] = await db.$client<{ size: number }[]>`
      select sum(size)::int as size from scan.coverage`;
    expect(total?.size).toBe(names);
  }, 120_000);
});
