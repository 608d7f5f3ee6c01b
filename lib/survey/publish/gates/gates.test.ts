import { describe, expect, test } from "vitest";
import { GATES, type Gate, type GateVerdict } from "@/lib/model/survey-gates";
import {
  madeUpDays,
  madeUpEvidence,
  madeUpFacts,
  RIGHT_CANARIES,
} from "../testing/made-up-evidence";
import type { GateEvidence, RunFacts } from "./facts";
import { judgeGates, reasonOf, verdictOf } from "./judge-gates";

/** The gates that did not pass, with their verdicts. */
function judged(change: Partial<GateEvidence>): Partial<Record<Gate, GateVerdict>> {
  const outcomes = judgeGates(madeUpEvidence(change));
  expect(outcomes.map(({ gate }) => gate)).toEqual([...GATES]);
  for (const { sentence } of outcomes) expect(sentence).toMatch(/^\S.*\.$/s);
  return Object.fromEntries(
    outcomes.flatMap(({ gate, verdict }) => (verdict === "passed" ? [] : [[gate, verdict]])),
  );
}

const figures = (change: Partial<RunFacts["figures"]>): RunFacts["figures"] => ({
  ...madeUpFacts().figures,
  ...change,
});
/** So many domains of .nl fewer, in all counts alike. */
const fewerInNl = (fewer: number): Partial<RunFacts> => ({
  signedByTld: { nl: 90_000 - fewer, se: 10_000 },
  figures: figures({
    signed: 100_000 - fewer,
    signedByTld: { nl: 90_000 - fewer, se: 10_000 },
  }),
});
const gone = (removed: number) => new Map([["nl", { added: 0, removed }]]);
const withZone = (facts: RunFacts, signed: number): RunFacts => ({
  ...facts,
  zoneSignedByTld: { nl: signed },
});

