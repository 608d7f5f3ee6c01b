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
