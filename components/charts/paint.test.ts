import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ChartPaint, DARK_PAINT, LIGHT_PAINT, PAGE_PAINT } from "./paint";

type Rgb = [number, number, number];
/** Viénot/Machado 2009, severity 1, on linear RGB. */
const VISIONS: Record<string, Rgb[]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const linear = (hex: string): Rgb => {
  const part = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
};
const times = (row: Rgb, [r, g, b]: Rgb) => row[0] * r + row[1] * g + row[2] * b;
const seen = (rgb: Rgb, vision: Rgb[]): Rgb => {
  const [r = 0, g = 0, b = 0] = vision.map((row) => Math.max(0, Math.min(1, times(row, rgb))));
  return [r, g, b];
};
const oklab = (rgb: Rgb): Rgb => {
  const l = Math.cbrt(times([0.4122214708, 0.5363325363, 0.0514459929], rgb));
  const m = Math.cbrt(times([0.2119034982, 0.6806995451, 0.1073969566], rgb));
  const s = Math.cbrt(times([0.0883024619, 0.2817188376, 0.6299787005], rgb));
  return [
    times([0.2104542553, 0.793617785, -0.0040720468], [l, m, s]),
    times([1.9779984951, -2.428592205, 0.4505937099], [l, m, s]),
    times([0.0259040371, 0.7827717662, -0.808675766], [l, m, s]),
  ];
};
const luminance = (hex: string) => times([0.2126, 0.7152, 0.0722], linear(hex));
const contrast = (a: string, b: string) => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};
/** Smallest OKLab distance of two colours over all visions. */
const distance = (a: string, b: string) =>
  Math.min(
    ...Object.values(VISIONS).map((vision) => {
      const [x, y] = [oklab(seen(linear(a), vision)), oklab(seen(linear(b), vision))];
      return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
    }),
  );
const pairs = (names: (keyof ChartPaint["tones"])[]) =>
  names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));

const tokens = readFileSync(new URL("../tokens.css", import.meta.url), "utf8");
const THEMES = [
  ["light", LIGHT_PAINT, 0],
  ["dark", DARK_PAINT, 1],
] as const;

describe.for(THEMES)("%s theme", ([, paint, column]) => {
  const token = (reference: string) => {
    const name = reference.slice(4, -1);
    const found = tokens.match(new RegExp(`${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`));
    return found?.[column + 1];
  };
  const paper = token("var(--paper)") ?? "";
  const { tones, card, mark } = paint;

  test("exports have the tokens' colours", () => {
    for (const key of ["ink", "soft", "rule", "card", "mark", "none"] as const)
      expect(token(PAGE_PAINT[key])).toBe(paint[key]);
    for (const tone of Object.keys(tones) as (keyof typeof tones)[])
      expect(token(PAGE_PAINT.tones[tone])).toBe(tones[tone]);
    PAGE_PAINT.map.forEach((reference, i) => void expect(token(reference)).toBe(paint.map[i]));
  });

  test("text has at least 4.5:1 (WCAG 2.2 §1.4.3), on every ground it stands on", () => {
    for (const ground of [card, paper, mark])
      for (const text of [paint.ink, paint.soft])
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    // Labels have their series' hue; they stand on the card.
    for (const tone of Object.values(tones))
      expect(contrast(tone, card)).toBeGreaterThanOrEqual(4.5);
  });

  test("lines, bars and edges have at least 3:1 (WCAG 2.2 §1.4.11)", () => {
    for (const tone of Object.values(tones)) expect(contrast(tone, mark)).toBeGreaterThanOrEqual(3);
    expect(contrast(token("var(--edge)") ?? "", card)).toBeGreaterThanOrEqual(3);
    expect(contrast(token("var(--focus)") ?? "", paper)).toBeGreaterThanOrEqual(3);
  });

  test("series differ for colour-blind readers", () => {
    for (const [a, b] of pairs(["dane", "dnssec", "problem"]))
      expect(distance(tones[a], tones[b]), `${a} ${b}`).toBeGreaterThanOrEqual(0.08);
    for (const [a, b] of pairs(["a", "b", "c", "d", "e"]))
      expect(distance(tones[a], tones[b]), `${a} ${b}`).toBeGreaterThanOrEqual(0.045);
  });

  test("the classes of a map differ and go one way in lightness", () => {
    const lights = paint.map.map(luminance);
    const sorted = [...lights].sort((a, b) => (column === 0 ? b - a : a - b));
    expect(lights).toEqual(sorted);
    paint.map
      .slice(1)
      .forEach(
        (color, i) => void expect(distance(color, paint.map[i] ?? "")).toBeGreaterThanOrEqual(0.08),
      );
    expect(distance(paint.none, paint.map[0])).toBeGreaterThanOrEqual(0.04);
  });
});
