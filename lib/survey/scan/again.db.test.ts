import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { HostVerdict } from "@/lib/model/check-verdicts";
import { lookSays } from "@/lib/model/survey-problems";
import { testDatabase } from "@/scripts/testing/test-database";
import { Feeder } from "./feeder";
import { type ReprobeIo, reprobeDue } from "./reprobe";
import { type BatchIo, scanBatch } from "./scan-batch";
import { applyBatch } from "./store-apply";
import { Interner } from "./store-intern";
import { leaseBatch } from "./store-lease";
import { addRescanBatch } from "./store-rescans";
import { finishRun, type Run, startRun } from "./store-runs";
import { bucketsOf, type MadeUp, madeUpCandidates, madeUpDomain } from "./testing/made-up-domains";

let db: Db;
let interner: Interner;
let pool: number;

beforeAll(async () => {
  db = connect((await testDatabase()).url);
});
afterAll(() => db.$client.end());
beforeEach(async () => {
  await db.$client`truncate scan.pools, scan.runs, scan.batches, scan.coverage, scan.retries,
    scan.domains, scan.changes, scan.raw_keys, scan.hosts, scan.host_problems, scan.rescans cascade`;
  const [row] = await db.$client<{ id: number }[]>`
    insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (now(), 'none', 0, 0, 0, 0) returning id`;
  pool = row?.id ?? 0;
  interner = new Interner(db);
});

describe("survey design: a change of DS or NS in a zone file is looked at at once", () => {
  const candidates = madeUpCandidates(4);
  let minute = 0;
  const begin = (): Promise<Run> =>
    startRun(db, { day: "2026-11-26", pool, methodVersion: "1", at: "2026-11-26T00:00:00Z" });
  const io = (how: MadeUp): BatchIo => {
    const at = Date.UTC(2026, 10, 26, 0, minute++);
    return {
      observe: async ({ name }) => madeUpDomain(name, how),
      hostsOf: () => [],
      isOptedOut: () => false,
      counts: () => ({ queries: 0, timeouts: 0 }),
      now: () => at,
      onDomain: () => {},
      signal: new AbortController().signal,
    };
  };
  const leased = async (run: Run, number: number) => {
    const lease = await leaseBatch(db, { run: run.id, number, holder: "one", leaseMs: 60_000 });
    if (lease === null) throw new Error(`batch ${number} was not to be had`);
    return lease;
  };
  const notice = (name: string, hash: number, ds = "seen") =>
    db.$client`insert into scan.rescans (name, hash, ds, import, noticed_at)
      values (${name}, ${hash}, ${ds}, 1, now())`;
  const log = async () => {
    const rows = await db.$client<{ name: string; kind: string }[]>`
      select name, kind from scan.changes order by name, at`;
    return rows.map(({ name, kind }) => `${name} ${kind}`);
  };

  test("ahead of its range, once; a look there that finds it removed needs no question", async () => {
    const run = await begin();
    const [first, second] = candidates;
    await notice(first?.name ?? "", first?.hash ?? 0);
    await notice(second?.name ?? "", second?.hash ?? 0, "not_seen");
    const number = await addRescanBatch(db, run.id, 100);
    expect(await addRescanBatch(db, run.id, 100)).toBeNull();
    const lease = await leased(run, number ?? 0);
    const result = await scanBatch(lease, io({}));
    if (result === null) throw new Error("stopped");
    expect((await applyBatch(db, interner, lease, result)).ok).toBe(true);
    expect(await log()).toEqual(["d0.example added"]);
    expect(result.tally).toMatchObject({ notApplicable: 1, unsigned: 1 });
  });

  test("and what is fed goes on with the number after it", async () => {
    const run = await begin();
    const feeder = new Feeder(db, run, bucketsOf(candidates), 2);
    const numbers: unknown[] = [];
    const fed = async () => {
      const next = await feeder.next();
      return next.ok ? next.value?.number : null;
    };
    numbers.push(await fed());
    await notice("d3.example", 1);
    numbers.push(await addRescanBatch(db, run.id, 100), await fed());
    expect([numbers, feeder.isDone]).toEqual([[1, 2, 3], true]);
  });

  test("beside its range at the same moment: neither lost nor twice in the log", async () => {
    const run = await begin();
    const feeder = new Feeder(db, run, bucketsOf(candidates), 40);
    const fed = await feeder.next();
    for (const { name, hash } of candidates) await notice(name, hash);
    const number = await addRescanBatch(db, run.id, 100);
    const main = await leased(run, fed.ok && fed.value !== null ? fed.value.number : 0);
    const ahead = await leased(run, number ?? 0);
    // Both were leased before either was written; what they saw differs.
    const [one, other] = [await scanBatch(main, io({})), await scanBatch(ahead, io({ key: 2 }))];
    if (one === null || other === null) throw new Error("stopped");
    await Promise.all([
      applyBatch(db, interner, main, one),
      applyBatch(db, interner, ahead, other),
    ]);
    const names = candidates.map(({ name }) => name);
    expect(await log()).toEqual(names.flatMap((name) => [`${name} added`, `${name} changed`]));
    expect(await finishRun(db, run.id)).toBe(true);
  });
});

