const SMALL = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

const UNITS = [
  { size: 1_000_000, name: "million" },
  { size: 1_000, name: "thousand" },
] as const;

const spelled = (value: number): string => SMALL[value] ?? value.toLocaleString("en-GB");

/**
 * A count in the words of a headline, never overstating which side of the round number it is on:
 * 3,988,988 is "nearly four million", 4,012,000 "just over four million", 3,650,000 "3.7 million".
 */
export function countInWords(value: number): string {
  const unit = UNITS.find(({ size }) => value >= size * 0.98);
  if (unit === undefined) return spelled(value);
  const exact = value / unit.size;
  const whole = Math.round(exact);
  const off = exact - whole;
  if (off === 0) return `${spelled(whole)} ${unit.name}`;
  const tenths = Math.round((value * 10) / unit.size);
  if (Math.abs(off) / whole <= 0.02 || tenths % 10 === 0)
    return `${off < 0 ? "nearly" : "just over"} ${spelled(whole)} ${unit.name}`;
  return `${(tenths / 10).toFixed(1)} ${unit.name}`;
}

const PARTS: readonly [number, string][] = [
  [1 / 10, "a tenth"],
  [1 / 5, "a fifth"],
  [1 / 4, "a quarter"],
  [1 / 3, "a third"],
  [1 / 2, "half"],
  [2 / 3, "two thirds"],
  [3 / 4, "three quarters"],
];

/** A share as a common part where it is within half a point of one, else as per cent. @param share 0..1 */
export function shareInWords(share: number): string {
  const part = PARTS.find(([value]) => Math.abs(value - share) <= 0.006);
  return part === undefined ? `${(share * 100).toFixed(1)} per cent` : part[1];
}

/** Upper-case first letter, for a sentence that starts with a number in words. */
export const sentenceStart = (words: string): string =>
  words.charAt(0).toUpperCase() + words.slice(1);
