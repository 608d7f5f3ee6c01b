/** Numbers in [0, 1) that follow from the seed alone (mulberry32): the same plan on each machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items in an order that follows from the numbers (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  const mixed: T[] = [];
  while (left.length > 0) mixed.push(...left.splice(Math.floor(random() * left.length), 1));
  return mixed;
}

/** One of the items, the first ones much more often: as customers spread over providers. */
export function unevenly<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(items.length * random() ** 2.5)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}