describe("the gates before a release (survey design, “Gates before a release”)", () => {
  test("a quiet day passes all of them", () => {
    expect(judged({})).toEqual({});
  });

  test("the first run ever cannot be judged by level and drift, which is flagged and not passed", () => {
    const all = new Map([
      ["nl", { added: 90_000, removed: 0 }],
      ["se", { added: 10_000, removed: 0 }],
    ]);
    const facts = madeUpFacts({ answeredOfBase: null });
    const first = { facts, previous: null, usual: [], movesSincePrevious: all };
    expect(judged(first)).toEqual({
      completeness: "not_judged",
      failure_drift: "not_judged",
      level: "not_judged",
    });
    expect(verdictOf(judgeGates(madeUpEvidence(first)))).toBe("flagged");
  });

  test.for<[why: string, change: Partial<GateEvidence>, Partial<Record<Gate, GateVerdict>>]>([
    [
      "completeness: 99.9 % of batches",
      { facts: madeUpFacts({ batches: { made: 2_000, applied: 1_997 } }) },
      { completeness: "held" },
    ],
    [
      "completeness: 98.5 % of yesterday’s signed domains",
      { facts: madeUpFacts({ answeredOfBase: { of: 100_000, answered: 98_499 } }) },
      { completeness: "held" },
    ],
    [
      "completeness: a resolver that tells of nothing, on the first run too",
      { facts: madeUpFacts({ looked: { names: 120_000, untold: 60_000 } }) },
      { completeness: "held" },
    ],
    [
      "canaries: none set is no pass",
      { canaries: { ...RIGHT_CANARIES, canaries: 0, last: null } },
      { canaries: "not_judged" },
    ],
    [
      "canaries: wrong at the end",
      { canaries: { ...RIGHT_CANARIES, last: { state: "wrong", at: "2026-11-26T20:00:00Z" } } },
      { canaries: "held" },
    ],
    [
      "canaries: no answer at the end is no right answer",
      { canaries: { ...RIGHT_CANARIES, last: { state: "untold", at: "2026-11-26T20:00:00Z" } } },
      { canaries: "held" },
    ],
    [
      "canaries: wrong, then right after the batches were scanned again",
      { canaries: { ...RIGHT_CANARIES, looks: { right: 119, wrong: 1, untold: 0 }, tainted: 12 } },
      { canaries: "flagged" },
    ],
    [
      "canaries: batches that no look followed",
      { canaries: { ...RIGHT_CANARIES, unproven: 1 } },
      { canaries: "held" },
    ],
    [
      "canaries: not looked at to the end",
      { canaries: { ...RIGHT_CANARIES, minutesUnwatched: 31 } },
      { canaries: "held" },
    ],
    [
      "failure drift: one small TLD is flagged",
      {
        facts: madeUpFacts({
          failuresByTld: { nl: { asked: 90_000, failed: 900 }, se: { asked: 10_000, failed: 300 } },
        }),
      },
      { failure_drift: "flagged" },
    ],
    [
      "failure drift: a large TLD that is unreachable holds",
      {
        facts: madeUpFacts({
          failuresByTld: {
            nl: { asked: 90_000, failed: 900 },
            se: { asked: 10_000, failed: 9_900 },
          },
        }),
      },
      { failure_drift: "held" },
    ],
    [
      "failure drift: an operator with few domains has no rate",
      {
        facts: madeUpFacts({ failuresByOperator: { "example.net": { asked: 900, failed: 900 } } }),
      },
      {},
    ],
    [
      "failure drift: time-outs",
      { facts: madeUpFacts({ timeouts: { asked: 500_000, failed: 30_000 } }) },
      { failure_drift: "held" },
    ],
    [
      "failure drift: TLS",
      { facts: madeUpFacts({ tls: { asked: 4_000, failed: 120 } }) },
      { failure_drift: "flagged" },
    ],
    [
      "level: 3 % of the signed domains gone, nothing says why",
      { facts: madeUpFacts(fewerInNl(3_000)), movesSincePrevious: gone(3_000) },
      { level: "held" },
    ],
    [
      "level: the same, and .nl’s zone file says it too",
      {
        facts: withZone(madeUpFacts(fewerInNl(3_000)), 87_100),
        previous: withZone(madeUpDays(1)[0] ?? madeUpFacts(), 90_050),
        movesSincePrevious: gone(3_000),
      },
      { level: "flagged" },
    ],
    [
      "level: the same, and a second resolver sees it on a sample",
      {
        facts: madeUpFacts(fewerInNl(3_000)),
        movesSincePrevious: gone(3_000),
        secondOpinion: { agree: 195, disagree: 3, untold: 2 },
      },
      { level: "flagged" },
    ],
    [
      "level: a second resolver that cannot tell explains nothing",
      {
        facts: madeUpFacts(fewerInNl(3_000)),
        movesSincePrevious: gone(3_000),
        secondOpinion: { agree: 5, disagree: 0, untold: 195 },
      },
      { level: "held" },
    ],
    [
      "level: 0.4 % a day is usual",
      { facts: madeUpFacts(fewerInNl(400)), movesSincePrevious: gone(400) },
      {},
    ],
    [
      "level: a provider over 1,000 loses 6 %",
      { facts: madeUpFacts({ figures: figures({ daneByProvider: { "one.example": 11_280 } }) }) },
      { level: "held" },
    ],
    [
      "level: a provider under 1,000 may",
      {
        facts: madeUpFacts({
          figures: figures({ daneByProvider: { "one.example": 12_000, "two.example": 1 } }),
        }),
      },
      {},
    ],
    [
      "conservation: one domain that neither came nor went",
      { movesSincePrevious: gone(1) },
      { conservation: "held" },
    ],
    [
      "conservation: parts that are not the total",
      { facts: madeUpFacts({ figures: figures({ daneByTld: { nl: 18_000, se: 1_999 } }) }) },
      { conservation: "held" },
    ],
    [
      "conservation: figures that are not what the database holds",
      {
        facts: madeUpFacts({ figures: figures({ signedByTld: { nl: 90_001, se: 9_999 } }) }),
      },
      { conservation: "held" },
    ],
    [
      "conservation: a draft whose own parts do not add up",
      { flows: [{ tld: "se", signed: 10_000, before: 10_000, added: 1, removed: 0 }] },
      { conservation: "held" },
    ],
    [
      "inputs: older than 48 h, off its size, refused since",
      {
        inputs: [
          { source: "a", ageHours: 49, names: 100, namesBefore: 100, refusedSince: null },
          { source: "b", ageHours: 1, names: 94, namesBefore: 100, refusedSince: null },
          {
            ...{ source: "c", ageHours: 1, names: 1, namesBefore: null },
            refusedSince: { code: "gzip_damaged", at: "2026-11-26T01:00:00Z" },
          },
        ],
      },
      { inputs: "flagged" },
    ],
  ])("%s", ([, change, expected]) => {
    expect(judged(change)).toEqual(expected);
  });

  test("a pause of three days allows three days’ movement", () => {
    const previous = madeUpFacts({ run: 5, day: "2026-11-23" });
    const change = { facts: madeUpFacts(fewerInNl(1_400)), movesSincePrevious: gone(1_400) };
    expect(judged(change)).toEqual({ level: "held" });
    expect(judged({ ...change, previous })).toEqual({});
  });

  test("what is held says why, a line a gate, with its numbers", () => {
    const outcomes = judgeGates(
      madeUpEvidence({ facts: madeUpFacts(fewerInNl(3_000)), movesSincePrevious: gone(2_999) }),
    );
    expect(verdictOf(outcomes)).toBe("held");
    expect(reasonOf(outcomes)).toMatch(
      /^level: .*100,000 to 97,000 \(−3\.00 %.*\nconservation: .*nl: 87,000, but 90,000 \+ 0 − 2,999 is 87,001/,
    );
  });
});
