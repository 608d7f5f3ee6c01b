import { expect, test } from "vitest";
import { CheckHub } from "./hub";

const never = 60_000;

test("a bell wakes who waits, and remembers what rang between two waits", async () => {
  const hub = new CheckHub();
  const bell = hub.bell("a");
  const waited = bell.wait(never);
  hub.ring("a");
  await waited;
  hub.ring("~a");
  await bell.wait(never);
  bell.close();
  expect(hub.size).toBe(0);
});

test("a stage is news to those who follow that check only; a state also to those who wait for any", async () => {
  const hub = new CheckHub();
  let heard = 0;
  const stop = hub.onAny(() => {
    heard += 1;
  });
  hub.ring("~a");
  expect(heard).toBe(0);
  hub.ring("a");
  hub.ring("");
  expect(heard).toBe(2);
  stop();
  hub.ring("a");
  expect(heard).toBe(2);
});

test("news that may have been missed wake all", async () => {
  const hub = new CheckHub();
  const bells = ["a", "b", ""].map((id) => hub.bell(id));
  const waited = Promise.all(bells.map((bell) => bell.wait(never)));
  hub.ring("");
  await waited;
});

test("a closed bell wakes its last waiter", async () => {
  const bell = new CheckHub().bell("a");
  const waited = bell.wait(never);
  bell.close();
  await waited;
});
