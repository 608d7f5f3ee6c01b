import { expect, test } from "vitest";
import { drawableText, isDrawable } from "./drawable-text";

test.for([
  [
    "From 0.01 % under .香港 to 9.3 % under .bank",
    "From 0.01 % under .xn--j6w193g to 9.3 % under .bank",
  ],
  [".भारत", ".xn--h2brj9c"],
  [".рф", ".рф"],
  [".ею", ".ею"],
  ["Größe ≥ 3, “über” → −1", "Größe ≥ 3, “über” → −1"],
] as const)("%s", ([text, drawn]) => {
  expect(drawableText(text)).toBe(drawn);
  expect(isDrawable(drawableText(text))).toBe(true);
});
