import type { Db } from "@/db/client";
import type { Candidate } from "@/lib/model/candidate";
import type { HostState } from "@/lib/model/survey-hosts";
import { type HostContent, shortHash } from "../content";
import { Feeder } from "../feeder";
import type { DomainObservation } from "../observe-domain";
import { type BatchIo, scanBatch } from "../scan-batch";
import { applyBatch } from "../store-apply";
import { Interner } from "../store-intern";
import { leaseBatch } from "../store-lease";
import { finishRun, startRun } from "../store-runs";
import { bucketsOf } from "./made-up-domains";

/** One day's scan of made-up domains, written by the scan's own functions. */
export type SurveyPass = {
  /** ISO 8601. */
  at: string;
  candidates: readonly Candidate[];
  observe: (name: string) => DomainObservation;
  /** The state of every host that was looked at. */
  hosts?: Readonly<Record<string, HostState>>;
  isOptedOut?: BatchIo["isOptedOut"];
};

/** Scans and writes; the run is complete afterwards. Domains that fail are not asked again. */
export async function surveyPass(db: Db, pass: SurveyPass): Promise<void> {
  const { at, candidates, observe, hosts = {}, isOptedOut = () => false } = pass;
  const [pool] = await db.$client<{ id: number }[]>`
    insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (${at}::timestamptz, 'none', 0, 0, 0, 0) returning id`;
  const day = at.slice(0, 10);
  const run = await startRun(db, { day, pool: pool?.id ?? 0, methodVersion: "test", at });
  const feeder = new Feeder(db, run, bucketsOf(candidates), 1_000);
  while (!feeder.isDone) {
    const fed = await feeder.next();
    if (!fed.ok || fed.value === null) continue;
    const { number } = fed.value;
    const lease = await leaseBatch(db, { run: run.id, number, holder: "test", leaseMs: 60_000 });
    if (lease === null) throw new Error(`batch ${number} was not to be had`);
    const result = await scanBatch(lease, {
      observe: async ({ name }) => observe(name),
      hostsOf: () => contentsOf(hosts),
      isOptedOut,
      counts: () => ({ queries: 0, timeouts: 0 }),
      now: () => Date.parse(at),
      onDomain: () => {},
      signal: new AbortController().signal,
    });
    if (result === null) throw new Error("stopped");
    await applyBatch(db, new Interner(db), lease, result);
  }
  await db.$client`delete from scan.retries where run = ${run.id}`;
  await finishRun(db, run.id);
  await db.$client`
    update scan.coverage set at = ${at}::timestamptz where run = ${run.id}`;
}

const contentsOf = (hosts: Readonly<Record<string, HostState>>): HostContent[] =>
  Object.entries(hosts).map(([name, state]) => ({
    name,
    state,
    content: shortHash(JSON.stringify(state)),
  }));
