import { z } from "zod";
import { IsoDate } from "@/lib/model/calendar";
import type { TldFlow } from "@/lib/model/survey-draft";
import type { CanaryState } from "@/lib/model/survey-gates";

const count = z.int().min(0);
const counts = z.record(z.string(), count);

/** How often something failed, and of how many. */
const Failures = z.object({ failed: count, asked: count });
export type Failures = z.infer<typeof Failures>;

/** What a run came to, as far as the gates of this day and the next fourteen look at it. */
export const RunFacts = z.object({
  run: z.int(),
  day: IsoDate,
  batches: z.object({ made: count, applied: count }),
  /** Names that were looked at, and those of which not even that they are signed could be told. */
  looked: z.object({ names: count, untold: count }),
  /** Signed domains of the release before, and those with a definite answer in this run; null without one. */
  answeredOfBase: z.object({ of: count, answered: count }).nullable(),
  /** Signed domains that the database holds after the run. */
  signedByTld: counts,
  /** First looks that failed; of operators only those with many domains. */
  failuresByTld: z.record(z.string(), Failures),
  failuresByOperator: z.record(z.string(), Failures),
  timeouts: Failures,
  /** MX hosts with TLSA records, and those where TLS failed. */
  tls: Failures,
  /** Delegations with DS that the TLD's own zone file has. */
  zoneSignedByTld: counts,
  /** The draft's figures: what readers would see. */
  figures: z.object({
    signed: count.nullable(),
    dane: count.nullable(),
    signedByTld: counts,
    daneByTld: counts,
    daneByProvider: counts,
  }),
});
export type RunFacts = z.infer<typeof RunFacts>;

/** Domains of a TLD that came and went since an earlier run. */
export type Moves = ReadonlyMap<string, { added: number; removed: number }>;

/** A list that the run rests on. */
export type InputFacts = {
  source: string;
  /** Hours before the run began. */
  ageHours: number | null;
  names: number | null;
  /** Names of the import before that was accepted. */
  namesBefore: number | null;
  /** What came of the newest attempt, where it is not the one in use. */
  refusedSince: { code: string; at: string } | null;
};

/** What was seen of the canaries during a run. */
export type CanaryFacts = {
  /** Domains watched; 0 where none is set. */
  canaries: number;
  looks: Readonly<Record<z.infer<typeof CanaryState>, number>>;
  last: { state: z.infer<typeof CanaryState>; at: string } | null;
  /** The last wrong answers, in words. */
  wrong: readonly { domain: string; sentence: string }[];
  /** Batches that were leased again because of a wrong answer. */
  tainted: number;
  /** Batches that no right look has followed. */
  unproven: number;
  /** Minutes between the run's last results and the last look; null without one. */
  minutesUnwatched: number | null;
};

/** What another resolver said of a sample of changed domains; `untold` is neither yes nor no. */
export type SecondOpinion = { agree: number; disagree: number; untold: number };

/** Everything that the gates judge. */
export type GateEvidence = {
  facts: RunFacts;
  /** The last run that was published; null before the first. */
  previous: RunFacts | null;
  /** Published runs of the last days, for usual rates. */
  usual: readonly RunFacts[];
  movesSincePrevious: Moves;
  /** What the draft itself says of each TLD; it has to add up. */
  flows: readonly TldFlow[];
  inputs: readonly InputFacts[];
  canaries: CanaryFacts;
  /** Null where nobody was asked. */
  secondOpinion: SecondOpinion | null;
};
