import type { SeriesTone } from "@/lib/model/chart";

/**
 * The colours of a drawing. On a page they are custom properties, so one SVG serves both themes,
 * print and forced colours; an exported `.svg` or `.png` has no style sheet and gets plain values.
 */
export interface ChartPaint {
  ink: string;
  soft: string;
  rule: string;
  card: string;
  mark: string;
  none: string;
  tones: Readonly<Record<SeriesTone, string>>;
  /** Sequential, palest first. */
  map: readonly [string, string, string, string, string];
  /** Empty on a page, where the text inherits the font. */
  fontFamily?: string;
}

/** For pages: resolved by `components/tokens.css`. */
export const PAGE_PAINT: ChartPaint = {
  ink: "var(--ink)",
  soft: "var(--soft)",
  rule: "var(--rule)",
  card: "var(--card)",
  mark: "var(--mark)",
  none: "var(--map-none)",
  tones: {
    dane: "var(--dane)",
    dnssec: "var(--dnssec)",
    problem: "var(--problem)",
    neutral: "var(--neutral)",
    a: "var(--tone-a)",
    b: "var(--tone-b)",
    c: "var(--tone-c)",
    d: "var(--tone-d)",
    e: "var(--tone-e)",
  },
  map: ["var(--map-1)", "var(--map-2)", "var(--map-3)", "var(--map-4)", "var(--map-5)"],
};

/** For exports on white; the same values as `tokens.css`, which a test compares. */
export const LIGHT_PAINT: ChartPaint = {
  ink: "#1b2027",
  soft: "#545d69",
  rule: "#dfdcd4",
  card: "#ffffff",
  mark: "#f3efe4",
  none: "#e9e6de",
  tones: {
    dane: "#087a6c",
    dnssec: "#2b3f99",
    problem: "#b3361f",
    neutral: "#6f7680",
    a: "#7a2bb0",
    b: "#7f4a00",
    c: "#1d446f",
    d: "#62772b",
    e: "#b63982",
  },
  map: ["#b9ddd6", "#7fc0b6", "#3f9f93", "#087a6c", "#04473f"],
  fontFamily: "Inter Variable, Inter, DejaVu Sans, sans-serif",
};

/** For exports on dark; the same values as `tokens.css`, which a test compares. */
export const DARK_PAINT: ChartPaint = {
  ink: "#e8eaee",
  soft: "#a3adba",
  rule: "#2c3441",
  card: "#181d25",
  mark: "#1f2630",
  none: "#2a323d",
  tones: {
    dane: "#3fd0bb",
    dnssec: "#8ea2fb",
    problem: "#ff7f60",
    neutral: "#9aa4b2",
    a: "#d9b0ff",
    b: "#f0a742",
    c: "#52b1e0",
    d: "#bfe58a",
    e: "#e0709f",
  },
  map: ["#1d4f4a", "#1f7269", "#259a8c", "#4cc9b6", "#b4f2e6"],
  fontFamily: "Inter Variable, Inter, DejaVu Sans, sans-serif",
};
