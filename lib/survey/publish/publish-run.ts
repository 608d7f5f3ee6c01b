import type { Db } from "@/db/client";
import type { ReleaseDraft } from "@/lib/model/release";
import type { Erratum, ReleaseManifest } from "@/lib/model/release-manifest";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import type { GateOutcome, GateOverride, PublicationState } from "@/lib/model/survey-gates";
import { err, ok, type Result } from "@/lib/result";
import { checkDraft } from "./check-draft";
import { contentSha256 } from "./content-hash";
import type { RunFacts } from "./gates/facts";
import { judgeGates, reasonOf, verdictOf } from "./gates/judge-gates";
import { GATE_SETTINGS, type GateSettings } from "./gates/settings";
import { type AskSecond, gatherEvidence, withSecondOpinion } from "./gather-evidence";
import { manifestOf } from "./manifest-of";
import { markFigures } from "./mark-figures";
import { currentRevision, endPublication, publishWithManifest, type Transaction } from "./store";
import { overtakenBy } from "./store-facts";
import {
  beginChecking,
  beginPublication,
  holdPublication,
  judgedBefore,
  ownDatasets,
  publishedDraft,
  reportedDatasets,
  withdraw,
} from "./store-publications";

/** Why there is no draft, with a sentence for whoever is on duty. */
type NoDraft = { code: string; message: string };

/** What publishing works with. The stage before it is an argument: stages do not know one another. */
export type PublishIo<E extends NoDraft> = {
  db: Db;
  /** The draft of a run: as it was stored, or computed while this waits. */
  draftOf: (run: number) => Promise<Result<ComputedDraft, E>>;
  /** Tells the stage before, in the publishing transaction. */
  markPublished: (tx: Transaction, run: number) => Promise<void>;
  /** Name and version of the program, for the manifest. */
  program: string;
  now: () => Date;
  /** Null where no second resolver is at hand. */
  askSecond: AskSecond | null;
  settings?: GateSettings;
};

/** What a person adds to it. */
export type PublishWish = {
  /** Publishes although a gate holds. */
  override: { why: string; by: string } | null;
  /** Publishes over a release of the same day that has other figures. */
  erratum: Erratum | null;
};

/** What came of it. */
export type PublishOutcome =
  | {
      state: Extract<PublicationState, "published" | "published_with_flags">;
      release: string;
      revision: number;
      gates: readonly GateOutcome[];
      /** False where it had been published before, just as it is. */
      isNew: boolean;
    }
  | { state: "held"; release: string; reason: string; gates: readonly GateOutcome[] };

/** Why the attempt came to no judgement. Nothing is published then. */
export type PublishRefusal<E extends NoDraft> =
  | { code: "no_draft"; error: E }
  /** A later run has changed the state, and the gates had not seen this draft before. */
  | { code: "overtaken"; run: number; by: number }
  | { code: "erratum_needed"; release: string; revision: number }
  | { code: "erratum_unneeded"; release: string };

/**
 * Judges a run's draft by the gates and publishes it, or holds it and says why. What was published is
 * left alone, however often this is repeated; other figures for the same day need an erratum.
 */
