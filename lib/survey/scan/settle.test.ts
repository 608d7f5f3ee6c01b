import { describe, expect, test } from "vitest";
import { CARRY_MS, type Looked, type Previous, RETRY_AFTER_MS, settle } from "./settle";

const NOW = Date.UTC(2026, 10, 26);
const ok: Previous = { content: "1", rawContent: "9", outcome: "pass", carriedSince: null };
const seen = (content: string, more: Partial<Looked & { kind: "signed" }> = {}): Looked => ({
  kind: "signed",
  content,
  outcome: "pass",
  isDoubtful: false,
  ...more,
});
const untold = seen("2", { outcome: "undetermined" });
const bogus = seen("3", { outcome: "fail", isDoubtful: true });
const LAST = RETRY_AFTER_MS.length;

describe("a failure counts after three retries", () => {
  test("of +10 min, +1 h and +6 h", () => {
    for (const looked of [untold, bogus, { kind: "unknown" } as const])
      expect([0, 1, 2].map((attempt) => settle(ok, looked, attempt, NOW))).toEqual([
        { do: "retry", attempt: 1, afterMs: 600_000 },
        { do: "retry", attempt: 2, afterMs: 3_600_000 },
        { do: "retry", attempt: 3, afterMs: 21_600_000 },
      ]);
  });

  test.for([
    [ok, untold, { do: "carry" }, "a definitive state is carried from then on"],
    [{ ...ok, carriedSince: NOW - CARRY_MS + 1 }, untold, { do: "keep" }, "up to three days"],
    [{ ...ok, carriedSince: NOW - CARRY_MS }, untold, { do: "write" }, "and no longer"],
    [{ ...ok, outcome: "undetermined" }, untold, { do: "write" }, "what was untold is not carried"],
    [null, untold, { do: "write" }, "a new domain has nothing to carry"],
    [null, { kind: "unknown" }, { do: "nothing" }, "of which not even DS was told"],
    [ok, { kind: "unknown" }, { do: "carry" }, "a silent parent does not end a state"],
    [ok, bogus, { do: "write" }, "bogus is definite"],
  ] as const)("%#: %s %s", ([previous, looked, decision]) => {
    expect(settle(previous, looked, LAST, NOW)).toEqual(decision);
  });

  test("a domain that is known to be bogus is not asked four times each day", () => {
    expect(settle({ ...ok, content: "3", outcome: "fail" }, bogus, 0, NOW)).toEqual({ do: "keep" });
  });
});

describe("what was told", () => {
  test.for([
    [ok, seen("1"), { do: "keep" }],
    [{ ...ok, carriedSince: NOW - 1 }, seen("1"), { do: "renew" }],
    [ok, seen("2"), { do: "write" }],
    [null, seen("1"), { do: "write" }],
    [ok, { kind: "unsigned" }, { do: "remove", reason: "lost_ds" }],
    [ok, { kind: "gone" }, { do: "remove", reason: "gone" }],
    [ok, { kind: "opted_out" }, { do: "remove", reason: "opted_out" }],
    [null, { kind: "unsigned" }, { do: "nothing" }],
  ] as const)("%# is written only where it differs", ([previous, looked, decision]) => {
    expect(settle(previous, looked, 0, NOW)).toEqual(decision);
  });
});
