import { hash } from "node:crypto";
import type { Name } from "../dns/name";
import type { TlsaData } from "../dns/record";
import { readCertificate } from "../x509/certificate";
import { authenticate, type ChainToAuthenticate } from "./authenticate";
import type { Presented } from "./matching";

/** The parameters of a record: what it is of, and in which form. */
export type TlsaParameters = Pick<TlsaData, "usage" | "selector" | "matchingType">;

/** A record that authenticates a chain, and the certificate's place in the chain as sent. */
export type RecordForChain = { record: TlsaData; place: number };

/** More issuers than any honest chain has are not worth a record each. */
const MAX_ISSUERS = 8;

/** The record of these parameters for a certificate (RFC 6698 §2.1). */
export function recordFor(
  presented: Presented,
  { usage, selector, matchingType }: TlsaParameters,
): TlsaData {
  const selected = selector === 0 ? presented.der : presented.spki;
  const association =
    matchingType === 0
      ? selected
      : hash(matchingType === 1 ? "sha256" : "sha512", selected, "buffer");
  return { kind: "TLSA", usage, selector, matchingType, association };
}

/**
 * The records that would authenticate a chain that was seen, the recommended one first: `3 1 1` of
 * the leaf, then `2 1 1` and `2 0 1` of each issuer sent. Records of issuers are left out where they
 * would not do: the name is another, the path is out of date, or it does not hold.
 *
 * @see RFC 7672 §3.1
 */
export function recordsForChain(seen: Omit<ChainToAuthenticate, "records">): RecordForChain[] {
  const found: RecordForChain[] = [];
  for (const [place, der] of seen.chain.slice(0, 1 + MAX_ISSUERS).entries()) {
    const read = readCertificate(der);
    if (!read.ok) continue;
    const wanted = place === 0 ? LEAF_PARAMETERS : ISSUER_PARAMETERS;
    for (const parameters of wanted) {
      const record = recordFor(read.value, parameters);
      const isGood = authenticate({ ...seen, records: [record] }).verdict === "matched";
      if (isGood) found.push({ record, place });
    }
  }
  return found;
}

const LEAF_PARAMETERS = [{ usage: 3, selector: 1, matchingType: 1 }];
const ISSUER_PARAMETERS = [
  { usage: 2, selector: 1, matchingType: 1 },
  { usage: 2, selector: 0, matchingType: 1 },
];

/**
 * A TLSA record as a master file has it, to be published for a server.
 *
 * @param base the TLSA base domain (RFC 7672 §2.2.3).
 * @see RFC 6698 §2.2, §3
 */
export const tlsaRecordText = (
  base: Name,
  { usage, selector, matchingType, association }: TlsaData,
  port = 25,
): string =>
  `_${port}._tcp.${base} IN TLSA ${usage} ${selector} ${matchingType} ${association.toString("hex")}`;
