import fc from "fast-check";
import { expect, test } from "vitest";
import { ok } from "@/lib/result";
import { Exchange } from "./exchange";
import { EMPTY_MESSAGE } from "./message";
import { WaitingExchanges } from "./waiting-exchanges";

/** An exchange with that id, which is over at once, so that no timer is left. */
function exchangeOf(id: number): Exchange {
  const query = Buffer.alloc(12);
  query.writeUInt16BE(id, 0);
  const exchange = new Exchange(query, 1_000, undefined, () => {});
  exchange.settle(ok(EMPTY_MESSAGE));
  return exchange;
}

test("it answers as a Map does, whatever is added and deleted", () => {
  const steps = fc.array(fc.oneof(fc.constant("add"), fc.nat(2_000)), { maxLength: 2_000 });
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat(0xffff)), (asked, draws) => {
      const waiting = new WaitingExchanges();
      const expected = new Map<number, Exchange>();
      for (const step of asked) {
        if (step === "add") {
          const id = waiting.drawId(() => draws.next().value ?? 0);
          expect(expected.has(id)).toBe(false);
          const exchange = exchangeOf(id);
          waiting.add(exchange);
          expected.set(id, exchange);
        } else {
          const exchange = [...expected.values()][Number(step) % (expected.size || 1)];
          if (exchange === undefined) continue;
          waiting.delete(exchange);
          expected.delete(exchange.id);
          expect(waiting.get(exchange.id)).toBeUndefined();
        }
      }
      expect(waiting.size).toBe(expected.size);
      expect(new Set(waiting.all())).toEqual(new Set(expected.values()));
      for (const [id, exchange] of expected) expect(waiting.get(id)).toBe(exchange);
    }),
    { numRuns: 30 },
  );
});

test("it holds many more than it began with, and finds no stranger", () => {
  const waiting = new WaitingExchanges();
  let drawn = 0;
  const random = () => (drawn++ * 40_503) % 0x10000; // each id once
  const ids = Array.from({ length: 5_000 }, () => {
    const id = waiting.drawId(random);
    waiting.add(exchangeOf(id));
    return id;
  });
  expect(new Set(ids).size).toBe(5_000);
  expect(ids.every((id) => waiting.get(id)?.id === id)).toBe(true);
  const known = new Set(ids);
  const strangers = Array.from({ length: 0x10000 }, (_, id) => id).filter(
    (id) => !known.has(id) && waiting.get(id) !== undefined,
  );
  expect(strangers).toEqual([]);
});
