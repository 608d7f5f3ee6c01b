import type { Db } from "@/db/client";
import type { Candidate } from "@/lib/model/candidate";
import { Feeder } from "@/lib/survey/scan/feeder";
import type { DomainObservation } from "@/lib/survey/scan/observe-domain";
import { scanBatch } from "@/lib/survey/scan/scan-batch";
import { applyBatch } from "@/lib/survey/scan/store-apply";
import { Interner } from "@/lib/survey/scan/store-intern";
import { leaseBatch } from "@/lib/survey/scan/store-lease";
import { addRetryBatch, finishRun, startRun } from "@/lib/survey/scan/store-runs";
import { bucketsOf } from "@/lib/survey/scan/testing/made-up-domains";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BATCH = 50;

/** What is seen of a name on a day. */
export type Observe = (name: string, at: number) => DomainObservation;

/** A list of names with places in the order of scanning, `nl` three times as many as `se`. */
export const madeUpNames = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `d${i}.${i % 4 === 3 ? "se" : "nl"}`);

/** A survey of made-up domains over a real database: a run a day. */
export class MadeUpSurvey {
  readonly #db: Db;
  readonly #interner: Interner;
  /** Unix time in milliseconds: the beginning of the day of the next run. */
  now: number;

  constructor(db: Db, day: string) {
    this.#db = db;
    this.#interner = new Interner(db);
    this.now = Date.parse(`${day}T00:00:00Z`);
  }

  get day(): string {
    return new Date(this.now).toISOString().slice(0, 10);
  }

  /** One whole run over a list, retries and all, then the next day begins. */
  async run(names: readonly string[], observe: Observe): Promise<number> {
    const beganAt = this.now;
    const pool = await this.#import(names);
    const candidates = names.map((name): Candidate => {
      // Spread by the number in the name, whatever other names are on the list.
      const hash = (Number(name.replace(/\D/g, "")) * 2_654_435_761) % 2 ** 32;
      const source = { importId: 1, source: "made up", kind: "list", dataAt: "" } as const;
      return { name, hash, ds: "seen", source };
    });
    candidates.sort((a, b) => a.hash - b.hash);
    const started = { day: this.day, pool, methodVersion: "1", at: this.#at() };
    const run = await startRun(this.#db, started);
    const feeder = new Feeder(this.#db, run, bucketsOf(candidates), BATCH);
    while (!feeder.isDone) {
      const fed = await feeder.next();
      if (fed.ok && fed.value !== null) await this.#batch(run.id, fed.value.number, observe);
    }
    for (let round = 0; round < 4; round++) {
      this.now += round === 0 ? HOUR_MS : 7 * HOUR_MS;
      for (;;) {
        const due = { size: 1_000, perOperator: 1_000, now: this.#at() };
        const number = await addRetryBatch(this.#db, run.id, due);
        if (number === null) break;
        await this.#batch(run.id, number, observe);
      }
    }
    if (!(await finishRun(this.#db, run.id))) throw new Error("the run is not complete");
    await this.#db.$client`
      update scan.runs set finished_at = ${this.#at()}::timestamptz where id = ${run.id}`;
    this.now = beganAt + DAY_MS;
    return run.id;
  }

  #at(): string {
    return new Date(this.now).toISOString();
  }

  async #batch(run: number, number: number, observe: Observe): Promise<void> {
    const lease = await leaseBatch(this.#db, { run, number, holder: "one", leaseMs: 60_000 });
    if (lease === null) throw new Error(`batch ${number} was not to be had`);
    const result = await scanBatch(lease, {
      observe: async ({ name }) => observe(name, this.now),
      hostsOf: () => [],
      isOptedOut: () => false,
      counts: () => ({ queries: 0, timeouts: 0 }),
      now: () => this.now,
      onDomain: () => {},
      signal: new AbortController().signal,
    });
    if (result !== null) await applyBatch(this.#db, this.#interner, lease, result);
  }

  async #import(names: readonly string[]): Promise<number> {
    const at = this.#at();
    const [row] = await this.#db.$client<{ id: number }[]>`
      with imported as (
        insert into scan.imports (source, kind, location, outcome, started_at, finished_at, data_at,
          sha256, names, public_suffix_list)
        values ('made up', 'list', 'made-up.txt', 'accepted', ${at}::timestamptz, ${at}::timestamptz,
          ${at}::timestamptz, ${"a".repeat(64)}, ${names.length}, 'tldts 7 of 2026-11-01')
        returning id
      ), pooled as (
        insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
        values (${at}::timestamptz, 'none', 0, ${names.length}, 0, 0) returning id
      )
      insert into scan.pool_imports (pool, import) select p.id, i.id from pooled p, imported i
      returning pool as id`;
    return row?.id ?? 0;
  }
}
