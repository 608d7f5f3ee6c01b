import { generateKeyPairSync, generatePrimeSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { shareFactor } from "./batch-gcd";
import { ModulusSurvey, oddityOf } from "./modulus-survey";
import { bitsOf, rsaModuli } from "./rsa-modulus";
import { packed, rsaKey } from "./testing/rsa-keys";

/** The modulus of a key that OpenSSL makes. */
function realModulus(modulusLength: number): Buffer {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength });
  const { n = "" } = publicKey.export({ format: "jwk" });
  return Buffer.from(n, "base64url");
}
const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true });
const octetsOf = (number: bigint): Buffer => {
  const text = number.toString(16);
  return Buffer.from(text.length % 2 === 0 ? text : `0${text}`, "hex");
};

describe("RFC 3110 §2 and RFC 5702 §2: RSA keys in DNSKEY records", () => {
  const modulus = realModulus(2_048);
  test("are found among others, without leading zeros", () => {
    const padded = Buffer.concat([Buffer.alloc(2), modulus]);
    const records = packed([
      Buffer.concat([Buffer.from([1, 1, 3, 13]), Buffer.alloc(64, 7)]),
      rsaKey(257, 8, modulus),
      rsaKey(256, 10, padded, Buffer.concat([Buffer.alloc(1), Buffer.from([1, 0, 1])])),
    ]);
    expect(rsaModuli(records)).toEqual([
      { algorithm: 8, flags: 257, modulus },
      { algorithm: 10, flags: 256, modulus },
    ]);
    expect(bitsOf(modulus)).toBe(2_048);
  });

  test("with an exponent of more than 255 octets have its length in two more", () => {
    const exponent = Buffer.alloc(300, 5);
    const [found] = rsaModuli(packed([rsaKey(256, 8, modulus, exponent)]));
    expect(found?.modulus).toEqual(modulus);
  });

  test.for([
    ["an empty record", Buffer.alloc(0)],
    ["no key", Buffer.from([1, 1, 3, 8])],
    ["an exponent that is longer than the key", Buffer.from([1, 1, 3, 8, 9, 1, 0, 1])],
    ["an exponent of no octets", Buffer.from([1, 1, 3, 8, 0, 0, 0, 1, 2])],
    ["half a length", Buffer.from([1, 1, 3, 8, 0, 1])],
    ["a modulus of zero", Buffer.from([1, 1, 3, 8, 1, 3, 0, 0])],
  ] as const)("%s holds none", ([, rdata]) => {
    expect(rsaModuli(packed([rdata]))).toEqual([]);
  });

  test("a record that ends early ends the list", () => {
    const whole = packed([rsaKey(257, 8, modulus), rsaKey(256, 8, modulus)]);
    expect(rsaModuli(whole.subarray(0, whole.length - 1))).toHaveLength(1);
  });
});

describe("a modulus by itself", () => {
  const [p, q] = [prime(512), prime(512)];
  test.for([
    ["a real key of 2,048 bits", realModulus(2_048), "none"],
    ["a real key of 1,024 bits", realModulus(1_024), "none"],
    ["a real key of 512 bits", realModulus(512), "below_1024_bits"],
    ["an even number", octetsOf(2n * p * q), "even"],
    ["three times two primes", octetsOf(3n * p * q), "small_factor"],
    ["997 times two primes", octetsOf(997n * p * q), "small_factor"],
    ["1009 times two primes", octetsOf(1_009n * p * q), "none"],
    ["a small prime, which is its own factor alone", octetsOf(997n), "below_1024_bits"],
  ] as const)("%s", ([, modulus, oddity]) => {
    expect(oddityOf(modulus)).toBe(oddity);
  });
});

describe("factors that moduli share (batch GCD)", () => {
  const [p, q, r, s, t, u] = [
    ...[prime(256), prime(256), prime(256)],
    ...[prime(256), prime(256), prime(256)],
  ] as [bigint, bigint, bigint, bigint, bigint, bigint];
  const numbers = [p * q, r * s, p * t, t * u, prime(512)];

  test("are found wherever they stand, and no others", () => {
    expect(shareFactor(numbers)).toEqual([true, false, true, true, false]);
  });
  test.for([512, 1_024, 2_048])("are found in chunks of %i bits alike", (chunkBits) => {
    expect(shareFactor(numbers, chunkBits)).toEqual([true, false, true, true, false]);
  });
  test("every number of 1 to 60 is found as dividing by hand finds it", () => {
    const odd = Array.from({ length: 60 }, (_, i) => BigInt(2 * i + 3));
    const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
    const expected = odd.map((a) => odd.some((b) => a !== b && gcd(a, b) !== 1n));
    expect(shareFactor(odd)).toEqual(expected);
    expect(shareFactor(odd, 64)).toEqual(expected);
  });
  test("there are none among none and among one", () => {
    expect(shareFactor([])).toEqual([]);
    expect(shareFactor([15n])).toEqual([false]);
  });
});

describe("the moduli of all domains", () => {
  const [p, q, r] = [prime(512), prime(512), prime(512)];
  const own = realModulus(1_024);
  const both = realModulus(1_024);
  const add = (survey: ModulusSurvey, ...moduli: readonly Buffer[]) =>
    survey.add(packed(moduli.map((modulus) => rsaKey(256, 8, modulus))));
  const filled = (atMost: number): ModulusSurvey => {
    const survey = new ModulusSurvey(atMost);
    add(survey, own, own); // one key under two flags of one domain is not shared
    add(survey, both);
    add(survey, both);
    add(survey, octetsOf(p * q), octetsOf(2n * p * q));
    add(survey, octetsOf(p * r), realModulus(512));
    return survey;
  };

  test("every key counts once, under the gravest oddity", () => {
    const findings = filled(100).findings();
    expect(findings.keys).toEqual({
      even: 1,
      small_factor: 0,
      shared_factor: 2,
      below_1024_bits: 1,
      shared_modulus: 2,
      none: 2,
    });
    expect(findings.compared).toBe(findings.distinct);
  });

  test("too many to compare are compared in part, the shortest first, and that is said", () => {
    const findings = filled(2).findings();
    expect(findings).toMatchObject({ distinct: 6, compared: 2 });
    expect(findings.keys.below_1024_bits).toBe(1);
    expect(Object.values(findings.keys).reduce((sum, keys) => sum + keys)).toBe(8);
  });

  test("ten thousand different ones are told apart", () => {
    const survey = new ModulusSurvey(0);
    for (let i = 0; i < 10_000; i++) add(survey, octetsOf((1n << 1_100n) + BigInt(2 * i + 1)));
    for (let i = 0; i < 100; i++) add(survey, octetsOf((1n << 1_100n) + BigInt(2 * i + 1)));
    const { distinct, keys } = survey.findings();
    expect(distinct).toBe(10_000);
    expect(keys.shared_modulus + keys.small_factor + keys.none).toBe(10_100);
  });
});
