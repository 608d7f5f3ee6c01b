import { domainToASCII } from "node:url";

// DejaVu Sans, the font that images are drawn with, has these scripts. A sign without a glyph would be
// an empty box, so a name with one is written as its A-label.
const UNDRAWABLE =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Common}]/u;
const NAME = /[^\s“”"(),;:]+/gu;

/** Whether an image's font has every sign of the text. */
export const isDrawable = (text: string): boolean => !UNDRAWABLE.test(text);

function inAscii(name: string): string {
  const [dot, bare] = name.startsWith(".") ? [".", name.slice(1)] : ["", name];
  const ascii = domainToASCII(bare);
  return ascii === "" ? name : dot + ascii;
}

/** The text with its undrawable names as A-labels: `.香港` becomes `.xn--j6w193g`. */
export const drawableText = (text: string): string =>
  isDrawable(text) ? text : text.replace(NAME, (name) => (isDrawable(name) ? name : inAscii(name)));
