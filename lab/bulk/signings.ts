import type { BulkKey, BulkSigning } from "./plan";
import { shuffled } from "./random";

/** The material of a key that each zone has to itself. */
const OWN = "own";

const key = (algorithm: number, more: Partial<BulkKey> = {}): BulkKey => ({
  material: OWN,
  algorithm,
  ...more,
});
const split = (algorithm: number, more: Partial<BulkKey> = {}): BulkKey[] => [
  key(algorithm, { ...more, role: "key_signing" }),
  key(algorithm, { ...more, role: "zone_signing" }),
];
const rsa = (bits: number, exponent = 65_537) => ({ rsa: { bits, exponent } });

/** As most zones are: one P-256 key, NSEC, one SHA-256 DS record. */
export const PLAIN_SIGNING: BulkSigning = { keys: [key(13)], denial: "nsec", digests: [2] };

/** Keys of 300 domains; the rest has one P-256 key. */
const KEYS_OF_300: readonly [number, readonly BulkKey[]][] = [
  [36, [key(8, rsa(2048))]],
  [10, split(8, rsa(2048))],
  [8, [key(8, rsa(1024))]],
  [
    6,
    [key(8, { ...rsa(2048), role: "key_signing" }), key(8, { ...rsa(1024), role: "zone_signing" })],
  ],
  [2, [key(8, rsa(3072))]],
  [2, [key(8, rsa(1024, 3))]],
  [6, [key(10, rsa(2048))]],
  [4, [key(7, rsa(2048))]],
  [2, [key(5, rsa(2048))]],
  [20, split(13)],
  [4, [key(14)]],
  [6, [key(15)]],
  [2, [key(16)]],
  [3, [key(8, rsa(2048)), key(13)]],
  // Two moduli with one prime in common: whoever has both has both private keys.
  [1, [key(8, { ...rsa(1024), material: "kin-a" })]],
  [1, [key(8, { ...rsa(1024), material: "kin-b" })]],
];
const DENIALS_OF_300: readonly [number, BulkSigning["denial"]][] = [
  [80, { iterations: 0, saltOctets: 0, optOut: false }],
  [20, { iterations: 1, saltOctets: 8, optOut: false }],
  [10, { iterations: 10, saltOctets: 4, optOut: false }],
  [6, { iterations: 0, saltOctets: 0, optOut: true }],
];
const DIGESTS_OF_300: readonly [number, readonly number[]][] = [
  [12, [1, 2]],
  [8, [4]],
  [4, [1]],
  [6, [2, 4]],
];
/** Above what resolvers take for a proof (RFC 9276 §3.2); what exists is proven all the same. */
const TOO_MANY_ITERATIONS = { iterations: 200, saltOctets: 0, optOut: false };

/** RSA keys take long to make: so many of each kind serve all domains, and their moduli are shared. */
const RSA_KEYS: Readonly<Record<number, number>> = { 1024: 6, 2048: 10, 3072: 1 };

/**
 * Hands out ways of signing, as many of each as the number of domains asks for, in an order that
 * follows from `random`. `mayBeHarsh`: the domain's own hosts need no proof that something is not there.
 */
export function signings(
  count: number,
  random: () => number,
): (mayBeHarsh: boolean) => BulkSigning {
  const times = <T>(of300: readonly (readonly [number, T])[], rest: T): T[] => {
    const special = of300.flatMap(([number, value]) =>
      Array.from({ length: Math.floor((number * count) / 300) }, () => value),
    );
    // Fewer domains ask than there are: what is special must not be what is left over.
    const room = Math.max(0, Math.floor(count * 0.85) - special.length);
    return shuffled([...special, ...Array.from({ length: room }, () => rest)], random);
  };
  const keys = times(KEYS_OF_300, PLAIN_SIGNING.keys);
  const denials = times<BulkSigning["denial"]>(DENIALS_OF_300, "nsec");
  const digests = times(DIGESTS_OF_300, PLAIN_SIGNING.digests);
  let harshLeft = Math.floor((2 * count) / 300);
  const handedOut = new Map<string, number>();
  return (mayBeHarsh) => {
    const denial = denials.pop() ?? "nsec";
    const isHarsh = mayBeHarsh && harshLeft > 0 && denial === "nsec";
    if (isHarsh) harshLeft--;
    const its = (keys.pop() ?? PLAIN_SIGNING.keys).map((each) => {
      if (each.rsa === undefined || each.material !== OWN) return each;
      const kind = `rsa-${each.rsa.bits}-${each.rsa.exponent}`;
      const at = handedOut.get(kind) ?? 0;
      handedOut.set(kind, at + 1);
      return { ...each, material: `${kind}-${at % (RSA_KEYS[each.rsa.bits] ?? 1)}` };
    });
    // RSASHA1(5) and NSEC3 do not go together (RFC 5155 §2).
    const isOld = its.some(({ algorithm }) => algorithm === 5);
    return {
      keys: its,
      denial: isOld ? "nsec" : isHarsh ? TOO_MANY_ITERATIONS : denial,
      digests: digests.pop() ?? PLAIN_SIGNING.digests,
    };
  };
}

/** The same with the zone's own keys named for it. */
export const ownKey = (signing: BulkSigning, zone: string): BulkSigning => ({
  ...signing,
  keys: signing.keys.map((each, at) =>
    each.material === OWN ? { ...each, material: `${zone} ${at}` } : each,
  ),
});
