import { expect, test } from "vitest";
import { datedAddress, datedPath } from "./dated-address";

const today = "2026-11-26";
test.for([
  ["/as-of/2023-12-31/trends", { day: "2023-12-31", path: "/trends" }],
  ["/as-of/2023-12-31/trends.csv", { day: "2023-12-31", path: "/trends.csv" }],
  ["/as-of/2023-12-31/tlds/nl", { day: "2023-12-31", path: "/tlds/nl" }],
  ["/as-of/2023-12-31", { day: "2023-12-31", path: "/" }],
  ["/as-of/2023-12-31/", { day: "2023-12-31", path: "/" }],
  ["/trends", undefined],
  ["/as-of-then", undefined],
] as const)("%s", ([path, expected]) => {
  expect(datedPath(path, today)).toEqual(expected);
});

test.for(["/as-of", "/as-of/2023-02-30/trends", "/as-of/yesterday", "/as-of/2026-11-27/trends"])(
  "%s is refused in words",
  (path) => expect(datedPath(path, today)).toHaveProperty("bad"),
);

test.for(["/as-of/2023-12-31/about", "/as-of/2023-12-31/as-of/2023-12-31/trends"])(
  "%s has no dated form",
  (path) => expect(datedPath(path, today)).toHaveProperty("bad"),
);

test("what is given out is understood", () =>
  expect(datedPath(datedAddress("2023-12-31", "/trends"), today)).toEqual({
    day: "2023-12-31",
    path: "/trends",
  }));
