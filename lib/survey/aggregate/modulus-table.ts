import { hash } from "node:crypto";
import { MODULUS_ODDITIES, type ModulusOddity } from "@/lib/model/survey-changes";

/** How full the table may get before it grows. */
const LOAD = 0.6;
const FIRST_SIZE = 2 ** 12;

/**
 * RSA moduli with what is odd about each, in 17 octets a modulus where a Map of strings would take a
 * hundred and end at 16 million. They are told apart by 64 bits of their SHA-256.
 */
export class ModulusTable {
  #digests = new BigUint64Array(FIRST_SIZE);
  #keys = new Uint32Array(FIRST_SIZE);
  #domains = new Uint32Array(FIRST_SIZE);
  #oddities = new Uint8Array(FIRST_SIZE);
  #size = 0;

  /** Different moduli. */
  get size(): number {
    return this.#size;
  }

  /**
   * Counts one more key.
   *
   * @param judge what is odd about it by itself; asked when it is first seen.
   */
  add(modulus: Buffer, isNewDomain: boolean, judge: () => ModulusOddity): void {
    if (this.#size > this.#keys.length * LOAD) this.#grow();
    const digest = digestOf(modulus);
    const at = this.#placeOf(digest);
    if (this.#keys[at] === 0) {
      this.#digests[at] = digest;
      this.#oddities[at] = MODULUS_ODDITIES.indexOf(judge());
      this.#size++;
    }
    this.#keys[at] = (this.#keys[at] ?? 0) + 1;
    if (isNewDomain) this.#domains[at] = (this.#domains[at] ?? 0) + 1;
  }

  /** Notes that a known modulus, of which nothing graver is known, shares a factor with another. */
  sharesFactor(modulus: Buffer): void {
    const at = this.#placeOf(digestOf(modulus));
    const found = MODULUS_ODDITIES.indexOf("shared_factor");
    if ((this.#oddities[at] ?? 0) > found) this.#oddities[at] = found;
  }

  /** Keys by the gravest oddity of their modulus, all oddities included. */
  counts(): Record<ModulusOddity, number> {
    const counts = Object.fromEntries(MODULUS_ODDITIES.map((oddity) => [oddity, 0])) as Record<
      ModulusOddity,
      number
    >;
    for (const [at, keys] of this.#keys.entries()) {
      if (keys === 0) continue;
      const own = MODULUS_ODDITIES[this.#oddities[at] ?? 0] ?? "none";
      const isShared = own === "none" && (this.#domains[at] ?? 0) > 1;
      counts[isShared ? "shared_modulus" : own] += keys;
    }
    return counts;
  }

  #placeOf(digest: bigint): number {
    const mask = this.#keys.length - 1;
    let at = Number(digest & 0xffff_ffffn) & mask;
    while (this.#keys[at] !== 0 && this.#digests[at] !== digest) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [digests, keys, domains, oddities] = [
      this.#digests,
      this.#keys,
      this.#domains,
      this.#oddities,
    ];
    const size = keys.length * 2;
    this.#digests = new BigUint64Array(size);
    this.#keys = new Uint32Array(size);
    this.#domains = new Uint32Array(size);
    this.#oddities = new Uint8Array(size);
    for (const [from, count] of keys.entries()) {
      if (count === 0) continue;
      const digest = digests[from] ?? 0n;
      const at = this.#placeOf(digest);
      this.#digests[at] = digest;
      this.#keys[at] = count;
      this.#domains[at] = domains[from] ?? 0;
      this.#oddities[at] = oddities[from] ?? 0;
    }
  }
}

const digestOf = (modulus: Buffer): bigint => hash("sha256", modulus, "buffer").readBigUInt64BE(0);
