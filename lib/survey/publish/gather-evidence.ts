import type { Db } from "@/db/client";
import type { Figure } from "@/lib/model/release";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import type { GateEvidence, RunFacts, SecondOpinion } from "./gates/facts";
import type { GateSettings } from "./gates/settings";
import {
  type ChangedDomain,
  canaryFacts,
  changedDomains,
  countFacts,
  inputFacts,
  movesBetween,
} from "./store-facts";
import { publishedFacts } from "./store-publications";

/** Asks another resolver whether domains stand as the survey says. */
export type AskSecond = (sample: readonly ChangedDomain[]) => Promise<SecondOpinion>;

/** A table's main counts under the values of one dimension. */
function countsBy(
  { draft }: ComputedDraft,
  dataset: string,
  dimension: string,
): Record<string, number> {
  const rows = draft.tables.flatMap((table) =>
    table.dataset === dataset && table.edition === "main" ? table.rows : [],
  );
  return Object.fromEntries(
    rows.flatMap(({ dimensions, measures }: Figure): [string, number][] => {
      const [name, count] = [dimensions[dimension], measures.domains];
      return typeof name === "string" && typeof count === "number" ? [[name, count]] : [];
    }),
  );
}

/** The one count of a dataset's row, of those with that value where one is told. */
function countOf(
  { draft }: ComputedDraft,
  dataset: string,
  dimensions: Readonly<Record<string, string>> = {},
): number | null {
  const rows = draft.tables.find((table) => table.dataset === dataset)?.rows ?? [];
  const row = rows.find((one) =>
    Object.entries(dimensions).every(([name, value]) => one.dimensions[name] === value),
  );
  return typeof row?.measures.domains === "number" ? row.measures.domains : null;
}

/** The draft's figures: what readers would see. */
const figuresOfDraft = (computed: ComputedDraft): RunFacts["figures"] => ({
  signed:
    countOf(computed, "dnssec-domains", { basis: "signed_delegations" }) ??
    computed.counts.signed.signed,
  dane: countOf(computed, "dane-domains") ?? computed.counts.dane.dane,
  signedByTld: countsBy(computed, "dnssec-by-tld", "tld"),
  daneByTld: countsBy(computed, "dane-by-tld", "tld"),
  daneByProvider: Object.fromEntries(
    computed.counts.byProvider.map(({ provider, dane }) => [provider, dane]),
  ),
});

/**
 * Everything that the gates judge: counted anew in the database where it can be, from the draft where it
 * is the draft that is judged. A second resolver is asked only where a level would hold without it.
 */
export async function gatherEvidence(
  db: Db,
  computed: ComputedDraft,
  settings: GateSettings,
): Promise<GateEvidence> {
  const { run, counts, inputs } = computed;
  const counted = await countFacts(db, run);
  const facts: RunFacts = {
    run,
    day: inputs.run.day,
    batches: { made: counts.batches.made, applied: counts.batches.done },
    answeredOfBase: counts.answeredOfBase,
    ...counted,
    figures: figuresOfDraft(computed),
  };
  const usual = await publishedFacts(db, run, settings.drift.days);
  const previous = usual[0] ?? null;
  const since = Date.parse(facts.day) - settings.drift.days * 86_400_000;
  return {
    facts,
    previous,
    usual: usual.filter(({ day }) => Date.parse(day) >= since),
    movesSincePrevious: await movesBetween(db, previous?.run ?? null, run),
    flows: counts.byTld,
    inputs: await inputFacts(db, run),
    canaries: await canaryFacts(db, run),
    secondOpinion: null,
  };
}

/** The same evidence with a second resolver's word on what has changed since the last release. */
export async function withSecondOpinion(
  db: Db,
  evidence: GateEvidence,
  ask: AskSecond,
  settings: GateSettings,
): Promise<GateEvidence> {
  const { previous, facts } = evidence;
  if (previous === null) return evidence;
  const sample = await changedDomains(db, previous.run, facts.run, settings.level.sample.size);
  return { ...evidence, secondOpinion: await ask(sample) };
}
