/**
 * DNSSEC algorithm and digest numbers with their standing.
 *
 * "Use for DNSSEC validation" and "Use for DNSSEC signing" are the IANA columns that RFC 9904
 * created and RFC 9905 (SHA-1) and RFC 9906 (GOST) changed. The tables are as those RFCs of November
 * 2025 leave them; they have not been compared with the registry itself.
 */

/** The registry's words, RFC 9904 §2. */
export type Recommendation = "must" | "recommended" | "may" | "not_recommended" | "must_not";

export type DnssecAlgorithm = {
  number: number;
  mnemonic: string;
  signing: Recommendation;
  validation: Recommendation;
};

/** IANA "DNS Security Algorithm Numbers". RFC 9905 §2 and §3 for 5 and 7, RFC 9906 for 12. */
export const DNSSEC_ALGORITHMS: readonly DnssecAlgorithm[] = [
  { number: 1, mnemonic: "RSAMD5", signing: "must_not", validation: "must_not" },
  { number: 3, mnemonic: "DSA", signing: "must_not", validation: "must_not" },
  { number: 5, mnemonic: "RSASHA1", signing: "must_not", validation: "recommended" },
  { number: 6, mnemonic: "DSA-NSEC3-SHA1", signing: "must_not", validation: "must_not" },
  { number: 7, mnemonic: "RSASHA1-NSEC3-SHA1", signing: "must_not", validation: "recommended" },
  { number: 8, mnemonic: "RSASHA256", signing: "recommended", validation: "recommended" },
  { number: 10, mnemonic: "RSASHA512", signing: "not_recommended", validation: "recommended" },
  { number: 12, mnemonic: "ECC-GOST", signing: "must_not", validation: "must_not" },
  { number: 13, mnemonic: "ECDSAP256SHA256", signing: "recommended", validation: "recommended" },
  { number: 14, mnemonic: "ECDSAP384SHA384", signing: "may", validation: "recommended" },
  { number: 15, mnemonic: "ED25519", signing: "recommended", validation: "recommended" },
  { number: 16, mnemonic: "ED448", signing: "may", validation: "recommended" },
  { number: 17, mnemonic: "SM2SM3", signing: "may", validation: "may" },
  { number: 23, mnemonic: "ECC-GOST12", signing: "may", validation: "may" },
];

export type DigestAlgorithm = {
  number: number;
  mnemonic: string;
  delegation: Recommendation;
  validation: Recommendation;
};

/** IANA "Digest Algorithms" of DS records. */
export const DS_DIGESTS: readonly DigestAlgorithm[] = [
  { number: 1, mnemonic: "SHA-1", delegation: "must_not", validation: "recommended" },
  { number: 2, mnemonic: "SHA-256", delegation: "recommended", validation: "recommended" },
  { number: 3, mnemonic: "GOST R 34.11-94", delegation: "must_not", validation: "must_not" },
  { number: 4, mnemonic: "SHA-384", delegation: "may", validation: "recommended" },
  { number: 5, mnemonic: "GOST R 34.11-2012", delegation: "may", validation: "may" },
  { number: 6, mnemonic: "SM3", delegation: "may", validation: "may" },
];

/** Numbers of the registry that name no signature algorithm of today's: they still turn up in counts. */
const OTHER_MNEMONICS: Readonly<Record<number, string>> = {
  0: "DELETE",
  2: "DH",
  252: "INDIRECT",
  253: "PRIVATEDNS",
  254: "PRIVATEOID",
};

/** The registry's mnemonic, or the number where it has none. */
export const algorithmMnemonic = (algorithm: number): string =>
  DNSSEC_ALGORITHMS.find((entry) => entry.number === algorithm)?.mnemonic ??
  OTHER_MNEMONICS[algorithm] ??
  String(algorithm);
