/** Bits of numbers whose product is taken at once: V8's integers end at 2^30 bits. */
const CHUNK_BITS = 2 ** 28;

/**
 * Which numbers share a factor with another one of them (batch GCD, after D. J. Bernstein, "How to
 * find small factors of integers", and Heninger and others, "Mining your Ps and Qs", 2012). In chunks,
 * so that products stay within what the engine can hold; chunks are compared pairwise. The engine
 * divides slowly: 4,000 numbers of 2,048 bits take seconds, and twice as many thrice as long.
 *
 * @param numbers odd, all different, and above one.
 * @returns for each number whether it shares a factor with another.
 */
export function shareFactor(numbers: readonly bigint[], chunkBits = CHUNK_BITS): boolean[] {
  const chunks = chunked(numbers, chunkBits).map((chunk) => ({ ...chunk, tree: treeOf(chunk) }));
  const shares = numbers.map(() => false);
  for (const [at, { from, members, tree }] of chunks.entries()) {
    for (const [other, { tree: otherTree }] of chunks.entries()) {
      const root = otherTree.at(-1)?.[0];
      if (root === undefined) continue;
      // Of its own chunk each number is compared with the product of all others.
      const remainders = remaindersOf(tree, other === at ? root.others : root.product);
      for (const [index, number] of members.entries())
        if (gcd(number, remainders[index] ?? 0n) !== 1n) shares[from + index] = true;
    }
  }
  return shares;
}

/** A product, and the sum of what it comes to without each of its numbers in turn. */
type Node = { product: bigint; others: bigint };

type Chunk = { from: number; members: bigint[] };

function chunked(numbers: readonly bigint[], chunkBits: number): Chunk[] {
  const chunks: Chunk[] = [];
  let bits = 0;
  for (const [index, number] of numbers.entries()) {
    const length = number.toString(16).length * 4;
    const last = chunks.at(-1);
    if (last === undefined || bits + length > chunkBits) {
      chunks.push({ from: index, members: [number] });
      bits = length;
    } else {
      last.members.push(number);
      bits += length;
    }
  }
  return chunks;
}

/** The numbers, then products of pairs, and so on up to the product of all. */
function treeOf({ members }: Chunk): Node[][] {
  let level = members.map((number): Node => ({ product: number, others: 1n }));
  const levels = [level];
  while (level.length > 1) {
    const below = level;
    level = [];
    for (let i = 0; i < below.length; i += 2) level.push(joined(below[i], below[i + 1]));
    levels.push(level);
  }
  return levels;
}

function joined(left: Node | undefined, right: Node | undefined): Node {
  if (left === undefined || right === undefined) return left ?? { product: 1n, others: 0n };
  return {
    product: left.product * right.product,
    others: left.others * right.product + right.others * left.product,
  };
}

/** `value` modulo each number, down the tree. The sum of `others` is modulo each what its own is. */
function remaindersOf(tree: readonly Node[][], value: bigint): bigint[] {
  let remainders: bigint[] = [value];
  for (const [depth, level] of tree.toReversed().entries()) {
    const above = remainders;
    remainders = level.map(({ product }, i) => (above[depth === 0 ? 0 : i >> 1] ?? 0n) % product);
  }
  return remainders;
}

/** Greatest common divisor by Euclid's algorithm; that of a number and 0 is the number. */
function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
