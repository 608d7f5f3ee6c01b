/** Fewest insertions, deletions, replacements of one character and swaps of two neighbours. */
function distance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 0; row < a.length; row++) {
    const current = [row + 1];
    for (let column = 0; column < b.length; column++) {
      const replaced = (previous[column] ?? 0) + (a[row] === b[column] ? 0 : 1);
      const removed = (previous[column + 1] ?? 0) + 1;
      const inserted = (current[column] ?? 0) + 1;
      const isSwap = row > 0 && column > 0 && a[row] === b[column - 1] && a[row - 1] === b[column];
      const swapped = isSwap ? (beforePrevious[column - 1] ?? 0) + 1 : inserted;
      current.push(Math.min(replaced, removed, inserted, swapped));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}

const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
/** Longer input is cut: the work stays small whatever a stranger sends. */
const LONGEST = 64;

/** Letters by which a name may differ from what was typed: of four or fewer, one. */
const mostApart = (typed: string): number =>
  typed.length <= 4 ? 1 : Math.max(2, Math.ceil(typed.length / 3));

/** Shorter names stand in others by chance: `es` in `doesnotexist`. */
const LEAST_CONTAINED = 4;

/**
 * The names a visitor may have meant, likeliest first; case and punctuation do not count.
 *
 * @returns at most `limit` of those that are close or contain the input.
 */
export function nearest(input: string, names: readonly string[], limit = 3): string[] {
  const wanted = plain(input.slice(0, LONGEST));
  if (wanted === "") return [];
  return names
    .map((name) => {
      const candidate = plain(name);
      const contains =
        candidate.includes(wanted) ||
        (candidate.length >= LEAST_CONTAINED && wanted.includes(candidate));
      // A name of another length is at least so far off; most are told apart by that alone.
      const isFar = Math.abs(wanted.length - candidate.length) > mostApart(wanted) && !contains;
      return { name, contains, far: isFar ? LONGEST : distance(wanted, candidate) };
    })
    .filter(({ contains, far }) => contains || far <= mostApart(wanted))
    .sort((a, b) => Number(b.contains) - Number(a.contains) || a.far - b.far)
    .slice(0, limit)
    .map(({ name }) => name);
}

/** ` Did you mean a or b?`, or nothing. */
export function suggestion(input: string, names: readonly string[]): string {
  const close = nearest(input, names);
  return close.length === 0 ? "" : ` Did you mean ${close.join(" or ")}?`;
}
