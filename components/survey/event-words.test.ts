import { describe, expect, test } from "vitest";
import { DOMAIN_EVENT_KINDS, type DomainEvent } from "@/lib/model/surveyed-domain";
import { eventSign, eventWords } from "./event-words";

const event = (kind: DomainEvent["kind"], more: Partial<DomainEvent> = {}): DomainEvent => ({
  at: "2026-11-26T00:00:00.000Z",
  kind,
  host: null,
  before: null,
  after: null,
  ...more,
});

describe("what happened, in a sentence", () => {
  test.for([
    [
      event("verdict", { before: "dane_ok", after: "dane_fail" }),
      "The verdict was “DANE works” and became “DANE fails”.",
    ],
    [
      event("removed", { before: "dane_ok", after: "lost_ds" }),
      "The survey stopped looking at it: its parent zone has no DS record for it any more, so it is no longer signed.",
    ],
    [
      event("key_added", { after: "256 3 8 key tag 12345, 1024 bits" }),
      "New key: zone key, key tag 12345, RSASHA256, 1024 bits",
    ],
    [
      event("ds_removed", { before: `7 13 2 ${"ab".repeat(32)}` }),
      "DS record gone: 7 13 2 abababababababab…",
    ],
    [
      event("tlsa_added", { host: "mx.example.nl", after: `3 1 1 ${"0f".repeat(32)}` }),
      "mx.example.nl has a new TLSA record 3 1 1 0f0f0f0f0f0f0f0f…",
    ],
  ] as const)("%#", ([its, words]) => expect(eventWords(its)).toBe(words));

  test("each kind has a sentence and a sign", () => {
    for (const kind of DOMAIN_EVENT_KINDS) {
      expect(eventWords(event(kind)).length, kind).toBeGreaterThan(8);
      expect(["+", "−", "→"]).toContain(eventSign(kind));
    }
  });
});
