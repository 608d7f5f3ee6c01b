import { err, ok, type Result } from "@/lib/result";
import type { Name } from "@/lib/verifier/dns/name";
import type { TlsaData } from "@/lib/verifier/dns/record";
import type { Presented } from "@/lib/verifier/tlsa/matching";
import { recordFor, type TlsaParameters } from "@/lib/verifier/tlsa/records-for-chain";

/** DANE-EE(3) SPKI(1) SHA2-256(1): what RFC 7671 §5.1 advises. */
const BEST: TlsaParameters = { usage: 3, selector: 1, matchingType: 1 };

/**
 * The records of these parameters: of the server's own certificate for usage 3, of each issuer
 * for usage 2.
 *
 * @param chains each with the server's own certificate first; a bare key is a chain of one.
 */
export function recordsOf(
  chains: readonly (readonly Presented[])[],
  parameters: TlsaParameters | null,
): Result<TlsaData[], string> {
  const wanted = parameters ?? BEST;
  const presented = chains.flatMap((chain) =>
    wanted.usage === 3 ? chain.slice(0, 1) : chain.slice(1),
  );
  if (presented.length === 0)
    return err("There is no issuer's certificate, and --usage 2 is about issuers.");
  if (wanted.selector === 0 && presented.some(({ der }) => der.length === 0))
    return err("--selector 0 needs a certificate, and this is a bare key.");
  const records = new Map<string, TlsaData>();
  for (const each of presented) {
    const record = recordFor(each, wanted);
    records.set(record.association.toString("hex"), record);
  }
  return ok([...records.values()]);
}

/** A record as RFC 3597 §5 writes types that a name server does not know. */
export const genericRecordText = (owner: Name, record: TlsaData): string => {
  const head = Buffer.from([record.usage, record.selector, record.matchingType]);
  const rdata = Buffer.concat([head, record.association]);
  return `${owner} IN TYPE52 \\# ${rdata.length} ${rdata.toString("hex")}`;
};

/** A record with the owner's name, as a master file has it (RFC 6698 §2.2). */
export const recordText = (owner: Name, record: TlsaData): string =>
  `${owner} IN TLSA ${record.usage} ${record.selector} ${record.matchingType} ${record.association.toString("hex")}`;

/** RDATA has at most 65,535 octets, two digits each. */
const MAX_RECORD_CHARACTERS = 200_000;

/** A number of one octet; -1 where the text is none. */
const octetIn = (text: string): number =>
  /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : -1;

/**
 * Reads `3 1 1 0123…`, whatever stands before it in a master file's line; white space may stand
 * anywhere in the hexadecimal digits (RFC 6698 §2.2), and parentheses around them.
 */
export function parseRecord(text: string): Result<TlsaData, string> {
  const fields = (text.length > MAX_RECORD_CHARACTERS ? "" : text)
    .replace(/^.*\bTLSA\b/i, "")
    .replace(/[()]/g, " ")
    .trim()
    .split(/\s+/);
  const [usage = -1, selector = -1, matchingType = -1] = fields.slice(0, 3).map(octetIn);
  const hex = fields.slice(3).join("");
  if (Math.min(usage, selector, matchingType) < 0 || !/^([0-9a-f]{2})+$/i.test(hex))
    return err('--record takes "USAGE SELECTOR MATCHING-TYPE HEX", such as "3 1 1 0123…".');
  const association = Buffer.from(hex, "hex");
  return ok({ kind: "TLSA", usage, selector, matchingType, association });
}
