import { expect, test } from "vitest";
import { inOrder } from "./in-order";

async function* items(...all: number[]) {
  yield* all;
}

test("results come in the order asked, never more than so many at once", async () => {
  let running = 0;
  let most = 0;
  const releases: (() => void)[] = [];
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    // The later it was asked, the sooner it is done.
    await new Promise<void>((resolve) => {
      releases.push(resolve);
      if (releases.length === 3) for (const release of releases.splice(0).reverse()) release();
    });
    running--;
    return item * 10;
  };
  const results: number[] = [];
  for await (const result of inOrder(items(1, 2, 3, 4, 5, 6), 3, work)) results.push(result);
  expect(results).toEqual([10, 20, 30, 40, 50, 60]);
  expect(most).toBe(3);
});

test("a result is not held back until another item comes", async () => {
  let more: () => void = () => {};
  async function* slow() {
    yield 1;
    await new Promise<void>((resolve) => {
      more = resolve;
    });
    yield 2;
  }
  const results = inOrder(slow(), 4, async (item) => item);
  expect(await results.next()).toEqual({ done: false, value: 1 });
  more();
  expect(await results.next()).toEqual({ done: false, value: 2 });
  expect((await results.next()).done).toBe(true);
});
