import type { ModulusOddity } from "@/lib/model/survey-changes";
import { shareFactor } from "./batch-gcd";
import { ModulusTable } from "./modulus-table";
import { bitsOf, integerOf, rsaModuli } from "./rsa-modulus";

/** Primes below this are tried one by one. */
const SMALL_PRIMES_BELOW = 1_000;
/** A modulus below this can be factored by whoever wants to: 1,024 bits are thought to be next. */
const SHORTEST_BITS = 1_024;

/** What was found among the moduli of all keys. */
export type ModulusFindings = {
  /** Keys by the gravest oddity of their modulus. */
  keys: Record<ModulusOddity, number>;
  /** Different moduli, and how many of them were compared for factors that they share. */
  distinct: number;
  compared: number;
};

/**
 * Looks at the RSA moduli of domain after domain. Factors that two moduli share are looked for among
 * at most so many of them, the shortest first and of one length those of the lowest number: the same
 * ones from day to day.
 */
export class ModulusSurvey {
  readonly #table = new ModulusTable();
  readonly #atMost: number;
  #sample: Buffer[] = [];
  #considered = 0;
  /** The last one that is kept once there are enough: what comes after it is passed over. */
  #last: Buffer | null = null;

  /** @param atMost moduli that are compared for shared factors. */
  constructor(atMost: number) {
    this.#atMost = atMost;
  }

  /** @param packed a domain's DNSKEY records as `raw_keys` holds them. */
  add(packed: Buffer): void {
    const own: Buffer[] = [];
    for (const { modulus } of rsaModuli(packed)) {
      const isNewDomain = !own.some((other) => other.equals(modulus));
      own.push(modulus);
      this.#table.add(modulus, isNewDomain, () => {
        const oddity = oddityOf(modulus);
        // What is even or has a small factor shares it with many, which says nothing of either.
        if (oddity !== "even" && oddity !== "small_factor") this.#consider(modulus);
        return oddity;
      });
    }
  }

  /** Compares what there is, and counts. */
  findings(): ModulusFindings {
    this.#trim();
    const shares = shareFactor(this.#sample.map(integerOf));
    for (const [index, modulus] of this.#sample.entries())
      if (shares[index]) this.#table.sharesFactor(modulus);
    const { size: distinct } = this.#table;
    const isWhole = this.#considered <= this.#atMost;
    const compared = isWhole ? distinct : this.#sample.length;
    return { keys: this.#table.counts(), distinct, compared };
  }

  #consider(modulus: Buffer): void {
    this.#considered++;
    if (this.#atMost === 0) return;
    if (this.#last !== null && byLength(modulus, this.#last) >= 0) return;
    this.#sample.push(Buffer.from(modulus));
    if (this.#sample.length > 2 * this.#atMost + 1_000) this.#trim();
  }

  #trim(): void {
    this.#sample.sort(byLength);
    this.#sample = this.#sample.slice(0, this.#atMost);
    if (this.#sample.length === this.#atMost) this.#last = this.#sample.at(-1) ?? null;
  }
}

const byLength = (a: Buffer, b: Buffer): number => bitsOf(a) - bitsOf(b) || Buffer.compare(a, b);

const SMALL_PRIMES: readonly number[] = Array.from(
  { length: SMALL_PRIMES_BELOW / 2 },
  (_, i) => 2 * i + 3,
).filter((n) => n < SMALL_PRIMES_BELOW && isPrime(n));

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

/** The primes in groups whose product a number holds exactly: one long division tests a group. */
const PRIME_GROUPS: readonly { product: bigint; primes: readonly number[] }[] = primeGroups();

function primeGroups() {
  const groups: { product: bigint; primes: number[] }[] = [];
  for (const prime of SMALL_PRIMES) {
    const last = groups.at(-1);
    if (last === undefined || last.product * BigInt(prime) > BigInt(Number.MAX_SAFE_INTEGER))
      groups.push({ product: BigInt(prime), primes: [prime] });
    else {
      last.product *= BigInt(prime);
      last.primes.push(prime);
    }
  }
  return groups;
}

const ALL_PRIMES = PRIME_GROUPS.reduce((product, group) => product * group.product, 1n);

/** What is odd about a modulus by itself, the gravest first. */
export function oddityOf(modulus: Buffer): ModulusOddity {
  if (((modulus.at(-1) ?? 0) & 1) === 0) return "even";
  if (hasSmallFactor(integerOf(modulus))) return "small_factor";
  return bitsOf(modulus) < SHORTEST_BITS ? "below_1024_bits" : "none";
}

/** A small prime is no factor of itself. */
function hasSmallFactor(number: bigint): boolean {
  if (number < BigInt(SMALL_PRIMES_BELOW)) {
    const small = Number(number);
    return small === 0 || SMALL_PRIMES.some((prime) => prime < small && small % prime === 0);
  }
  const rest = number % ALL_PRIMES;
  return PRIME_GROUPS.some(({ product, primes }) => {
    const remainder = Number(rest % product);
    return primes.some((prime) => remainder % prime === 0);
  });
}
