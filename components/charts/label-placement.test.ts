import { describe, expect, test } from "vitest";
import { freest, spread, textWidth, wrapText } from "./label-placement";

describe("labels that do not lie on each other", () => {
  test.for([
    [[100, 102, 104], 30],
    [[10, 10, 10, 10], 20],
    [[0, 200, 195, 190], 40],
    [[50], 30],
  ] as const)("%j", ([wanted, size]) => {
    const centres = spread(
      wanted.map((at) => ({ at, size })),
      0,
      200,
    );
    const sorted = [...centres].sort((a, b) => a - b);
    sorted.forEach((centre, i) => {
      expect(centre - size / 2).toBeGreaterThanOrEqual(-1e-6);
      expect(centre + size / 2).toBeLessThanOrEqual(200 + 1e-6);
      const next = sorted[i + 1];
      if (next !== undefined) expect(next - centre).toBeGreaterThanOrEqual(size - 1e-6);
    });
  });

  test("stay where they are when there is room", () =>
    expect(
      spread(
        [
          { at: 150, size: 30 },
          { at: 40, size: 30 },
        ],
        0,
        200,
      ),
    ).toEqual([150, 40]));

  test("keep their order where there is no room", () => {
    const [a = 0, b = 0] = spread(
      [
        { at: 10, size: 80 },
        { at: 12, size: 80 },
      ],
      0,
      100,
    );
    expect(b).toBeGreaterThan(a);
  });

  test("choose the place without a line", () => {
    const box = (y: number) => ({ x: 0, y, width: 50, height: 10 });
    expect(
      freest(
        [box(0), box(30)],
        [
          [
            [0, 5],
            [50, 5],
          ],
        ],
        [],
      ),
    ).toBe(1);
    expect(freest([box(0), box(30)], [], [box(0)])).toBe(1);
  });

  test("wrap by words", () => {
    expect(wrapText("DNSSEC domains with MX", 175, 14)).toEqual(["DNSSEC", "domains with MX"]);
    expect(wrapText("DANE domains", 175, 14)).toEqual(["DANE domains"]);
    expect(textWidth("mm", 10)).toBeGreaterThan(textWidth("ii", 10));
  });
});