describe("survey design: a host with a DANE problem, hourly until mended or three days", () => {
  /** A host as a scan wrote it, so many hours ago. */
  const scanned = (name: string, verdict: HostVerdict, hoursAgo: number) => db.$client`
    insert into scan.hosts (name, verdict, first_seen, verdict_since, changed_at)
    values (${name}, ${verdict}, now(), now() - ${hoursAgo} * interval '1 hour',
      now() - ${hoursAgo} * interval '1 hour')
    on conflict (name) do update set verdict = excluded.verdict,
      verdict_since = excluded.verdict_since, changed_at = excluded.changed_at`;
  const problem = async (name: string) => {
    const rows = await db.$client`
      select p.verdict, p.failures, p.mended_as, p.mended_at is not null as mended,
        p.last_failed_at - p.since > interval '1 hour' as lasted,
        round(extract(epoch from p.next_look_at - now()) / 60)::int as "nextInMinutes"
      from scan.host_problems p join scan.hosts h on h.id = p.host where h.name = ${name}
      order by p.id`;
    return [...rows];
  };
  const looks = (seen: Readonly<Record<string, HostVerdict>>, asked: string[] = []): ReprobeIo => ({
    db,
    holder: "one",
    look: async (host) => {
      asked.push(host);
      return seen[host] ?? "ok";
    },
    onLook: () => {},
    signal: new AbortController().signal,
  });
  const anHourLater = () => db.$client`
    update scan.host_problems set since = since - interval '1 hour',
      last_failed_at = last_failed_at - interval '1 hour',
      next_look_at = next_look_at - interval '1 hour'`;

  test("is counted while it lasts, and says when it was mended and as what", async () => {
    await scanned("mx.broken.example", "fail", 2);
    await scanned("mx.fine.example", "ok", 2);
    const asked: string[] = [];
    const broken = looks({ "mx.broken.example": "no_tls" }, asked);
    expect(await reprobeDue(broken)).toBe(1);
    expect(await problem("mx.broken.example")).toEqual([
      {
        verdict: "no_tls",
        failures: 2,
        mended_as: null,
        mended: false,
        lasted: true,
        nextInMinutes: 60,
      },
    ]);
    expect(await reprobeDue(broken)).toBe(0);
    await anHourLater();
    await reprobeDue(looks({ "mx.broken.example": "unreachable" }, asked));
    expect(await problem("mx.broken.example")).toMatchObject([{ failures: 2, nextInMinutes: 60 }]);
    await anHourLater();
    await reprobeDue(looks({}, asked));
    expect(await problem("mx.broken.example")).toMatchObject([
      { failures: 2, mended: true, mended_as: "ok", nextInMinutes: null },
    ]);
    expect(asked).toEqual(Array(3).fill("mx.broken.example"));
    expect(await problem("mx.fine.example")).toEqual([]);
  });

  test("is not begun again by a state that is older than its mending, but by a run that saw it since", async () => {
    await scanned("mx.flaps.example", "fail", 2);
    await reprobeDue(looks({}));
    await reprobeDue(looks({}));
    expect(await problem("mx.flaps.example")).toHaveLength(1);
    await db.$client`insert into scan.runs (day, pool, state, method_version, started_at, next_batch)
      values ('2026-11-27', ${pool}, 'complete', '1', now() + interval '1 minute', 1)`;
    await reprobeDue(looks({ "mx.flaps.example": "fail" }));
    expect(await problem("mx.flaps.example")).toMatchObject([{ mended: true }, { mended: false }]);
  });

  test("is closed by a scan that found it mended, and left to the daily pass after three days", async () => {
    await scanned("mx.mended.example", "fail", 2);
    await scanned("mx.old.example", "bogus", 80);
    await reprobeDue(looks({ "mx.mended.example": "fail", "mx.old.example": "bogus" }));
    expect(await problem("mx.old.example")).toMatchObject([{ failures: 2, nextInMinutes: null }]);
    await db.$client`update scan.host_problems set last_failed_at = now() - interval '1 hour'`;
    await scanned("mx.mended.example", "no_tlsa", 0);
    await reprobeDue(looks({}));
    expect(await problem("mx.mended.example")).toMatchObject([
      { mended: true, mended_as: "no_tlsa" },
    ]);
    expect(await problem("mx.old.example")).toMatchObject([{ mended: false }]);
  });

  test.for([
    ["fail", "fail", "lasts"],
    ["fail", "no_tls", "lasts"],
    ["fail", "ok", "mended"],
    ["fail", "no_tlsa", "mended"],
    ["fail", "unreachable", "untold"],
    ["fail", "dns_error", "untold"],
    ["no_tls", "bogus", "lasts"],
    ["dns_error", "dns_error", "lasts"],
    ["bogus", "dns_error", "lasts"],
    ["dns_error", "insecure", "mended"],
  ] as const)("%s, and a look that sees %s: %s", ([problemSeen, seen, says]) => {
    expect(lookSays(problemSeen, seen)).toBe(says);
  });
});
