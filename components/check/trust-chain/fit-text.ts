/** Width of an average character of the page's font, as a share of its size; digits and m's even out. */
const CHARACTER_SHARE = 0.62;

/** How many characters fit a width, in pixels. */
export const charactersIn = (widthPx: number, sizePx: number): number =>
  Math.max(4, Math.floor(widthPx / (sizePx * CHARACTER_SHARE)));

/** The text, its middle left out where it is too long: names differ at both ends. */
export function shortened(text: string, characters: number): string {
  const signs = [...text];
  if (signs.length <= characters) return text;
  const tail = Math.floor((characters - 1) * 0.55);
  const head = characters - 1 - tail;
  return `${signs.slice(0, head).join("")}…${signs.slice(signs.length - tail).join("")}`;
}

/** Words whose last ones count most, as "3 1 1: no match": the first give way, whole; a name its middle. */
export function ending(text: string, characters: number): string {
  if ([...text].length <= characters) return text;
  const rest = text.split(" ").slice(1);
  while (rest.length > 1 && [...rest.join(" ")].length > characters - 2) rest.shift();
  return rest.length === 0
    ? shortened(text, characters)
    : `… ${shortened(rest.join(" "), characters - 2)}`;
}

/** The text in lines of at most so many characters; a word that is longer is shortened. */
export function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    const piece = shortened(word, characters);
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + piece.length <= characters)
      lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(piece);
  }
  return lines;
}