export async function publishRun<E extends NoDraft>(
  io: PublishIo<E>,
  run: number,
  wish: PublishWish,
): Promise<Result<PublishOutcome, PublishRefusal<E>>> {
  const { db, now } = io;
  const attempt = await beginPublication(db, run, now().toISOString());
  const hold = async (reason: string, of: { facts: RunFacts | null; gates: GateOutcome[] }) =>
    holdPublication(db, attempt, { at: now().toISOString(), reason, ...of });
  const nothing = { facts: null, gates: [] };
  const refuse = async (refusal: PublishRefusal<E>, reason: string) => {
    await hold(reason, nothing);
    return err(refusal);
  };

  const made = await io.draftOf(run);
  if (!made.ok) return refuse({ code: "no_draft", error: made.error }, made.error.message);
  const computed = made.value;
  const release = computed.draft.release.id;
  const draftSha256 = contentSha256(computed.draft);
  await beginChecking(db, attempt, { release, draftSha256 });

  const current = await currentRevision(db, release);
  const before = await publishedDraft(db, run, draftSha256);
  if (before !== null && before.revision === current?.revision) {
    await withdraw(db, attempt);
    return ok({ ...before, release, isNew: false });
  }
  if (current !== null && wish.erratum === null)
    return refuse(
      { code: "erratum_needed", release, revision: current.revision },
      `${release} is published with other figures: a correction needs an erratum.`,
    );
  if (current === null && wish.erratum !== null)
    return refuse({ code: "erratum_unneeded", release }, `${release} has nothing to correct.`);

  const fits = checkDraft(computed.draft, now().toISOString().slice(0, 10));
  if (!fits.ok) {
    const reason = `The draft does not fit the definitions: ${fits.error.place}: ${fits.error.message}`;
    await hold(reason, nothing);
    return ok({ state: "held", release, reason, gates: [] });
  }

  const judged = await judge(io, computed, draftSha256);
  if (!judged.ok)
    return refuse(
      judged.error,
      `Run ${judged.error.by} has changed the state since; nothing can be counted again.`,
    );
  const { facts, gates } = judged.value;
  const verdict = verdictOf(gates);
  const reason = verdict === "held" ? reasonOf(gates) : null;
  if (reason !== null && wish.override === null) {
    await hold(reason, judged.value);
    return ok({ state: "held", release, reason, gates });
  }

  const at = now().toISOString();
  const override: GateOverride | null =
    reason !== null && wish.override !== null ? { ...wish.override, at } : null;
  const state = verdict === "passed" ? ("published" as const) : ("published_with_flags" as const);
  const manifest = await manifestOf(db, computed, {
    program: io.program,
    gates,
    override,
    erratum: wish.erratum,
  });
  const draft = await finished(db, computed.draft, gates, wish.erratum);
  const revision = await publishWithManifest(
    db,
    draft,
    manifest,
    current?.revision ?? 0,
    async (tx, number) => {
      const ended = { state, finishedAt: at, revision: number, facts, gates, reason, override };
      await endPublication(tx, attempt, ended);
      await io.markPublished(tx, run);
    },
  );
  if (revision === null)
    return refuse(
      { code: "erratum_needed", release, revision: (current?.revision ?? 0) + 1 },
      `${release} was published by another process meanwhile.`,
    );
  return ok({ state, release, revision, gates, isNew: true });
}

type Judged = { facts: RunFacts; gates: GateOutcome[] };

/** Judges anew while the state is the run's; later, what the gates said of this very draft counts. */
async function judge<E extends NoDraft>(
  { db, askSecond, settings = GATE_SETTINGS }: PublishIo<E>,
  computed: ComputedDraft,
  draftSha256: string,
): Promise<Result<Judged, Extract<PublishRefusal<E>, { code: "overtaken" }>>> {
  const { run } = computed;
  const by = await overtakenBy(db, run);
  if (by !== null) {
    const known = await judgedBefore(db, run, draftSha256);
    return known === null ? err({ code: "overtaken", run, by }) : ok(known);
  }
  const evidence = await gatherEvidence(db, computed, settings);
  const gates = judgeGates(evidence, settings);
  const isLevelHeld = gates.some(({ gate, verdict }) => gate === "level" && verdict === "held");
  if (!isLevelHeld || askSecond === null) return ok({ facts: evidence.facts, gates });
  const informed = await withSecondOpinion(db, evidence, askSecond, settings);
  return ok({ facts: evidence.facts, gates: judgeGates(informed, settings) });
}

/** The draft as it is published: marked, and with the erratum among its notes. */
async function finished(
  db: Db,
  draft: ReleaseDraft,
  gates: readonly GateOutcome[],
  erratum: ReleaseManifest["erratum"],
): Promise<ReleaseDraft> {
  const own = await ownDatasets(db, draft.release.id);
  const reported = await reportedDatasets(db);
  const breaks = new Set([...reported].filter((dataset) => !own.has(dataset)));
  const marked = markFigures(draft, gates, breaks);
  if (erratum === null) return marked;
  const said = `Corrected: ${erratum.why} See ${erratum.url}.`;
  const { notes } = marked.release;
  return {
    ...marked,
    release: { ...marked.release, notes: notes === null ? said : `${notes} ${said}` },
  };
}
