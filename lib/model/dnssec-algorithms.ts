/**
 * DNSSEC algorithm numbers by mnemonic, as IANA's registry "DNS Security Algorithm Numbers" lists
 * them (complete as of 2026-11; https://www.iana.org/assignments/dns-sec-alg-numbers).
 */
const ALGORITHM_MNEMONICS: Readonly<Record<number, string>> = {
  0: "DELETE",
  1: "RSAMD5",
  2: "DH",
  3: "DSA",
  5: "RSASHA1",
  6: "DSA-NSEC3-SHA1",
  7: "RSASHA1-NSEC3-SHA1",
  8: "RSASHA256",
  10: "RSASHA512",
  12: "ECC-GOST",
  13: "ECDSAP256SHA256",
  14: "ECDSAP384SHA384",
  15: "ED25519",
  16: "ED448",
  17: "SM2SM3",
  23: "ECC-GOST12",
  252: "INDIRECT",
  253: "PRIVATEDNS",
  254: "PRIVATEOID",
};

/** Mnemonic of an algorithm number, or "unassigned". */
export const algorithmMnemonic = (algorithm: number): string =>
  ALGORITHM_MNEMONICS[algorithm] ?? "unassigned";
