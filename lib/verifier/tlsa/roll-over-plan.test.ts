import { describe, expect, test } from "vitest";
import type { TlsaData } from "../dns/record";
import { rollOverPlan } from "./roll-over-plan";

const record = (usage: number, fill: number): TlsaData => ({
  kind: "TLSA",
  usage,
  selector: 1,
  matchingType: 1,
  association: Buffer.alloc(32, fill),
});
const current = record(3, 1);
const next = record(3, 2);
const stale = record(3, 9);
const ca = record(2, 5);

describe("RFC 7671 §8.1: the next record stands two TTLs before the next certificate", () => {
  test("publish, wait, switch, verify, remove", () => {
    const plan = rollOverPlan({
      published: [current],
      ttl: 3600,
      current: [current],
      next: [next],
      propagation: 600,
    });
    expect(plan).toEqual([
      { action: "publish", after: 0, records: [current, next] },
      { action: "switch", after: 600 + 2 * 3600, records: [current, next] },
      { action: "verify", after: 600 + 2 * 3600, records: [current, next] },
      { action: "remove", after: 600 + 2 * 3600, records: [next] },
    ]);
  });

  test("what stands already is not waited for", () => {
    const plan = rollOverPlan({
      published: [next, current],
      ttl: 3600,
      current: [current],
      next: [next],
      propagation: 600,
    });
    expect(plan.map(({ action, after }) => [action, after])).toEqual([
      ["switch", 0],
      ["verify", 0],
      ["remove", 0],
    ]);
  });

  test("the first records need no wait but for the last name server", () => {
    const plan = rollOverPlan({
      published: [],
      ttl: 3600,
      current: [current],
      next: [next],
      propagation: 600,
    });
    expect(plan.map(({ action, after }) => [action, after])).toEqual([
      ["publish", 0],
      ["switch", 600],
      ["verify", 600],
      ["remove", 600],
    ]);
  });

  test("records of neither certificate go at the first step, except an issuer's that still holds", () => {
    const [publish] = rollOverPlan({
      published: [stale, ca, current],
      ttl: 300,
      current: [current, ca],
      next: [next],
      propagation: 0,
    });
    expect(publish?.records).toEqual([ca, current, next]);
  });

  test("at every moment of the plan both certificates have a record that stands", () => {
    for (const { action, records } of rollOverPlan({
      published: [],
      ttl: 60,
      current: [current],
      next: [next],
      propagation: 0,
    })) {
      if (action !== "remove") expect(records).toEqual(expect.arrayContaining([current, next]));
      else expect(records).toEqual([next]);
    }
  });
});
