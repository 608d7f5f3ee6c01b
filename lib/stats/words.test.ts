import { expect, test } from "vitest";
import { countInWords, sentenceStart, shareInWords } from "./words";

test.for([
  [0, "zero"],
  [12, "twelve"],
  [13, "13"],
  [949, "949"],
  [950, "950"],
  [990, "nearly one thousand"],
  [1_000, "one thousand"],
  [323_000, "323 thousand"],
  [940_000, "940 thousand"],
  [1_955_000, "nearly two million"],
  [3_649_999, "3.6 million"],
  [3_650_000, "3.7 million"],
  [3_988_988, "nearly four million"],
  [4_000_000, "four million"],
  [4_012_000, "just over four million"],
  [23_220_430, "just over 23 million"],
] as const)("%i is %s", ([value, words]) => {
  expect(countInWords(value)).toBe(words);
});

test("a count is never said to be on the other side of its round number", () => {
  for (let value = 1; value < 9_000_000; value = Math.ceil(value * 1.013) + 7) {
    const words = countInWords(value);
    const size = words.includes("million") ? 1_000_000 : words.includes("thousand") ? 1_000 : 1;
    const round = Math.round(value / size) * size;
    if (words.startsWith("nearly")) expect(value, words).toBeLessThan(round);
    if (words.startsWith("just over")) expect(value, words).toBeGreaterThan(round);
  }
});

test.for([
  [0.5, "half"],
  [0.2, "a fifth"],
  [0.336, "a third"],
  [0.177, "17.7 per cent"],
  [0, "0.0 per cent"],
  [1, "100.0 per cent"],
] as const)("a share of %d is %s", ([share, words]) => {
  expect(shareInWords(share)).toBe(words);
});

test("a sentence starts with a capital", () => {
  expect(sentenceStart("nearly four million")).toBe("Nearly four million");
  expect(sentenceStart("")).toBe("");
});
