import type { CanaryFacts, GateEvidence, RunFacts } from "../gates/facts";

const of = (asked: number, failed: number) => ({ asked, failed });

/** Facts of a healthy run of two TLDs and two providers; `change` makes them worse. */
export const madeUpFacts = (change: Partial<RunFacts> = {}): RunFacts => ({
  run: 9,
  day: "2026-11-26",
  batches: { made: 2_000, applied: 2_000 },
  looked: { names: 120_000, untold: 1_000 },
  answeredOfBase: { of: 100_000, answered: 99_500 },
  signedByTld: { nl: 90_000, se: 10_000 },
  failuresByTld: { nl: of(90_000, 900), se: of(10_000, 100) },
  failuresByOperator: { "example.net": of(5_000, 50) },
  timeouts: of(500_000, 500),
  tls: of(4_000, 40),
  zoneSignedByTld: {},
  figures: {
    signed: 100_000,
    dane: 20_000,
    signedByTld: { nl: 90_000, se: 10_000 },
    daneByTld: { nl: 18_000, se: 2_000 },
    daneByProvider: { "one.example": 12_000, "two.example": 900 },
  },
  ...change,
});

/** Canaries that were right every ten minutes. */
export const RIGHT_CANARIES: CanaryFacts = {
  canaries: 2,
  looks: { right: 120, wrong: 0, untold: 0 },
  last: { state: "right", at: "2026-11-26T20:00:00.000Z" },
  wrong: [],
  tainted: 0,
  unproven: 0,
  minutesUnwatched: 0,
};

/** The same run on earlier days, newest first. */
export const madeUpDays = (days: number): RunFacts[] =>
  Array.from({ length: days }, (_, i) =>
    madeUpFacts({ run: 8 - i, day: `2026-11-${String(25 - i).padStart(2, "0")}` }),
  );

/** All that the gates look at, of a day on which nothing happened. */
export function madeUpEvidence(change: Partial<GateEvidence> = {}): GateEvidence {
  const usual = madeUpDays(5);
  return {
    facts: madeUpFacts(),
    previous: usual[0] ?? null,
    usual,
    movesSincePrevious: new Map(),
    flows: [],
    inputs: [
      {
        source: "czds:nl",
        ageHours: 8,
        names: 6_000_000,
        namesBefore: 5_990_000,
        refusedSince: null,
      },
    ],
    canaries: RIGHT_CANARIES,
    secondOpinion: null,
    ...change,
  };
}
