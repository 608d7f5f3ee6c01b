import type { Db } from "@/db/client";
import type { Candidate } from "@/lib/model/candidate";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import { ok, type Result } from "@/lib/result";
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

const totalOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, one) => sum + one, 0);

/** A survey of made-up domains over a real database: a run a day, and a draft of each. */
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

  /** The draft of a run, counted from the state; `base` is the run of the release before. */
  async draftOf(run: number, base: number | null): Promise<Result<ComputedDraft, never>> {
    const [about] = await this.#db.$client<
      { day: string; started_at: string; finished_at: string; made: number }[]
    >`
      select r.day::text, r.started_at, r.finished_at,
        (select count(*)::int from scan.batches where run = ${run}) as made
      from scan.runs r where r.id = ${run}`;
    if (about === undefined) throw new Error(`there is no run ${run}`);
    const { day, made } = about;
    const signed = await this.#counted("true", run);
    const dane = await this.#counted("headline", run);
    const untold = await this.#counted(
      "carried_since is not null or outcome = 'undetermined'",
      run,
    );
    const moved = await this.#moved(base, run);
    const flow = (tld: string) => {
      const { added = 0, removed = 0 } = moved.get(tld) ?? {};
      const now = signed.get(tld) ?? 0;
      return {
        tld,
        signed: now,
        before: base === null ? null : now - added + removed,
        added,
        removed,
      };
    };
    const byTld = [...signed.keys()].sort().map(flow);
    const all = totalOf(signed);
    const before = byTld.reduce((sum, one) => sum + (one.before ?? 0), 0);
    const figures = (dataset: string, counts: ReadonlyMap<string, number>, share: boolean) => ({
      ...{ dataset, edition: "main", asOf: day, asOfPrecision: "day" as const, complete: true },
      ...{ other: null, sourceTitle: null, caution: null },
      rows: [...counts].sort().map(([tld, domains]) => ({
        dimensions: { tld },
        measures: share ? { domains, share: domains / (signed.get(tld) ?? 1) } : { domains },
        flags: [],
      })),
    });
    const daneTotal = { domains: totalOf(dane) };
    return ok({
      run,
      methodVersion: "1",
      computedAt: new Date(about.finished_at).toISOString(),
      publishedAt: null,
      draft: {
        release: {
          ...{ id: `survey-${day}`, kind: "survey_run", title: `Our survey, ${day}`, authors: [] },
          ...{ asOf: day, asOfPrecision: "day", asOfNotBefore: null, month: null },
          ...{ monthInferred: false, postedAt: null, sourceTitle: "Our own survey" },
          ...{ sourceUrl: null, altSourceUrl: null, derivedFrom: null, notes: null },
        },
        tables: [
          {
            ...figures("dane-domains", new Map(), false),
            rows: [{ dimensions: {}, measures: daneTotal, flags: [] }],
          },
          figures("dnssec-by-tld", signed, false),
          figures("dane-by-tld", dane, true),
        ],
      },
      counts: {
        base: base === null ? null : { run: base, day, release: "before" },
        signed: {
          signed: all,
          before: base === null ? null : before,
          added: byTld.reduce((sum, { added }) => sum + added, 0),
          removed: byTld.reduce((sum, { removed }) => sum + removed, 0),
        },
        dane: { dane: daneTotal.domains, before: null, gained: 0, lost: 0 },
        byTld,
        byProvider: [
          { provider: "example.net", dane: daneTotal.domains, before: null, gained: 0, lost: 0 },
        ],
        answers: { definitive: all - totalOf(untold), carried: totalOf(untold), undetermined: 0 },
        answeredOfBase: base === null ? null : { of: before, answered: before - totalOf(untold) },
        batches: { made, done: made },
      },
      inputs: {
        run: {
          ...{ id: run, day, methodVersion: "1" },
          startedAt: new Date(about.started_at).toISOString(),
          finishedAt: new Date(about.finished_at).toISOString(),
        },
        candidates: { seen: all, notSeen: 0, unknown: 0 },
        sources: [
          {
            ...{ source: "made up", kind: "list", location: "made-up.txt", sha256: "a".repeat(64) },
            ...{ sizeBytes: 1_000, dataAt: new Date(about.started_at).toISOString() },
            importedAt: new Date(about.started_at).toISOString(),
            ...{ publicSuffixList: "tldts 7 of 2026-11-01", names: all, withDs: null },
          },
        ],
        geoip: null,
      },
    });
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

  async #counted(where: string, run: number): Promise<Map<string, number>> {
    const rows = await this.#db.$client.unsafe<{ tld: string; n: number }[]>(
      `select substring(name from '[^.]+$') as tld, count(*)::int as n from scan.domains
       where ${where} and ${run} > 0 group by 1`,
    );
    return new Map(rows.map(({ tld, n }) => [tld, n]));
  }

  async #moved(base: number | null, run: number) {
    const rows = await this.#db.$client<{ tld: string; added: number; removed: number }[]>`
      select substring(name from '[^.]+$') as tld,
        count(*) filter (where kind = 'added')::int as added,
        count(*) filter (where kind = 'removed')::int as removed
      from scan.changes where run > ${base ?? 0} and run <= ${run} group by 1`;
    return new Map(rows.map(({ tld, ...moved }) => [tld, moved]));
  }
}
