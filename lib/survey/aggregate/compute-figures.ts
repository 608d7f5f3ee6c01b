import { METHOD_VERSION } from "@/lib/model/check-report";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import { err, ok, type Result } from "@/lib/result";
import { changeTables, gatherChanges } from "./changes";
import { readBase, readCounts } from "./counts";
import { faultyHostTables } from "./faulty-hosts";
import { type Countries, geoipTables } from "./geoip";
import { hostTables } from "./hosts";
import { type FinishedRun, instant, readInputs } from "./inputs";
import { parameterTables } from "./parameters";
import { problemTables } from "./problems";
import { providerPracticeTable } from "./provider-practice";
import { providerTables } from "./providers";
import { assembleDraft } from "./release";
import { rsaTables } from "./rsa";
import { type Tx, takeSnapshot } from "./snapshot";
import type { UndatedTable } from "./tables";
import { tldTables } from "./tlds";
import { readTotals, totalTables } from "./totals";

/** Why a run is not aggregated. */
export type AggregateRefusal =
  | { code: "no_such_run"; run: number }
  | { code: "run_not_complete"; run: number }
  /** A later run has written to the state already: what this one left is not to be had any more. */
  | { code: "overtaken"; run: number; by: number };

/** What computing may be given. */
export type AggregateOptions = {
  /** For countries of addresses; null: not known. */
  countries?: Countries | null;
  /** RSA moduli that are compared for factors they share. */
  compareModuli?: number;
  now?: () => Date;
  /** Called as each step begins. */
  onStep?: (step: AggregateStep, place: number) => void;
};

/** The steps in their order. */
export const AGGREGATE_STEPS = [
  "states",
  "totals",
  "tlds",
  "providers",
  "problems",
  "hosts",
  "parameters",
  "rsa",
  "changes",
  "counts",
  "store",
] as const;
export type AggregateStep = (typeof AGGREGATE_STEPS)[number];

/** RSA moduli compared for shared factors unless told otherwise: half a minute at 2,048 bits. */
export const COMPARE_MODULI = 10_000;
/** Computes the draft of a run inside a transaction that sees one state throughout. */
export async function computeFigures(
  tx: Tx,
  id: number,
  options: AggregateOptions,
): Promise<Result<ComputedDraft, AggregateRefusal>> {
  const { countries = null, compareModuli = COMPARE_MODULI } = options;
  const { now = () => new Date(), onStep = () => {} } = options;
  const begin = (step: AggregateStep) => onStep(step, AGGREGATE_STEPS.indexOf(step));
  await tx`set local statement_timeout = 0`;
  const found = await finishedRun(tx, id);
  if (!found.ok) return found;
  const run = found.value;
  begin("states");
  await takeSnapshot(tx, run.day);
  const totals = await readTotals(tx);
  const inputs = await readInputs(tx, run, countries?.input ?? null);
  const { seen, notSeen, unknown } = inputs.candidates;
  const tables: UndatedTable[] = [];
  const step = async (name: AggregateStep, make: () => Promise<UndatedTable[]>) => {
    begin(name);
    tables.push(...(await make()));
  };
  await step("totals", () => totalTables(tx, totals, seen + notSeen + unknown));
  await step("tlds", () => tldTables(tx, run));
  await step("providers", () => providerTables(tx, totals.dane));
  await step("problems", async () => [
    ...(await problemTables(tx)),
    ...(await faultyHostTables(tx)),
    await providerPracticeTable(tx, run.day),
  ]);
  await step("hosts", async () => [
    ...(await geoipTables(tx, countries)),
    ...(await hostTables(tx)),
  ]);
  await step("parameters", () => parameterTables(tx));
  await step("rsa", () => rsaTables(tx, compareModuli));
  const base = await readBase(tx, id);
  if (base !== null)
    await step("changes", async () => {
      await gatherChanges(tx, { base: base.run, run: id });
      return changeTables(tx);
    });
  begin("counts");
  const counts = await readCounts(tx, id, totals, base);
  const draft: ComputedDraft = {
    run: id,
    methodVersion: METHOD_VERSION,
    computedAt: now().toISOString(),
    draft: assembleDraft(inputs, tables),
    counts,
    inputs,
    publishedAt: null,
  };
  begin("store");
  return ok(draft);
}

type RunRow = FinishedRun & { state: string; overtakenBy: number | null };

async function finishedRun(tx: Tx, id: number): Promise<Result<FinishedRun, AggregateRefusal>> {
  const [row] = await tx<RunRow[]>`
    select id, day::text, pool, state, method_version as "methodVersion",
      ${instant(tx, "started_at")} as "startedAt", ${instant(tx, "finished_at")} as "finishedAt",
      (select min(c.run) from scan.coverage c where c.run > r.id) as "overtakenBy"
    from scan.runs r where id = ${id}`;
  if (row === undefined) return err({ code: "no_such_run", run: id });
  const { state, overtakenBy, ...run } = row;
  if (state !== "complete") return err({ code: "run_not_complete", run: id });
  if (overtakenBy !== null) return err({ code: "overtaken", run: id, by: overtakenBy });
  return ok(run);
}
