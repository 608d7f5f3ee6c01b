import { expect, test } from "vitest";
import { drawnOnce } from "./drawn-once";

test("draws once a key, and again what was not seen for long", () => {
  let drawn = 0;
  const draw = () => {
    drawn += 1;
    return drawn;
  };
  expect([drawnOnce("kept", draw), drawnOnce("left", draw), drawnOnce("kept", draw)]).toEqual([
    1, 2, 1,
  ]);
  for (let i = 0; i < 600; i += 1) {
    drawnOnce(`other ${i}`, draw);
    expect(drawnOnce("kept", draw)).toBe(1);
  }
  expect(drawnOnce("left", draw)).toBe(603);
});

test("nothing to draw is kept as well", () => {
  expect(drawnOnce("nothing", () => null)).toBeNull();
  expect(drawnOnce("nothing", () => "something" as string | null)).toBeNull();
});
