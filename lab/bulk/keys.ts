import { createPrivateKey, sign } from "node:crypto";
import { encodeRdata } from "@/lib/verifier/dns/rdata-encode";
import { keyTag } from "@/lib/verifier/dnssec/zone-key";
import { freshKeyPair } from "@/lib/verifier/testing/fresh-key-pair";
import { rekeyed, type TestKey, testKey } from "@/lib/verifier/testing/test-key";
import type { BulkKey } from "./plan";

type RsaPair = { modulus: Buffer; exponent: Buffer; sign: (hash: string, data: Buffer) => Buffer };

const RSA_HASHES: Readonly<Record<number, string>> = {
  5: "sha1",
  7: "sha1",
  8: "sha256",
  10: "sha512",
};
const ZONE_KEY = 0x0100;
const SEP = 0x0001;

/** Makes the keys of a plan: equal material is one pair, under whatever algorithm and flags. */
export class BulkKeys {
  readonly #rsa = new Map<string, RsaPair>();
  readonly #other = new Map<string, TestKey>();
  #kin: Record<string, RsaPair> | undefined;

  of(key: BulkKey): TestKey {
    const flags = key.role === "zone_signing" ? ZONE_KEY : ZONE_KEY | SEP;
    if (key.rsa !== undefined) return this.#rsaKey(key, key.rsa, flags);
    const id = `${key.algorithm} ${key.material}`;
    const known = this.#other.get(id) ?? testKey(key.algorithm, flags);
    this.#other.set(id, known);
    return known.data.flags === flags ? known : rekeyed(known, { flags });
  }

  #rsaKey(
    { algorithm, material }: BulkKey,
    { bits, exponent }: { bits: number; exponent: number },
    flags: number,
  ): TestKey {
    const pair =
      this.#rsa.get(material) ?? this.#kinPair(material, bits) ?? rsaPair(bits, exponent);
    this.#rsa.set(material, pair);
    const { modulus, exponent: e } = pair;
    const publicKey = Buffer.concat([Buffer.from([e.length]), e, modulus]);
    const data = { kind: "DNSKEY", flags, protocol: 3, algorithm, publicKey } as const;
    const rdata = encodeRdata(data);
    const hash = RSA_HASHES[algorithm] ?? "sha256";
    return { data, rdata, tag: keyTag(rdata), sign: (octets) => pair.sign(hash, octets) };
  }

  /** Two moduli with one prime in common, by their names in the plan. */
  #kinPair(material: string, bits: number): RsaPair | undefined {
    if (!material.startsWith("kin-")) return undefined;
    this.#kin ??= kinPairs(bits);
    return this.#kin[material];
  }
}

const octets = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64url");
const numberOf = (text: string | undefined): bigint => BigInt(`0x${octets(text).toString("hex")}`);
const textOf = (number: bigint): string => {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex").toString("base64url");
};

function rsaPair(modulusLength: number, publicExponent: number): RsaPair {
  const { privateKey, publicKey } = freshKeyPair({ type: "rsa", modulusLength, publicExponent });
  const { n, e } = publicKey.export({ format: "jwk" });
  return {
    modulus: octets(n),
    exponent: octets(e),
    sign: (hash, data) => sign(hash, data, privateKey),
  };
}

const EXPONENT = 65_537n;

function kinPairs(bits: number): Record<string, RsaPair> {
  const primes = () => {
    const { privateKey } = freshKeyPair({ type: "rsa", modulusLength: bits });
    const { p, q } = privateKey.export({ format: "jwk" });
    return [numberOf(p), numberOf(q)] as const;
  };
  const [shared, second] = primes();
  // The product of primes of two keys may be a bit short: then others are taken.
  for (;;) {
    const [third] = primes();
    if ((shared * third).toString(2).length === bits)
      return { "kin-a": fromPrimes(shared, second), "kin-b": fromPrimes(shared, third) };
  }
}

function fromPrimes(p: bigint, q: bigint): RsaPair {
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const n = textOf(p * q);
  const e = textOf(EXPONENT);
  const key = createPrivateKey({
    format: "jwk",
    key: {
      kty: "RSA",
      n,
      e,
      d: textOf(d),
      p: textOf(p),
      q: textOf(q),
      dp: textOf(d % (p - 1n)),
      dq: textOf(d % (q - 1n)),
      qi: textOf(inverse(q, p)),
    },
  });
  return { modulus: octets(n), exponent: octets(e), sign: (hash, data) => sign(hash, data, key) };
}

/** Of `a` modulo `m`, which have no factor in common (the extended algorithm of Euclid). */
function inverse(a: bigint, m: bigint): bigint {
  let [r, next] = [m, a % m];
  let [x, y] = [0n, 1n];
  while (next !== 0n) {
    const times = r / next;
    [r, next] = [next, r - times * next];
    [x, y] = [y, x - times * y];
  }
  return ((x % m) + m) % m;
}
