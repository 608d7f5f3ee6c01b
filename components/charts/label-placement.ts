/** Rough width of a text in Inter, in px: enough to keep labels apart, without a font at hand. */
export function textWidth(text: string, fontSizePx: number): number {
  let em = 0;
  for (const letter of text) {
    if (/[ilI.,:;'|!\u00a0 ]/.test(letter)) em += 0.29;
    else if (/[mwMW%@]/.test(letter)) em += 0.88;
    else if (/[A-Z]/.test(letter)) em += 0.68;
    else if (/[frt]/.test(letter)) em += 0.38;
    else em += letter.charCodeAt(0) > 0x2e7f ? 1 : 0.6;
  }
  return em * fontSizePx;
}

function fill(words: readonly string[], maxPx: number, fontSizePx: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || textWidth(longer, fontSizePx) > maxPx) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** How closely lines are made equally long. */
const STEP_PX = 8;

/**
 * Breaks a label into as few lines of at most `maxPx` as there can be, about equally long: no word
 * is left alone on the last. A word longer than a line stands alone.
 */
export function wrapText(text: string, maxPx: number, fontSizePx: number): string[] {
  const words = text.split(" ");
  let lines = fill(words, maxPx, fontSizePx);
  if (lines.length === 1) return lines;
  // The narrowest that needs no more lines: the narrower, the more, so halving finds it.
  const most = lines.length;
  let [fits, tooNarrow] = [0, Math.ceil(maxPx / STEP_PX)];
  while (tooNarrow - fits > 1) {
    const middle = Math.floor((fits + tooNarrow) / 2);
    const tighter = fill(words, maxPx - middle * STEP_PX, fontSizePx);
    if (tighter.length > most) tooNarrow = middle;
    else [fits, lines] = [middle, tighter];
  }
  return lines;
}

/** A label that wants to be centred at `at` and needs `size`, both in px along one axis. */
export interface Wish {
  at: number;
  size: number;
}

/**
 * Keeps labels apart: moves them as little as needed so that none overlap and all lie in the range.
 * Where there is no room for all, they keep their order and run over the end of the range.
 *
 * @returns centres, in the order of the wishes
 */
export function spread(wishes: readonly Wish[], from: number, to: number): number[] {
  interface Group {
    members: number[];
    size: number;
    centre: number;
  }
  const order = wishes.map((_, i) => i).sort((a, b) => (wishes[a]?.at ?? 0) - (wishes[b]?.at ?? 0));
  const wanted = (members: readonly number[], size: number): number => {
    let offset = 0;
    let sum = 0;
    for (const i of members) {
      const wish = wishes[i];
      if (wish === undefined) continue;
      sum += wish.at - (offset + wish.size / 2);
      offset += wish.size;
    }
    const top = sum / members.length;
    return Math.max(from, Math.min(top, to - size)) + size / 2;
  };
  const groups: Group[] = [];
  for (const i of order) {
    let group: Group = { members: [i], size: wishes[i]?.size ?? 0, centre: 0 };
    group.centre = wanted(group.members, group.size);
    // Overlapping neighbours become one group, placed around the mean of what its members want.
    for (
      let above = groups.at(-1);
      above !== undefined && above.centre + above.size / 2 > group.centre - group.size / 2 + 1e-6;
      above = groups.at(-1)
    ) {
      groups.pop();
      const members = [...above.members, ...group.members];
      const size = above.size + group.size;
      group = { members, size, centre: wanted(members, size) };
    }
    groups.push(group);
  }
  const centres = wishes.map(() => 0);
  for (const { members, size, centre } of groups) {
    let top = centre - size / 2;
    for (const i of members) {
      const own = wishes[i]?.size ?? 0;
      centres[i] = top + own / 2;
      top += own;
    }
  }
  return centres;
}

/** A rectangle in px. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** How many of the points sampled along the polyline lie in the box. */
function crossings(box: Box, line: readonly (readonly [number, number])[]): number {
  let hits = 0;
  line.forEach(([x1, y1], i) => {
    const [x0, y0] = line[i - 1] ?? [x1, y1];
    const isBeside = Math.max(x0, x1) < box.x || Math.min(x0, x1) > box.x + box.width;
    if (isBeside) return;
    const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 3));
    for (let s = 0; s <= steps; s++) {
      const [x, y] = [x0 + ((x1 - x0) * s) / steps, y0 + ((y1 - y0) * s) / steps];
      if (x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height) hits++;
    }
  });
  return hits;
}

/**
 * Chooses the place with the least on it: lines, other labels, and the distance from the first.
 *
 * @param candidates in order of preference, at least one
 */
export function freest(
  candidates: readonly Box[],
  lines: readonly (readonly (readonly [number, number])[])[],
  taken: readonly Box[],
): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  candidates.forEach((box, i) => {
    const cost =
      lines.reduce((sum, line) => sum + crossings(box, line), 0) * 12 +
      taken.reduce((sum, other) => sum + overlap(box, other), 0) +
      i * 4;
    if (cost < least) [best, least] = [i, cost];
  });
  return best;
}
